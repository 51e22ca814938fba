import { decimalNumber, folder, httpUrl, oneOf, pathList, url, wholeNumber } from "../value-types.ts";
import { setting, time } from "./setting.ts";

const MAX_WORKERS = 64;

/** Of every program. */
export const generalSettings = {
  mirrors: setting({
    variable: "HZZ_MIRROR",
    flag: "mirror",
    purpose: "Directories in which the files of an analysis are looked for, in this order, before any URL is asked.",
    type: pathList,
    default: Object.freeze([]),
    defaultText: "none",
    reason: "Without a copy of the release at hand, everything comes from its URLs.",
  }),
  workers: setting({
    variable: "HZZ_WORKERS",
    flag: "workers",
    purpose: "Partitions that are worked on at once, each in a thread of its own. The result does not depend on it.",
    type: wholeNumber(1, MAX_WORKERS),
    default: ({ cores }) => Math.min(Math.max(cores, 1), MAX_WORKERS),
    defaultText: `the number of processor cores, at most ${MAX_WORKERS}`,
    reason: "Reading is bound by unpacking, which keeps one core busy per thread.",
  }),
  broker: setting({
    variable: "HZZ_BROKER",
    flag: "broker",
    secret: true,
    purpose:
      "The message broker, as a URL: `memory:` is one inside the process, `nats://host:4222` a NATS server with JetStream, " +
      "`amqp://host:5672/vhost` a RabbitMQ server.",
    type: url,
    default: "memory:",
    reason: "A run on one machine needs no server.",
  }),
  maxDeliveries: setting({
    variable: "HZZ_MAX_DELIVERIES",
    purpose: "How often a work item is tried before it is reported as failed and put among the dead letters.",
    type: wholeNumber(1, 100),
    default: 5,
    reason:
      "With pauses that double from one second on, five tries outlast the restart of a server. `hzz run` and `hzz up` on their own broker take 1 unless this " +
      "is set: a person waits, and each request has been tried several times by then.",
  }),
  retryDelayMs: setting({
    variable: "HZZ_RETRY_DELAY_MS",
    purpose: "Pause before a work item is tried the second time; it doubles with each further try, up to a minute.",
    type: time,
    default: 1000,
    reason: "Short failures (a dropped connection) are over within a second.",
  }),
  itemTimeoutMs: setting({
    variable: "HZZ_ITEM_TIMEOUT_MS",
    purpose:
      "The longest that one work item may take; then its thread is ended. If others ran beside it, it is tried again later, and from its second try on also " +
      "alone (others wait for that at most one and a half times as long); alone, it is reported as failed.",
    type: time,
    default: 600_000,
    reason: "A partition takes seconds; ten minutes leave room for a slow connection and still end a hang.",
  }),
  serverUrl: setting({
    variable: "HZZ_URL",
    flag: "url",
    purpose:
      "The server that `hzz submit` and `hzz watch` speak to: the address that `hzz up` or a plotter is reached at.",
    type: httpUrl,
    default: "http://localhost:8080",
    reason: "Where `hzz up` and a plotter listen if nobody says otherwise.",
  }),
  cacheFolder: setting({
    variable: "HZZ_CACHE",
    purpose:
      "Directory for files that the program makes: toys that an analysis asks for. It is made when it is first needed; processes may share it.",
    type: folder,
    default: ({ cacheFolder }) => cacheFolder,
    defaultText: "`hzz-edge` in the place for caches of the system: below `$XDG_CACHE_HOME` or `~/.cache` on Linux",
    reason: "What lies there can be made again, and whoever cleans up knows it by its place.",
  }),
  toyMaxScale: setting({
    variable: "HZZ_TOY_MAX_SCALE",
    purpose: "The largest scale of a toy that is made because an analysis asks for it; `hzz toy` makes any.",
    type: decimalNumber(0, 1000),
    default: 1,
    reason: "17 MB and a few seconds of work, for whoever can post an analysis.",
  }),
  toyMaxBytes: setting({
    variable: "HZZ_TOY_MAX_BYTES",
    purpose: "When toys take more room than this in `HZZ_CACHE`, the oldest are removed before another one is made.",
    type: wholeNumber(1_000_000, 1_000_000_000_000, "bytes"),
    default: 268_435_456,
    reason: "256 MiB are some fifteen toys of scale 1.",
  }),
  logLevel: setting({
    variable: "HZZ_LOG_LEVEL",
    purpose: "The least level of messages that are written to standard error.",
    type: oneOf(["debug", "info", "warn", "error"]),
    default: "info",
    reason:
      "Normal operation is quiet at this level. Unless this is set, `hzz run` writes no messages, as its result tells, and `hzz up` only warnings and errors of the " +
      "server, as the page tells the rest.",
  }),
  logFormat: setting({
    variable: "HZZ_LOG_FORMAT",
    purpose: "How messages are written: `text` for people, `json` (one object a line) for machines.",
    type: oneOf(["text", "json"]),
    default: "text",
    reason: "The first reader is a person at a terminal.",
  }),
};
