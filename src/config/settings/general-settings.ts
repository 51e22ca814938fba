import { decimalNumber, folder, httpUrl, oneOf, pathList, url, wholeNumber } from "../value-types.ts";
import { setting, time } from "./setting.ts";

const MAX_WORKERS = 64;

/** Of every program. */
export const generalSettings = {
  mirrors: setting({
    variable: "HZZ_MIRROR",
    flag: "mirror",
    purpose: "Directories searched for the files of an analysis, in this order, before any URL is asked.",
    type: pathList,
    default: Object.freeze([]),
    defaultText: "none",
    reason: "All files come from their URLs.",
  }),
  workers: setting({
    variable: "HZZ_WORKERS",
    flag: "workers",
    purpose: "Partitions worked on at once, each in its own thread. The result does not depend on it.",
    type: wholeNumber(1, MAX_WORKERS),
    default: ({ cores }) => Math.min(Math.max(cores, 1), MAX_WORKERS),
    defaultText: `the number of processor cores, at most ${MAX_WORKERS}`,
    reason: "Unpacking keeps one core busy per thread.",
  }),
  broker: setting({
    variable: "HZZ_BROKER",
    flag: "broker",
    secret: true,
    purpose:
      "The message broker: `memory:` is inside the process, `nats://host:4222` a NATS server with JetStream (also `tls://`, and over WebSocket `ws://` or `wss://`), `amqp://host:5672/vhost` a RabbitMQ server.",
    type: url,
    default: "memory:",
    reason: "A run on one machine needs no server.",
  }),
  maxDeliveries: setting({
    variable: "HZZ_MAX_DELIVERIES",
    purpose: "How often a work item is tried before it fails and becomes a dead letter.",
    type: wholeNumber(1, 100),
    default: 5,
    reason:
      "Five tries, with pauses that double from a second, outlast a server's restart. `hzz run` and `hzz up` on their own broker take 1 unless this is set, as a person waits.",
  }),
  retryDelayMs: setting({
    variable: "HZZ_RETRY_DELAY_MS",
    purpose: "Pause before a work item's second try; it doubles with each further one, up to a minute.",
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
      "The server that `hzz submit`, `hzz watch` and other client commands speak to: the address of `hzz up` or a plotter.",
    type: httpUrl,
    default: "http://localhost:8080",
    reason: "Where these listen by default.",
  }),
  cacheFolder: setting({
    variable: "HZZ_CACHE",
    purpose: "Directory for toys that an analysis asks for. It is made when first needed; processes may share it.",
    type: folder,
    default: ({ cacheFolder }) => cacheFolder,
    defaultText: "`hzz-edge` in the system's cache folder, on Linux `$XDG_CACHE_HOME` or `~/.cache`",
    reason: "Its contents can be made again.",
  }),
  toyMaxScale: setting({
    variable: "HZZ_TOY_MAX_SCALE",
    purpose: "The largest scale of a toy made for an analysis; `hzz toy` makes any.",
    type: decimalNumber(0, 1000),
    default: 1,
    reason: "17 MB and a few seconds of work, for anybody who can post an analysis.",
  }),
  toyMaxBytes: setting({
    variable: "HZZ_TOY_MAX_BYTES",
    purpose: "When toys take more room in `HZZ_CACHE`, the oldest are removed before another one is made.",
    type: wholeNumber(1_000_000, 1_000_000_000_000, "bytes"),
    default: 268_435_456,
    reason: "256 MiB are some fifteen toys of scale 1.",
  }),
  logLevel: setting({
    variable: "HZZ_LOG_LEVEL",
    purpose: "The lowest level of messages written to standard error.",
    type: oneOf(["debug", "info", "warn", "error"]),
    default: "info",
    reason:
      "Normal operation is quiet at this level. Unless this is set, `hzz run` writes no messages, and `hzz up` only warnings and errors.",
  }),
  logFormat: setting({
    variable: "HZZ_LOG_FORMAT",
    purpose: "`text` for people, `json` (one object a line) for machines.",
    type: oneOf(["text", "json"]),
    default: "text",
    reason: "The first reader is a person at a terminal.",
  }),
};
