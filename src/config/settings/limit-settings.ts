import { keepAfterLimit, keepRule } from "../keep-rule.ts";
import { wholeNumber } from "../value-types.ts";
import { setting } from "./setting.ts";

/** What the clients of a plotter may do. A client is an address, of IPv6 a network; behind a proxy that is not trusted, all are one. */
export const limitSettings = {
  maxBodyBytes: setting({
    variable: "HZZ_MAX_BODY_BYTES",
    purpose: "The largest request that a plotter reads.",
    type: wholeNumber(1, 16_777_216, "bytes"),
    default: 1_048_576,
    reason: "1 MiB is a specification of some 7000 files, and a NATS server's default limit of a message.",
  }),
  changesPerMinute: setting({
    variable: "HZZ_MAX_CHANGES_PER_MINUTE",
    purpose: "How many analyses one client may start or cancel in a minute; requests with a wrong token count too.",
    type: wholeNumber(1, 1_000_000),
    default: 60,
    reason: "More than a person needs, too few to fill the log.",
  }),
  streams: setting({
    variable: "HZZ_MAX_STREAMS",
    purpose: "Event streams that a plotter keeps open, one for each watcher.",
    type: wholeNumber(1, 100_000),
    default: 1000,
    reason: "A stream costs some tens of kilobytes.",
  }),
  streamsPerClient: setting({
    variable: "HZZ_MAX_STREAMS_PER_CLIENT",
    purpose: "Event streams of one client.",
    type: wholeNumber(1, 100_000),
    default: 100,
    reason: "A browser opens at most six, but a lecture hall may share one address.",
  }),
  unsentBytes: setting({
    variable: "HZZ_MAX_UNSENT_BYTES",
    purpose:
      "Bytes of answers and event streams that a plotter keeps for clients who have not read them yet, a quarter of it for one client. Beyond it, answers are cut off, first those not asked for longest. What several read counts once.",
    type: wholeNumber(1_000_000, 1_000_000_000_000, "bytes"),
    default: 134_217_728,
    reason: "128 MiB are fifty states of an analysis of 20,000 bins.",
  }),
  analyses: setting({
    variable: "HZZ_MAX_ANALYSES",
    purpose:
      "Analyses that a plotter keeps. Beyond it the oldest that have ended and are not pinned are removed; if there are none (or `HZZ_KEEP` is `all`), no new ones are accepted.",
    type: wholeNumber(1, 1_000_000),
    default: 1000,
    reason: "The list is in memory, results as long as there is room (`HZZ_MEMORY_BUDGET`).",
  }),
  memoryBudget: setting({
    variable: "HZZ_MEMORY_BUDGET",
    purpose:
      "Bytes of memory for all analyses of a plotter. A running one counts with the most that its bins and samples can come to, an ended one with what it takes. When it is short, results of ended ones leave memory, those first that nobody has asked for longest, and are read from the log when asked for. An analysis that could never fit is refused (of one already in the log only the cutflow is kept); one that does not fit beside running ones must wait.",
    type: wholeNumber(1_000_000, 1_000_000_000_000, "bytes"),
    default: ({ memoryBytes }) => Math.max(1_000_000, Math.floor(memoryBytes / 2)),
    defaultText: "half of the memory of the container, or of the machine",
    reason: "The rest is for messages, documents and the program.",
  }),
  keep: setting({
    variable: "HZZ_KEEP",
    purpose:
      "How long and how many ended analyses are kept, such as `30d,1000`: those last started longer ago are removed, and the oldest beyond the number. Running and pinned ones stay. `all` keeps everything. docs/operations.md says what becomes of the log.",
    type: keepRule,
    default: keepAfterLimit,
    defaultText: "none: the oldest are removed when `HZZ_MAX_ANALYSES` is reached",
    reason: "Results are kept as long as there is room.",
  }),
};
