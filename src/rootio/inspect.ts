import { AppError } from "../errors/app-error.ts";
import { compressionOf } from "./compression/decompress.ts";
import type { BranchLeaf } from "./interpretation/identify.ts";
import { describeInterpretation } from "./interpretation/interpretation.ts";
import { planPartitions } from "./partitions.ts";
import type { RootFile } from "./root-file.ts";
import { type HistogramInspection, inspectHistograms } from "./root-histogram.ts";
import type { Tree } from "./tree.ts";
import type { BranchMetadata } from "./tree-metadata.ts";
import { unreadableLeaves } from "./unreadable-leaves.ts";

/** What a file holds, for people: every tree, every branch, and whether it can be read. Lengths in bytes. */
export interface FileInspection {
  readonly file: string;
  readonly size: number;
  readonly uuid: string;
  /** ROOT version that wrote it, as `6.24/00`. */
  readonly version: string;
  readonly trees: readonly TreeInspection[];
  /** Trees that cannot be opened. */
  readonly unreadable: readonly { readonly tree: string; readonly reason: string }[];
  /** TH1, TH2, TH3 and TProfile of any kind; none if one tree was asked for. */
  readonly histograms: readonly HistogramInspection[];
  /** Objects that are not trees, histograms too. */
  readonly others: readonly { readonly path: string; readonly className: string }[];
}

export interface TreeInspection {
  readonly name: string;
  readonly title: string;
  readonly entries: number;
  /** Borders of the partitions that an analysis would work through. */
  readonly partitionEdges: readonly number[];
  readonly branches: readonly BranchInspection[];
}

export interface BranchInspection {
  readonly name: string;
  /** Type of one entry, or the ROOT class where it is not read. */
  readonly type: string;
  readonly baskets: number;
  readonly embeddedBaskets: number;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  /** What its first basket says: `ZLIB`, `stored`, `embedded` …; `none` without baskets. */
  readonly compression: string;
  readonly readable: true | { readonly reason: string };
}

/**
 * Looks at all trees of a file, or at one.
 *
 * @throws {TreeNotFoundError} if `treePath` names none.
 */
export async function inspectFile(file: RootFile, treePath?: string): Promise<FileInspection> {
  const paths = treePath === undefined ? file.treePaths() : [treePath];
  const trees: TreeInspection[] = [];
  const unreadable: { tree: string; reason: string }[] = [];
  for (const path of paths)
    try {
      trees.push(await inspectTree(await file.openTree(path)));
    } catch (error) {
      // One damaged tree must not hide the others; of the only one, its own error says the most.
      if (!(error instanceof AppError) || error.retry === "later" || paths.length === 1) throw error;
      unreadable.push({ tree: path, reason: error.summary });
    }
  const known = new Set(file.treePaths());
  return {
    file: file.source.name,
    size: file.source.size,
    uuid: file.header.uuid,
    version: versionText(file.header.version),
    trees,
    unreadable,
    histograms: treePath === undefined ? await inspectHistograms(file) : [],
    others: file.keys
      .filter(({ path }) => !known.has(path))
      .map(({ path, key }) => ({ path, className: key.className })),
  };
}

async function inspectTree(tree: Tree): Promise<TreeInspection> {
  const compressions = await firstCompressions(tree);
  const unreadable = await unreadableLeaves(tree);
  return {
    name: tree.path,
    title: tree.metadata.title,
    entries: tree.entries,
    partitionEdges: planPartitions(tree),
    branches: tree.leaves.map((leaf) =>
      inspectBranch(tree, leaf, compressions.get(leaf.branch)!, unreadable.get(leaf)),
    ),
  };
}

function inspectBranch(
  tree: Tree,
  leaf: BranchLeaf,
  compression: string,
  problem: AppError | undefined,
): BranchInspection {
  const { branch, interpretation } = leaf;
  const embedded = branch.embedded.reduce((sum, basket) => sum + basket.data.length, 0);
  return {
    name: tree.nameOf(leaf),
    type: interpretation.kind === "unknown" ? rootTypeOf(branch) : describeInterpretation(interpretation),
    baskets: branch.basketSeeks.length + branch.embedded.length,
    embeddedBaskets: branch.embedded.length,
    compressedBytes: branch.basketLengths.reduce((sum, length) => sum + length, embedded),
    uncompressedBytes: branch.totalBytes + embedded,
    compression,
    readable: problem === undefined ? true : { reason: reasonOf(leaf, problem) },
  };
}

/** Beside the name of its branch, the message need not say it again. */
export function reasonOf({ interpretation }: BranchLeaf, problem: AppError): string {
  return interpretation.kind === "unknown" ? interpretation.reason : problem.summary;
}

function rootTypeOf(branch: BranchMetadata): string {
  if (branch.className !== "") return branch.className;
  return branch.leaves.map((leaf) => leaf.className).join(", ");
}

/** Looks into the first basket of each branch: settings tell what was asked for, not what was written. */
async function firstCompressions(tree: Tree): Promise<Map<BranchMetadata, string>> {
  const { source, header } = tree.file;
  const branches = tree.metadata.branches.map((branch) => branch.metadata());
  const onDisk = branches.filter((b) => b.basketSeeks.length > 0 && b.basketSeeks[0]! + 64 <= header.end);
  // Far enough for the key with its names, and the first letters behind it.
  const ranges = onDisk.map((branch) => {
    const start = branch.basketSeeks[0]!;
    return { start, stop: Math.min(start + 1024, start + branch.basketLengths[0]!, header.end) };
  });
  const heads = await source.read(ranges);
  const found = new Map(onDisk.map((branch, i) => [branch, compressionInRecord(heads[i]!)]));
  for (const branch of branches)
    if (!found.has(branch)) found.set(branch, branch.embedded.length > 0 ? "embedded" : "none");
  return found;
}

function compressionInRecord(record: Uint8Array): string {
  if (record.length < 18) return "damaged";
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const keyLength = view.getUint16(14);
  if (view.getUint32(6) === view.getInt32(0) - keyLength) return "stored";
  return compressionOf(record.subarray(keyLength));
}

/** 61804 → 6.18/04; files beyond 2 GiB add a million. */
function versionText(version: number): string {
  const plain = version % 1_000_000;
  const minor = String(Math.floor(plain / 100) % 100).padStart(2, "0");
  return `${Math.floor(plain / 10_000)}.${minor}/${String(plain % 100).padStart(2, "0")}`;
}
