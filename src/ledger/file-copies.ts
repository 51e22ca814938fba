import { createExactSums, type ExactSums } from "../histogram/exact-sum.ts";
import type { Delta } from "../protocol/delta.ts";
import type { Failure } from "../protocol/log-event.ts";
import type { FileIdentity } from "../protocol/work-item.ts";
import { copyBits, hasBit, setBit, type PartitionBits } from "./partition-bits.ts";

/**
 * Files of one sample that are one file under several names: same UUID, size and entries. Unless the specification means it, each of its
 * partitions is summed once, whichever of the names it came under, and every name but the first in the specification is a failure: so the
 * analysis is not complete, and no number is too large. Files without entries are left alone, since nothing of them counts.
 */
export interface FileCopies {
  readonly versions: Map<string, FileVersion>;
  /** What came again, by layout, until the specification is known: it may mean it. */
  readonly again: Map<string, ExactSums>;
}

interface FileVersion {
  /** The first file that was planned as this version, in the order of the specification. */
  first: number | undefined;
  readonly summed: SummedParts[];
}

/** Partitions of a version that are in the sums of a layout. */
interface SummedParts {
  readonly layout: string;
  readonly count: number;
  bits: PartitionBits;
  /** Whether the bits are those of its only file, so that most versions need none of their own. */
  shared: boolean;
}

export function createFileCopies(): FileCopies {
  return { versions: new Map(), again: new Map() };
}

/** Equal for two files that are one; undefined for a file without entries. */
export function versionKeyOf({ uuid, size, entries }: FileIdentity): string | undefined {
  return entries === 0 ? undefined : `${uuid}/${size}/${entries}`;
}

/**
 * Notes that a file was planned.
 *
 * @returns which file is a copy from now on: this one, or the one that was first until now; undefined if there is no other.
 */
export function notePlanned({ versions }: FileCopies, file: number, identity: FileIdentity): number | undefined {
  const key = versionKeyOf(identity);
  if (key === undefined) return undefined;
  const version = versionIn(versions, key);
  const before = version.first;
  version.first = before === undefined ? file : Math.min(before, file);
  return before === undefined || before === file ? undefined : Math.max(before, file);
}

/** The first file of this version, in the order of the specification. */
export function firstOf(copies: FileCopies, identity: FileIdentity): number | undefined {
  const key = versionKeyOf(identity);
  return key === undefined ? undefined : copies.versions.get(key)?.first;
}

/**
 * Whether the sums of a partition are new to the sample; false if they came under another name of the file.
 *
 * @param own what is in of the file, with this partition
 */
export function isFirstTime(
  copies: FileCopies,
  event: Pick<Delta, "identity" | "partition">,
  layout: string,
  own: PartitionBits,
): boolean {
  const key = versionKeyOf(event.identity);
  if (key === undefined) return true;
  const { index, count } = event.partition;
  const { summed } = versionIn(copies.versions, key);
  const known = summed.find((parts) => parts.layout === layout && parts.count === count);
  if (known === undefined) {
    summed.push({ layout, count, bits: own, shared: true });
    return true;
  }
  if (known.bits === own) return true;
  if (known.shared) Object.assign(known, { bits: copyBits(known.bits), shared: false });
  if (hasBit(known.bits, index)) return false;
  setBit(known.bits, index);
  return true;
}

/** Keeps what came again, in case it is meant. */
export function keepAgain({ again }: FileCopies, layout: string, sums: Float64Array): void {
  let kept = again.get(layout);
  if (kept === undefined) again.set(layout, (kept = createExactSums(sums.length)));
  kept.add(sums);
}

/** Why a copy is not complete. */
export function copyFailure(file: string, first: string, { uuid, size, entries }: FileIdentity): Failure {
  return {
    name: "RepeatedFileError",
    message:
      `The file ${file} is the same as ${first} of this sample (UUID ${uuid}, ${size} bytes, ${entries} entries); its events are counted ` +
      `once. Take one of the two out of the specification, or, if its events are to count twice, set "allowRepeatedFiles": true in the sample`,
    retry: "never",
    attempts: 1,
  };
}

function versionIn(versions: Map<string, FileVersion>, key: string): FileVersion {
  let version = versions.get(key);
  if (version === undefined) versions.set(key, (version = { first: undefined, summed: [] }));
  return version;
}
