import { namedTokenList } from "../named-tokens.ts";
import {
  accessToken,
  basePath,
  hostName,
  hostNameList,
  lineOfText,
  nameList,
  networkList,
  originList,
  wholeNumber,
} from "../value-types.ts";
import { setting, time } from "./setting.ts";

/** Of the services, and of `hzz up`. */
export const serviceSettings = {
  lanes: setting({
    variable: "HZZ_LANES",
    purpose: "The lanes that a processor takes its work from. Any number of processors may share a lane.",
    type: nameList("lane"),
    default: Object.freeze(["data", "z-ttbar", "zz", "signal", "default"]),
    reason: "All lanes of the presets, and the one of groups that name none. A processor with one lane is the fastest.",
  }),
  host: setting({
    variable: "HZZ_HOST",
    flag: "host",
    purpose: "The address that a service listens on: `127.0.0.1` for this machine alone, `0.0.0.0` for every network.",
    type: hostName,
    default: "127.0.0.1",
    reason: "To be reached from outside, set this, and `HZZ_TOKEN` as well.",
  }),
  port: setting({
    variable: "HZZ_PORT",
    flag: "port",
    purpose: "The port of the plotter and its page; 0 takes any free one.",
    type: wholeNumber(0, 65_535),
    default: 8080,
    reason: "The usual port of a second web service.",
  }),
  processorPort: setting({
    variable: "HZZ_PROCESSOR_PORT",
    purpose: "The port of a processor; 0 takes any free one, for several processors on one machine.",
    type: wholeNumber(0, 65_535),
    default: 8081,
    reason: "Not the plotter's.",
  }),
  basePath: setting({
    variable: "HZZ_BASE_PATH",
    purpose:
      "The path that a reverse proxy leaves on requests to a plotter, such as `/tools/hzz`. Requests without it are answered as well. A proxy that takes the path off needs no setting. docs/proxy.md has examples.",
    type: basePath,
    default: "",
    defaultText: "`/`: none",
    reason: "All addresses in a plotter's answers are relative.",
  }),
  allowedHosts: setting({
    variable: "HZZ_ALLOWED_HOSTS",
    purpose:
      "Further names that a plotter on a loopback address answers to: those of a proxy on the same machine that hands on the header `Host`.",
    type: hostNameList,
    default: Object.freeze([]),
    defaultText: "none",
    reason:
      "Otherwise another site's page could point its name to this machine, and read. A plotter on another address answers to every name.",
  }),
  trustedProxies: setting({
    variable: "HZZ_TRUSTED_PROXIES",
    purpose:
      "Reverse proxies whose `X-Forwarded-For` or `Forwarded` a plotter believes: limits count the client named there instead of the proxy. They must add to that header, or set it, in each request. docs/proxy.md has examples.",
    type: networkList,
    default: Object.freeze([]),
    defaultText: "none: whoever made the connection is the client",
    reason: "Otherwise whoever reaches the plotter past a proxy could name any address.",
  }),
  token: setting({
    variable: "HZZ_TOKEN",
    secret: true,
    purpose:
      "The token that a plotter asks for when something is started, cancelled or redriven, and that `hzz submit` and `hzz dead redrive` send. Reading stays open. docs/security.md has more.",
    type: accessToken,
    default: "",
    defaultText: "none: whoever reaches the plotter may make changes",
    reason: "A plotter listens on this machine alone by default.",
  }),
  tokens: setting({
    variable: "HZZ_TOKENS",
    secret: true,
    purpose:
      "Tokens of single people, beside or instead of `HZZ_TOKEN`: `anna=TOKEN,ben:batch=TOKEN`, in a file also a line each. What somebody starts bears the name of the token, and limits count for each name. With `:batch`, all that is started with the token is done while little else waits. A client gives its own one in `HZZ_TOKEN`.",
    type: namedTokenList,
    default: Object.freeze([]),
    defaultText: "none",
    reason: "One token, or none, is enough where nobody needs to know who started what.",
  }),
  start: setting({
    variable: "HZZ_START",
    purpose: "The preset that a plotter starts by itself when its log has no analysis yet.",
    type: lineOfText(64),
    default: "",
    defaultText: "none",
    reason: "Users choose what is worked on.",
  }),
  graceMs: setting({
    variable: "HZZ_GRACE_MS",
    purpose:
      "Time from the signal to stop until a service ends what it is still doing; a processor then hands its items to others.",
    type: time,
    default: 20_000,
    reason: "Nearly every partition is done by then. Let the orchestrator wait a few seconds longer before killing.",
  }),
  stallMs: setting({
    variable: "HZZ_STALL_MS",
    purpose:
      "A running analysis counts as stalled when nothing has come of it for so long, and nothing waits or is in progress in its lanes. Started again, it goes on with what is missing; `hzz run` sends that itself, after a minute at most.",
    type: time,
    default: 600_000,
    reason: "As long as an item may take by default. While an item is under way nothing counts as stalled.",
  }),
  brokerWaitMs: setting({
    variable: "HZZ_BROKER_WAIT_MS",
    purpose:
      "How long a service waits at its start for a broker that is not there yet, and `hzz run` for one that went away.",
    type: time,
    default: 60_000,
    reason: "So services may start in any order, and a restarting server is back in time.",
  }),
  allowedOrigins: setting({
    variable: "HZZ_ALLOWED_ORIGINS",
    purpose:
      "The servers that an analysis given to the services may read from, also after redirects. They must be on the open internet: names that lead to private, loopback and similar addresses are refused. A value replaces the default. docs/security.md explains it.",
    type: originList,
    default: Object.freeze(["https://opendata.cern.ch", "https://atlas-opendata.web.cern.ch", "https://*.cern.ch:*"]),
    reason: "The first two hold the releases of the presets; CERN's storage redirects to other machines and ports.",
  }),
  privateOrigins: setting({
    variable: "HZZ_PRIVATE_ORIGINS",
    purpose:
      "Further servers that an analysis may read from, also on private or loopback addresses, such as a file server of the institute.",
    type: originList,
    default: Object.freeze([]),
    reason: "Otherwise whoever can post an analysis could read what only the services can reach.",
  }),
};
