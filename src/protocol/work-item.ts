import type { Recipe } from "../analysis/spec-recipe.ts";

/** Version of everything that crosses the broker; a message of another version is refused. */
export const protocolVersion = 1;

/** The sample that a file belongs to, with what a processor has to know of it. */
export interface SampleRef {
  readonly group: string;
  /** Unique over the whole spec. */
  readonly name: string;
  /** Position among all samples of the spec, counted over all groups. */
  readonly index: number;
  /** False for collision data: every event has weight 1 and no weight branch is read. */
  readonly weighted: boolean;
  /** Factor of every weight of this sample; 1 for collision data. */
  readonly normalisation: number;
}

export interface FileRef {
  /** Position within the files of the sample. */
  readonly index: number;
  /** As written in the spec: a URL, or a path below the mirror or the release's base URLs. */
  readonly path: string;
}

/** What tells one version of a file from another. */
export interface FileIdentity {
  readonly uuid: string;
  /** Bytes. */
  readonly size: number;
  /** Entries of the tree that the analysis reads. */
  readonly entries: number;
}

/** Entries [entryStart, entryStop) of the tree: number `index` of the `count` partitions of the file. */
export interface Partition {
  readonly index: number;
  readonly count: number;
  readonly entryStart: number;
  readonly entryStop: number;
}

interface WorkItemBase {
  readonly version: typeof protocolVersion;
  /** Id of the analysis. */
  readonly analysis: string;
  /** The run of the analysis that asked for it, see `Accepted`; partitions have that of their file's item. */
  readonly run: number;
  readonly recipe: Recipe;
  readonly baseUrls: readonly string[];
  /** The label of the analysis says that its files are of the toy. A file that contradicts it is refused. */
  readonly isToy: boolean;
  readonly sample: SampleRef;
  readonly file: FileRef;
}

/** Open the file, plan its partitions, and carry on with the first. */
export interface FileWorkItem extends WorkItemBase {
  readonly kind: "file";
}

/** Fill the sums of one partition of a file that has been planned. */
export interface PartitionWorkItem extends WorkItemBase {
  readonly kind: "partition";
  readonly identity: FileIdentity;
  readonly partition: Partition;
}

/** What is to do; everything that a processor needs for it travels along. */
export type WorkItem = FileWorkItem | PartitionWorkItem;
