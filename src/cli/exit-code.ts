import { SpecError } from "../analysis/spec-error.ts";
import { UnknownPresetError } from "../analysis/presets/presets.ts";
import { UnknownSampleError } from "../analysis/select-samples.ts";
import { ConfigError } from "../config/config-error.ts";
import { DeadLetterNotFoundError, UnknownBrokerError } from "../messaging/errors.ts";
import type { AnalysisStatus } from "../protocol/documents/analysis-document.ts";
import { StatisticsError, WorkspaceError } from "../statistics/workspace-error.ts";
import { MalformedResultError } from "../protocol/documents/result-document.ts";
import { PlotterProblemError } from "./plotter-errors.ts";
import { UsageError } from "./usage-error.ts";

/** What `hzz` says to the shell: 0 complete, 1 failed, 2 refused (nothing was read), 3 incomplete (something is missing). */
export const exitCodes = { complete: 0, failed: 1, refused: 2, incomplete: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Anything but a complete analysis is incomplete, also one that was cancelled. */
export function exitCodeOf(status: AnalysisStatus): ExitCode {
  return status === "complete" ? exitCodes.complete : exitCodes.incomplete;
}

/** Errors of the person who asks are refusals, whether found here or by a server; all else is a failure. */
export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof PlotterProblemError) return error.retry === "never" ? exitCodes.refused : exitCodes.failed;
  const refusals = [
    UsageError,
    SpecError,
    UnknownPresetError,
    UnknownSampleError,
    ConfigError,
    UnknownBrokerError,
    DeadLetterNotFoundError,
    WorkspaceError,
    MalformedResultError,
    StatisticsError,
  ];
  return refusals.some((refusal) => error instanceof refusal) ? exitCodes.refused : exitCodes.failed;
}
