import type { Failure, FilePlanned } from "../protocol/log-event.ts";
import type { FileIdentity } from "../protocol/work-item.ts";
import type { MissingPart, Progress } from "../protocol/documents/analysis-document.ts";
import { copyFailure } from "./file-copies.ts";
import { preferredFailure, sameFailure } from "./failures.ts";
import { fileChanged } from "./file-versions.ts";
import {
  countsIn,
  failureOfPart,
  fileStatusOf,
  isConflicting,
  versionsOf,
  type DoneParts,
  type FileStatus,
  type FileState,
} from "./ledger-file.ts";
import { partitionCount } from "./ledger-plan.ts";
import { createBits, nextMissing, nextPresent } from "./partition-bits.ts";

/** What is known of one file, put together from its plan, its done partitions and its failures. */
export interface FileSummary {
  readonly progress: Progress;
  /** Empty if and only if the file is complete. */
  readonly missing: readonly MissingPart[];
  /** Where it was read; undefined until it is planned. */
  readonly source: string | undefined;
  /** As planned; undefined also if two versions of it were seen, since neither is the right one. */
  readonly identity: FileIdentity | undefined;
}

/**
 * The rules are `fileStatusOf`'s.
 *
 * @param file undefined if the log has told nothing of it
 * @param run the latest of the analysis
 * @param name sample, and path of the file as in the spec
 */
export function summarise(
  file: FileState | undefined,
  layout: string,
  run: number,
  name: { readonly sample: string; readonly file: string },
): FileSummary {
  if (file === undefined) return { progress: untoldProgress, missing: [name], source: undefined, identity: undefined };
  const parts = file.done.get(layout);
  const { plan } = file;
  const status = fileStatusOf(file, layout, run);
  return {
    progress: progressOf(plan, parts, status),
    missing: missingOf(file, parts, status, run, name),
    source: plan?.source,
    identity: isConflicting(file, parts) ? undefined : plan?.identity,
  };
}

/** A copy of another file of its sample: nothing of it counts by itself. */
export function summariseCopy(
  { plan }: FileState,
  name: { readonly sample: string; readonly file: string },
  original: string,
): FileSummary {
  const { identity, source } = plan!;
  const progress = { ...untoldProgress, filesPlanned: 1, partitions: partitionCount(plan!), entries: identity.entries };
  const failure = copyFailure(name.file, original, identity);
  return { progress, missing: [{ ...name, failure }], source, identity };
}

function missingOf(
  file: FileState,
  parts: DoneParts | undefined,
  status: FileStatus,
  run: number,
  name: { readonly sample: string; readonly file: string },
): MissingPart[] {
  if (status === "complete") return [];
  if (isConflicting(file, parts)) return [{ ...name, failure: fileChanged(versionsOf(file)) }];
  if (file.plan !== undefined) return missingParts(file, parts, file.plan.edges, run, name);
  return [countsIn(run, file.fileFailure) ? { ...name, failure: file.fileFailure.failure } : name];
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

function progressOf(plan: FilePlanned | undefined, parts: DoneParts | undefined, status: FileStatus): Progress {
  const partitions = plan === undefined ? (parts?.count ?? 0) : partitionCount(plan);
  const complete = status === "complete";
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
  run: number,
  { sample, file: path }: { readonly sample: string; readonly file: string },
): MissingPart[] {
  const missing: MissingPart[] = [];
  const count = edges.length - 1;
  const bits = parts?.bits ?? createBits(count);
  const anyFailed =
    file.failed.size > 0 || file.fileFailure !== undefined || (parts !== undefined && parts.short.size > 0);
  let start = nextMissing(bits, 0, count);
  while (start < count) {
    const gapEnd = nextPresent(bits, start, count);
    const failure = anyFailed ? failureOf(file, parts, start, run) : undefined;
    let stop = anyFailed ? start + 1 : gapEnd;
    while (stop < gapEnd && sameFailure(failureOf(file, parts, stop, run), failure)) stop++;
    const [entryStart, entryStop] = [edges[start]!, edges[stop]!];
    // Written out, since spreading takes ten times longer, and there may be very many.
    if (failure === undefined) missing.push({ sample, file: path, entryStart, entryStop });
    else missing.push({ sample, file: path, entryStart, entryStop, failure });
    start = nextMissing(bits, stop, count);
  }
  return missing;
}

function failureOf(file: FileState, parts: DoneParts | undefined, index: number, run: number): Failure | undefined {
  return preferredFailure(failureOfPart(file, index, run), parts?.short.get(index)?.failure);
}
