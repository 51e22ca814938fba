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
    reason: "A machine without network takes this long to report that a file cannot be reached.",
  }),
  silentMs: setting({
    variable: "HZZ_HTTP_SILENT_MS",
    purpose:
      "The longest that a thread avoids a server that gave no sign of life: meanwhile files are looked for elsewhere, or fail at once. The pause is six times as long as finding out took, at most this.",
    type: wholeNumber(0, 86_400_000, "milliseconds"),
    default: httpDefaults.silentMs,
    reason:
      "A server that is gone costs its time-out once and not once a file; one that restarts is back within a minute.",
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
      "One read with all its requests, pauses and tries, besides the time that its bytes take at 256 KiB/s, the slowest accepted speed.",
    type: time,
    default: httpDefaults.deadlineMs,
    reason: "Room for all tries; then the work item comes back later.",
  }),
  attempts: setting({
    variable: "HZZ_HTTP_ATTEMPTS",
    purpose: "How often a request is sent before the file counts as unavailable.",
    type: wholeNumber(1, 20),
    default: httpDefaults.attempts,
    reason: "About four seconds with pauses, enough for a restarting server.",
  }),
  maxWholeFileBytes: setting({
    variable: "HZZ_HTTP_MAX_WHOLE_FILE_BYTES",
    purpose: "The largest file held in memory when a server does not support ranges.",
    type: wholeNumber(1, 1_000_000_000_000, "bytes"),
    default: httpDefaults.maxWholeFileBytes,
    reason: "256 MiB hold every file of the 2020 four-lepton set (182 MB).",
  }),
};
