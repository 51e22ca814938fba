import type { Failure, FilePlanned } from "../protocol/log-event.ts";
import type { MissingPart, Progress } from "./analysis-view.ts";
import { fileChanged, preferredFailure, sameFailure } from "./failures.ts";
import { hasPart, standingOf, type DoneParts, type FileStanding, type FileState } from "./ledger-file.ts";
import { partitionCount } from "./ledger-plan.ts";

/** What is known of one file, put together from its plan, its done partitions and its failures. */
export interface FileSummary {
  readonly progress: Progress;
  /** Empty if and only if the file is complete. */
  readonly missing: readonly MissingPart[];
  /** Where it was read; undefined until it is planned. */
  readonly source: string | undefined;
}

/**
 * The rules are `standingOf`'s.
 *
 * @param file undefined if the log has told nothing of it
 * @param name sample, and path of the file as in the spec
 */
export function summarise(
  file: FileState | undefined,
  layout: string,
  name: { readonly sample: string; readonly file: string },
): FileSummary {
  if (file === undefined) return { progress: untoldProgress, missing: [name], source: undefined };
  const parts = file.done.get(layout);
  const { plan } = file;
  const standing = standingOf(file, layout);
  return {
    progress: progressOf(plan, parts, standing),
    missing: missingOf(file, parts, standing, name),
    source: plan?.source,
  };
}

function missingOf(
  file: FileState,
  parts: DoneParts | undefined,
  standing: FileStanding,
  name: { readonly sample: string; readonly file: string },
): MissingPart[] {
  if (standing === "complete") return [];
  if (file.conflict || parts?.conflict === true) return [{ ...name, failure: fileChanged }];
  if (file.plan !== undefined) return missingParts(file, parts, file.plan.edges, name);
  return [file.fileFailure === undefined ? name : { ...name, failure: file.fileFailure }];
}

const untoldProgress: Progress = {
  files: 1,
  filesPlanned: 0,
  filesComplete: 0,
  partitions: 0,
  partitionsDone: 0,
  entries: 0,
  entriesSeen: 0,
};

function progressOf(plan: FilePlanned | undefined, parts: DoneParts | undefined, standing: FileStanding): Progress {
  const partitions = plan === undefined ? (parts?.count ?? 0) : partitionCount(plan);
  const complete = standing === "complete";
  return {
    files: 1,
    filesPlanned: plan === undefined ? 0 : 1,
    filesComplete: complete ? 1 : 0,
    partitions,
    // A tree without entries is complete before its only partition comes.
    partitionsDone: complete ? partitions : (parts?.partitions ?? 0),
    entries: plan?.identity.entries ?? parts?.identity.entries ?? 0,
    entriesSeen: parts?.entries ?? 0,
  };
}

/** Neighbours that are missing for the same reason are one part. */
function missingParts(
  file: FileState,
  parts: DoneParts | undefined,
  edges: readonly number[],
  name: { readonly sample: string; readonly file: string },
): MissingPart[] {
  const missing: MissingPart[] = [];
  let start = 0;
  let stop = 0;
  let reason: Failure | undefined;
  const close = () => {
    const range = { entryStart: edges[start]!, entryStop: edges[stop]! };
    if (start < stop) missing.push({ ...name, ...range, ...(reason === undefined ? {} : { failure: reason }) });
  };
  for (const run of missingRuns(file, parts, edges.length - 1)) {
    if (run.start !== stop || !sameFailure(run.failure, reason)) {
      close();
      start = run.start;
      reason = run.failure;
    }
    stop = run.stop;
  }
  close();
  return missing;
}

/** Partitions [start, stop) that are not in. Eight at a time where it can, since a running analysis asks for this all the time. */
function* missingRuns(
  file: FileState,
  parts: DoneParts | undefined,
  count: number,
): Generator<{ start: number; stop: number; failure: Failure | undefined }> {
  const anyFailed = file.failed.size > 0 || (parts !== undefined && parts.short.size > 0);
  for (let start = 0; start < count; start++) {
    const byte = parts?.bits[start >>> 3] ?? 0;
    const whole = (start & 7) === 0 && (byte === 0xff || (byte === 0 && !anyFailed));
    const stop = whole ? Math.min(start + 8, count) : start + 1;
    if (!hasPart(parts, start)) {
      const failed = anyFailed ? file.failed.get(start)?.failure : undefined;
      const failure = anyFailed ? preferredFailure(failed, parts?.short.get(start)?.failure) : undefined;
      yield { start, stop, failure };
    }
    start = stop - 1;
  }
}
