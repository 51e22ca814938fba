import {
  decimalNumber,
  folder,
  hostName,
  httpUrl,
  lineOfText,
  nameList,
  oneOf,
  originList,
  pathList,
  url,
  wholeNumber,
  type Machine,
  type ValueType,
} from "./value-types.ts";

/** One setting: the only place that knows its names, what it takes, its default and why that is the default. */
export interface Setting<T> {
  readonly variable: `HZZ_${string}`;
  /** Name of the command-line flag, if it has one; the flag wins over the variable. */
  readonly flag?: string;
  /** May hold a password: never shown, and also read from the file that `<variable>_FILE` names. */
  readonly secret?: true;
  readonly purpose: string;
  readonly type: ValueType<T>;
  /** The type alone says what T is. */
  readonly default: NoInfer<T> | ((machine: Machine) => NoInfer<T>);
  /** The default in words, where it depends on the machine or is nothing. */
  readonly defaultText?: string;
  /** Why this default. */
  readonly reason: string;
}

/** Checks a row of the table without making its types any wider. */
function setting<T>(definition: Setting<T>): Setting<T> {
  return definition;
}

const DAY_MS = 86_400_000;
const MAX_WORKERS = 64;
const time = wholeNumber(1, DAY_MS, "milliseconds");

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
    purpose: "The longest that one work item may take; then its thread is ended and the item is reported as failed.",
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
    reason: "Whoever wants to be reached from outside says so; there is no login.",
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
  graceMs: setting({
    variable: "HZZ_GRACE_MS",
    purpose:
      "From the signal to stop until a service ends what it is still doing; a processor then hands its items to others.",
    type: time,
    default: 20_000,
    reason:
      "Nearly every partition is done by then. Whoever starts the service must wait a few seconds longer before killing it.",
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

/** What the clients of a plotter may do. A client is an address, so that behind a proxy all are one. */
export const limitSettings = {
  maxBodyBytes: setting({
    variable: "HZZ_MAX_BODY_BYTES",
    purpose: "The largest request that a plotter reads.",
    type: wholeNumber(1, 16_777_216, "bytes"),
    default: 1_048_576,
    reason: "1 MiB is a specification of some 7000 files, and what a NATS server takes as one message by default.",
  }),
  changesPerMinute: setting({
    variable: "HZZ_MAX_CHANGES_PER_MINUTE",
    purpose: "How many analyses one client may start or cancel in a minute.",
    type: wholeNumber(1, 1_000_000),
    default: 60,
    reason: "More than a person does, and too few to fill the log.",
  }),
  streams: setting({
    variable: "HZZ_MAX_STREAMS",
    purpose: "Event streams that a plotter keeps open; each is somebody who watches an analysis.",
    type: wholeNumber(1, 100_000),
    default: 1000,
    reason:
      "A stream costs some tens of kilobytes of memory; what is sent is written once for all who watch the same analysis.",
  }),
  streamsPerClient: setting({
    variable: "HZZ_MAX_STREAMS_PER_CLIENT",
    purpose: "Event streams of one client.",
    type: wholeNumber(1, 100_000),
    default: 100,
    reason: "A browser opens no more than six, but a lecture hall may have one address.",
  }),
  analyses: setting({
    variable: "HZZ_MAX_ANALYSES",
    purpose:
      "Analyses that a plotter keeps; beyond that it accepts no new ones. Those in the log can always be started again.",
    type: wholeNumber(1, 1_000_000),
    default: 1000,
    reason:
      "The sums of every analysis in the log are in memory: about 100 kB for one of the presets, more with more samples and bins.",
  }),
};

/** Of the bridge to the queues of the system before this one (docs/migration.md); nothing else looks at them. */
export const bridgeSettings = {
  url: setting({
    variable: "HZZ_BRIDGE_URL",
    secret: true,
    purpose:
      "The RabbitMQ server with the old queues, as `amqp://host:5672/vhost` or `amqps://…`. `HZZ_BROKER` is the broker of the plotter and the processors.",
    type: url,
    default: "",
    defaultText: "none",
    reason: "Nobody needs a bridge who has no such server; the bridge does not start without it.",
  }),
  port: setting({
    variable: "HZZ_BRIDGE_PORT",
    purpose: "The port of the bridge, for `/healthz`, `/readyz` and `/metrics`; 0 takes any that is free.",
    type: wholeNumber(0, 65_535),
    default: 8082,
    reason: "Neither the plotter's nor a processor's.",
  }),
  label: setting({
    variable: "HZZ_BRIDGE_LABEL",
    purpose:
      "Where the events come from that are published through the bridge; stands on the plots of its runs. Say `ATLAS Open Data …` only if all of them do.",
    type: lineOfText(200),
    default: "Published by other programs",
    reason: "The bridge cannot know it, and a plot must not claim more than is known.",
  }),
  announce: setting({
    variable: "HZZ_BRIDGE_ANNOUNCE",
    purpose:
      "Whose end is announced in `completion_queue` and `plotting_queue`: that of the runs that came through the `bridge`, or that of `all` analyses.",
    type: oneOf(["bridge", "all"]),
    default: "bridge",
    reason: "Whoever reads the old queues expects the old runs.",
  }),
};

/** Named as the settings of the HTTP source, which they become; its own defaults are the same. */
export const httpSettings = {
  reachTimeoutMs: setting({
    variable: "HZZ_HTTP_REACH_TIMEOUT_MS",
    purpose: "From opening a file to the first answer of any kind, all tries included.",
    type: time,
    default: 10_000,
    reason: "So long a machine without network takes to say that a file cannot be reached.",
  }),
  headerTimeoutMs: setting({
    variable: "HZZ_HTTP_HEADER_TIMEOUT_MS",
    purpose: "From sending one request to its headers.",
    type: time,
    default: 15_000,
    reason: "File servers with tape or redirection behind them may need seconds.",
  }),
  stallTimeoutMs: setting({
    variable: "HZZ_HTTP_STALL_TIMEOUT_MS",
    purpose: "The longest silence inside a body.",
    type: time,
    default: 15_000,
    reason: "A living connection is never silent for so long.",
  }),
  requestTimeoutMs: setting({
    variable: "HZZ_HTTP_REQUEST_TIMEOUT_MS",
    purpose: "One request from its first to its last byte, besides the time that its bytes take at the slowest speed.",
    type: time,
    default: 30_000,
    reason: "Twice the time for the headers.",
  }),
  deadlineMs: setting({
    variable: "HZZ_HTTP_DEADLINE_MS",
    purpose:
      "One read with all its requests, pauses and tries, besides the time that its bytes take at the slowest speed.",
    type: time,
    default: 120_000,
    reason: "Room for all tries; then the work item comes back later instead.",
  }),
  minBytesPerSecond: setting({
    variable: "HZZ_HTTP_MIN_BYTES_PER_SECOND",
    purpose: "The slowest speed that is still waited for.",
    type: wholeNumber(1, 1_000_000_000, "bytes per second"),
    default: 262_144,
    reason: "2 Mbit/s; a slower drip is ended by the two limits above.",
  }),
  attempts: setting({
    variable: "HZZ_HTTP_ATTEMPTS",
    purpose: "How often one request is sent before the file counts as unavailable.",
    type: wholeNumber(1, 20),
    default: 5,
    reason: "With its pauses about four seconds, what a restarting server or proxy needs.",
  }),
  concurrency: setting({
    variable: "HZZ_HTTP_CONCURRENCY",
    purpose: "Requests at once for one file.",
    type: wholeNumber(1, 64),
    default: 4,
    reason: "Hides the round trip; more is impolite to a public server.",
  }),
  maxWholeFileBytes: setting({
    variable: "HZZ_HTTP_MAX_WHOLE_FILE_BYTES",
    purpose: "The largest file that is held in memory when a server knows no ranges.",
    type: wholeNumber(1, 1_000_000_000_000, "bytes"),
    default: 268_435_456,
    reason: "256 MiB hold every file of the 2020 four-lepton set (182 MB).",
  }),
};

/** Every setting, in the order of the reference page. */
export const allSettings: readonly Setting<unknown>[] = [
  ...Object.values(generalSettings),
  ...Object.values(serviceSettings),
  ...Object.values(limitSettings),
  ...Object.values(bridgeSettings),
  ...Object.values(httpSettings),
];

type Values<Table extends Record<string, Setting<unknown>>> = {
  readonly [Key in keyof Table]: Table[Key] extends Setting<infer T> ? T : never;
};

/** All settings of a process. Deeply frozen. */
export type Config = Values<typeof generalSettings> &
  Values<typeof serviceSettings> & {
    readonly limits: Values<typeof limitSettings>;
    readonly bridge: Values<typeof bridgeSettings>;
    readonly http: Values<typeof httpSettings>;
  };
