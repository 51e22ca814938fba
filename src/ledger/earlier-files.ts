import type { AnalysisSpec } from "../analysis/spec.ts";
import { bridgeLane } from "../protocol/bridge-messages.ts";
import type { AnalysisWarning } from "../protocol/documents/analysis-document.ts";
import { maxEarlierFiles } from "../protocol/log-event.ts";
import { isConflicting, type FileState } from "./ledger-file.ts";
import type { RunTally, SampleRecord } from "./ledger-sample.ts";

/** More are told as a number. */
const mostWarnings = 20;

/** UUIDs of the files that an analysis has read, in the order of the specification; "" where none is known. */
export type FileUuids = readonly string[];

/** What is known of files, for comparing runs between which all was forgotten. */
export interface ReadFiles {
  readonly spec: AnalysisSpec;
  readonly samples: ReadonlyMap<string, SampleRecord>;
  readonly tally: RunTally;
}

/**
 * What a `forgotten` event says of the files, so that a later run can tell that others have taken their place.
 *
 * @param before what such an event has said earlier: it stands for files that were not read since
 */
export function uuidsOf(files: ReadFiles, before: FileUuids): FileUuids {
  const uuids = firstFiles(files).map(({ uuid }, i) => uuid ?? before[i] ?? "");
  return uuids.slice(0, uuids.findLastIndex((uuid) => uuid !== "") + 1);
}

/** A warning for each file that is another one than in the run that was forgotten. */
export function replacedWarnings(files: ReadFiles, before: FileUuids): AnalysisWarning[] {
  if (before.length === 0) return [];
  const replaced = firstFiles(files).flatMap(({ sample, path, uuid }, i) => {
    const then = before[i] ?? "";
    if (then === "" || uuid === undefined || uuid === then) return [];
    return [
      `${path} of the sample ${sample} is not the same file as in the run that was removed: UUID ${then} then, ${uuid} now`,
    ];
  });
  const more = replaced.length - mostWarnings;
  if (more > 0)
    replaced.splice(mostWarnings, more, `${more} more files are not the same as in the run that was removed`);
  return replaced.map((message) => ({ name: "ReplacedFileWarning", message }));
}

interface ReadFile {
  readonly sample: string;
  readonly path: string;
  /** undefined: not planned yet, or seen in several versions. */
  readonly uuid: string | undefined;
}

/** The first files of the specification, without parts that other programs publish: those are new ones each time. */
function firstFiles({ spec, samples, tally }: ReadFiles): ReadFile[] {
  const found: ReadFile[] = [];
  for (const { lane, samples: ofGroup } of spec.groups)
    for (const { name, files } of lane === bridgeLane ? [] : ofGroup)
      for (const [index, path] of files.entries()) {
        if (found.length === maxEarlierFiles) return found;
        found.push({ sample: name, path, uuid: uuidOf(samples.get(name)?.files.get(index), tally) });
      }
  return found;
}

function uuidOf(file: FileState | undefined, { layout }: RunTally): string | undefined {
  if (file?.plan === undefined || isConflicting(file, file.done.get(layout))) return undefined;
  return file.plan.identity.uuid;
}
