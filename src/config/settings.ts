import { oneOf, pathList, url, wholeNumber, type Machine, type ValueType } from "./value-types.ts";

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
      "The message broker, as a URL: `memory:` is one inside the process, `nats://host:4222` a NATS server with JetStream.",
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
      "With pauses that double from one second on, five tries outlast the restart of a server. `hzz run` on its own broker takes 1 unless this " +
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
  logLevel: setting({
    variable: "HZZ_LOG_LEVEL",
    purpose: "The least level of messages that are written to standard error.",
    type: oneOf(["debug", "info", "warn", "error"]),
    default: "info",
    reason:
      "Normal operation is quiet at this level. `hzz run` writes no messages unless this is set; its result tells.",
  }),
  logFormat: setting({
    variable: "HZZ_LOG_FORMAT",
    purpose: "How messages are written: `text` for people, `json` (one object a line) for machines.",
    type: oneOf(["text", "json"]),
    default: "text",
    reason: "The first reader is a person at a terminal.",
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
  ...Object.values(httpSettings),
];

type Values<Table extends Record<string, Setting<unknown>>> = {
  readonly [Key in keyof Table]: Table[Key] extends Setting<infer T> ? T : never;
};

/** All settings of a process. Deeply frozen. */
export type Config = Values<typeof generalSettings> & { readonly http: Values<typeof httpSettings> };
