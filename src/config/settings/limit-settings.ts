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
    reason: "1 MiB is a specification of some 7000 files, and what a NATS server takes as one message by default.",
  }),
  changesPerMinute: setting({
    variable: "HZZ_MAX_CHANGES_PER_MINUTE",
    purpose: "How many analyses one client may start or cancel in a minute; requests with a wrong token count too.",
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
  unsentBytes: setting({
    variable: "HZZ_MAX_UNSENT_BYTES",
    purpose:
      "Bytes of answers and event streams that a plotter keeps for clients who have not read them yet, of one client a quarter of that. Beyond it, those answers are cut off " +
      "that nobody has asked for since longest. What many read at once counts once.",
    type: wholeNumber(1_000_000, 1_000_000_000_000, "bytes"),
    default: 134_217_728,
    reason: "128 MiB are fifty states of an analysis of 20,000 bins, which few have.",
  }),
  analyses: setting({
    variable: "HZZ_MAX_ANALYSES",
    purpose:
      "Analyses that a plotter keeps. When there are more, the oldest that have ended and are not pinned leave; if there is none that may (or `HZZ_KEEP` is `all`), no new ones are accepted.",
    type: wholeNumber(1, 1_000_000),
    default: 1000,
    reason: "What a list tells of each is in memory, and its results as long as there is room (`HZZ_MEMORY_BUDGET`).",
  }),
  memoryBudget: setting({
    variable: "HZZ_MEMORY_BUDGET",
    purpose:
      "Bytes of memory for all analyses of a plotter. One that runs counts with the most that its bins and samples can come to, one that has ended with what it takes. " +
      "When it is short, results of ended ones leave memory, those first that nobody has asked for longest, and are read from the log again when somebody asks. " +
      "An analysis that could never fit is refused, and one that does not fit beside those that run must wait; of one that is in the log and could never fit, the cutflow alone is kept.",
    type: wholeNumber(1_000_000, 1_000_000_000_000, "bytes"),
    default: ({ memoryBytes }) => Math.max(1_000_000, Math.floor(memoryBytes / 2)),
    defaultText: "half of the memory of the container, or of the machine",
    reason: "The other half is for messages, documents and the program itself.",
  }),
  keep: setting({
    variable: "HZZ_KEEP",
    purpose:
      "How long and how many analyses that have ended are kept, such as `30d,1000`: one that was last started longer ago leaves, and so do the oldest beyond the number. " +
      "Running and pinned ones stay. `all` keeps everything. docs/operations.md tells what becomes of the log.",
    type: keepRule,
    default: keepAfterLimit,
    defaultText: "no age and no number of its own: the oldest leave when `HZZ_MAX_ANALYSES` is reached",
    reason: "Results are kept as long as there is room for them, and a new analysis is worth more than the oldest.",
  }),
};
