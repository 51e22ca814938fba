import { httpDefaults } from "../../rootio/source/http-options.ts";
import { wholeNumber } from "../value-types.ts";
import { setting, time } from "./setting.ts";

/** Those settings of the HTTP source that a user may want to change. */
export const httpSettings = {
  reachTimeoutMs: setting({
    variable: "HZZ_HTTP_REACH_TIMEOUT_MS",
    purpose: "From opening a file to the first answer of any kind, all tries included.",
    type: time,
    default: httpDefaults.reachTimeoutMs,
    reason: "So long a machine without network takes to say that a file cannot be reached.",
  }),
  silentMs: setting({
    variable: "HZZ_HTTP_SILENT_MS",
    purpose:
      "The longest that a thread leaves a server alone that gave no sign of life: other files are looked for elsewhere meanwhile, or fail at once. It is six times as long " +
      "as finding out took, and no more than this. Then the server is asked again.",
    type: wholeNumber(0, 86_400_000, "milliseconds"),
    default: httpDefaults.silentMs,
    reason:
      "So a server that is gone costs its time-out once and not once a file, and one that starts again is missed for a minute at most.",
  }),
  stallTimeoutMs: setting({
    variable: "HZZ_HTTP_STALL_TIMEOUT_MS",
    purpose: "The longest silence inside a body.",
    type: time,
    default: httpDefaults.stallTimeoutMs,
    reason: "A living connection is never silent for so long.",
  }),
  deadlineMs: setting({
    variable: "HZZ_HTTP_DEADLINE_MS",
    purpose:
      "One read with all its requests, pauses and tries, besides the time that its bytes take at 256 KiB/s, the slowest speed that is waited for.",
    type: time,
    default: httpDefaults.deadlineMs,
    reason: "Room for all tries; then the work item comes back later instead.",
  }),
  attempts: setting({
    variable: "HZZ_HTTP_ATTEMPTS",
    purpose: "How often one request is sent before the file counts as unavailable.",
    type: wholeNumber(1, 20),
    default: httpDefaults.attempts,
    reason: "With its pauses about four seconds, what a restarting server or proxy needs.",
  }),
  maxWholeFileBytes: setting({
    variable: "HZZ_HTTP_MAX_WHOLE_FILE_BYTES",
    purpose: "The largest file that is held in memory when a server knows no ranges.",
    type: wholeNumber(1, 1_000_000_000_000, "bytes"),
    default: httpDefaults.maxWholeFileBytes,
    reason: "256 MiB hold every file of the 2020 four-lepton set (182 MB).",
  }),
};
