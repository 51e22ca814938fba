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
    reason:
      "These are all lanes of the presets, and the one of a group that names none. A processor with one lane is the fastest, " +
      "as it need not ask several in turn.",
  }),
  host: setting({
    variable: "HZZ_HOST",
    flag: "host",
    purpose: "The address that a service listens on: `127.0.0.1` for this machine alone, `0.0.0.0` for every network.",
    type: hostName,
    default: "127.0.0.1",
    reason: "Whoever wants to be reached from outside says so, and should set `HZZ_TOKEN` as well.",
  }),
  port: setting({
    variable: "HZZ_PORT",
    flag: "port",
    purpose: "The port of the plotter, and so of the page; 0 takes any that is free.",
    type: wholeNumber(0, 65_535),
    default: 8080,
    reason: "Customary for a web service that is not the machine's only one.",
  }),
  processorPort: setting({
    variable: "HZZ_PROCESSOR_PORT",
    purpose: "The port of a processor; 0 takes any that is free, as several processors on one machine need.",
    type: wholeNumber(0, 65_535),
    default: 8081,
    reason: "Not the plotter's, so that both can run on one machine with the same settings.",
  }),
  basePath: setting({
    variable: "HZZ_BASE_PATH",
    purpose:
      "The path below which a reverse proxy hands requests on to a plotter without taking it off, such as `/tools/hzz`. Requests without it are answered as well, " +
      "so that probes and Prometheus need not know it. A proxy that takes the path off needs no setting. docs/proxy.md has examples.",
    type: basePath,
    default: "",
    defaultText: "`/`: none",
    reason: "Every address that a plotter tells is relative, so that only what proxies leave on must be known.",
  }),
  allowedHosts: setting({
    variable: "HZZ_ALLOWED_HOSTS",
    purpose:
      "Names by which a plotter on a loopback address may be asked besides those of this machine: those of a proxy on the same machine that hands on the header `Host`.",
    type: hostNameList,
    default: Object.freeze([]),
    defaultText: "none",
    reason:
      "A page elsewhere could else point a name of its own to this machine, and read what only its user may. A plotter on another address answers to every name.",
  }),
  trustedProxies: setting({
    variable: "HZZ_TRUSTED_PROXIES",
    purpose:
      "Reverse proxies whose `X-Forwarded-For` or `Forwarded` a plotter believes: it counts the client that they name in place of the proxy, for all limits of a client. " +
      "They must add to such a header, or set it, in each request. docs/proxy.md has examples.",
    type: networkList,
    default: Object.freeze([]),
    defaultText: "none: the client is who has made the connection",
    reason: "Whoever reaches the plotter past a proxy could else name any address, and have the limits of each.",
  }),
  token: setting({
    variable: "HZZ_TOKEN",
    secret: true,
    purpose:
      "The token that a plotter asks of whoever starts, cancels or redrives something, and that `hzz submit` and `hzz dead redrive` send to it. Reading stays open.",
    type: accessToken,
    default: "",
    defaultText: "none: whoever reaches the plotter may change something",
    reason:
      "A plotter listens on this machine alone unless it is told otherwise. docs/security.md says what a token is good for.",
  }),
  start: setting({
    variable: "HZZ_START",
    purpose: "The preset that a plotter starts by itself when its log has no analysis yet.",
    type: lineOfText(64),
    default: "",
    defaultText: "none",
    reason: "What is worked on is for its users to say.",
  }),
  graceMs: setting({
    variable: "HZZ_GRACE_MS",
    purpose:
      "From the signal to stop until a service ends what it is still doing; a processor then hands its items to others.",
    type: time,
    default: 20_000,
    reason:
      "Nearly every partition is done by then. Whoever starts the service must wait a few seconds longer before killing it.",
  }),
  stallMs: setting({
    variable: "HZZ_STALL_MS",
    purpose:
      "When nothing has come of a running analysis for so long, and nothing waits or is under way in its lanes, a plotter says that it has stalled. Started again, " +
      "it goes on with what is missing.",
    type: time,
    default: 600_000,
    reason:
      "As long as an item may take by default. While an item is under way nothing counts as stalled, however long it takes.",
  }),
  brokerWaitMs: setting({
    variable: "HZZ_BROKER_WAIT_MS",
    purpose:
      "How long a service waits at its start for a broker that is not there yet, and `hzz run` for one that went away.",
    type: time,
    default: 60_000,
    reason: "Services may be started in any order, and a server that starts again is back within a minute.",
  }),
  allowedOrigins: setting({
    variable: "HZZ_ALLOWED_ORIGINS",
    purpose:
      "The servers that an analysis given to the services may read from; redirects may lead to them too. They must lie on the open internet: names that lead to private, " +
      "loopback and similar addresses are refused. A value takes the place of the default. docs/security.md explains it.",
    type: originList,
    default: Object.freeze(["https://opendata.cern.ch", "https://atlas-opendata.web.cern.ch", "https://*.cern.ch:*"]),
    reason: "The two hold the releases of the presets, and CERN's storage redirects to machines and ports of its own.",
  }),
  privateOrigins: setting({
    variable: "HZZ_PRIVATE_ORIGINS",
    purpose:
      "Further servers that an analysis may read from, wherever they are: also on private or loopback addresses, such as a file server of the institute.",
    type: originList,
    default: Object.freeze([]),
    reason: "Whoever can post an analysis could otherwise make the services read what only they can reach.",
  }),
};
