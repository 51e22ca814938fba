import { prepareAnalysis, type PreparedAnalysis } from "../../src/analysis/prepared-analysis.ts";
import { analysisSpecSchema } from "../../src/analysis/spec.ts";
import type { WorkItem } from "../../src/protocol/work-item.ts";
import { Kernels } from "../../src/processor/kernels.ts";
import { OpenTrees, type OpenTree } from "../../src/processor/open-trees.ts";
import { CorruptFileError, SourceUnavailableError } from "../../src/rootio/errors.ts";
import type { ByteSource } from "../../src/rootio/source/byte-source.ts";
import { targetBytes } from "../../src/rootio/partitions.ts";
import { Streamers } from "../../src/rootio/streamer-info.ts";
import { Tree } from "../../src/rootio/tree.ts";
import { type BranchMetadata, listed } from "../../src/rootio/tree-metadata.ts";
import { noCorrections } from "../support/no-corrections.ts";

/** Borders of the partitions of the files of an analysis, file by file; `planPartitions` finds them. */
export type FileEdges = readonly (readonly number[])[];

/** What the explorer answers when an item opens its file. */
export type Opening =
  | "opened"
  /** No server answers; another try may help. */
  | "unreachable"
  /** It opens, and is planned, but no entry can be read; another try may help. */
  | "unreadable"
  /** It is damaged: no other try helps. */
  | "damaged";

/** An analysis and the files that it reads, which exist as metadata alone. */
export interface InventedAnalysis {
  readonly id: string;
  /** What follows from its specification, worked out once: a hash takes as long as all else of a start, and more or fewer turns. */
  readonly prepared: PreparedAnalysis;
  readonly edges: FileEdges;
}

/** The only sample of an invented analysis. */
export const sampleName = "llll";

/** One sample with these files. Every event weighs 0.1, so that float sums of partitions depend on their order. */
export async function inventAnalysis(edges: FileEdges): Promise<InventedAnalysis> {
  const spec = analysisSpecSchema.parse({
    title: "Invented",
    release: { label: "Invented data" },
    luminosityInvFb: 1e-4,
    tree: "mini",
    energyUnit: "GeV",
    histograms: [{ name: "h", title: "", expression: "1", axis: { type: "regular", bins: 1, lower: 0, upper: 2 } }],
    groups: [
      {
        name: "zz",
        label: "ZZ",
        color: "#000000",
        kind: "signal",
        samples: [{ name: sampleName, files: edges.map((_, i) => `${i}.root`) }],
      },
    ],
  });
  const prepared = await prepareAnalysis(spec);
  return { id: prepared.id, prepared, edges };
}

/** Opens invented files; the rest of a processor (planning, kernel, filling) is the real one. */
export class InventedTrees extends OpenTrees {
  readonly #edges: FileEdges;
  readonly #ask: () => Promise<Opening>;

  /** @param ask called at each opening */
  constructor(edges: FileEdges, ask: () => Promise<Opening>) {
    super({ mirrors: [] });
    this.#edges = edges;
    this.#ask = ask;
  }

  override async open(item: WorkItem): Promise<OpenTree> {
    const opening = await this.#ask();
    const where = { file: item.file.path };
    if (opening === "unreachable") throw new SourceUnavailableError("No server answers", where);
    if (opening === "damaged") throw new CorruptFileError("The file is damaged", where);
    const tree = treeOf(item.file.path, this.#edges[item.file.index]!, opening === "unreadable");
    return {
      tree,
      identity: { uuid: `uuid-${item.sample.name}-${item.file.index}`, size: 1000, entries: tree.entries },
    };
  }
}

/** Kernels are kept by their content, so that all runs may share them. */
export const sharedKernels = new Kernels(noCorrections);

function treeOf(name: string, edges: readonly number[], isUnreadable: boolean): Tree {
  const entries = edges.at(-1)!;
  const count = edges.length - 1;
  const branch: BranchMetadata = {
    name: "b",
    path: "b",
    title: "b/F",
    branchClass: "TBranch",
    className: "",
    compression: 0,
    entries,
    fileName: "",
    leaves: [{ className: "TLeafF", name: "b", title: "b", length: 1, unsigned: false }],
    parts: [],
    basketEntries: edges,
    basketSeeks: Array.from({ length: count }, () => 100),
    basketLengths: Array.from({ length: count }, () => targetBytes),
    embedded: [],
    totalBytes: targetBytes * count,
    zippedBytes: targetBytes * count,
  };
  const header = { version: 0, begin: 0, end: 0, nameLength: 0, compression: 0, seekInfo: 0, infoLength: 0, uuid: "" };
  const file = { source: sourceOf(name, isUnreadable), header };
  return new Tree(file, "mini", {
    name: "mini",
    title: "",
    entries,
    branches: [listed(branch)],
    streamers: new Streamers(),
  });
}

/** The kernel asks for no branch, so nothing is read; what cannot be read fails where a processor begins to read. */
function sourceOf(name: string, isUnreadable: boolean): ByteSource {
  return {
    name,
    size: 1000,
    get statistics() {
      if (isUnreadable) throw new SourceUnavailableError("The connection was lost", { file: name });
      return { requests: 0, bytes: 0, retries: 0 };
    },
    read: () => Promise.resolve([]),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
