import * as z from "zod";
import { recipeShape, type Recipe } from "../analysis/spec-recipe.ts";

/** Version of everything that crosses the broker; a message of another version is refused. */
export const protocolVersion = 1;

/*
 * The messages as they stand in JSON, and what they have in common. Each is strict: an unknown field is refused. The types follow from
 * the schemas.
 */

/** An analysis id is one token of a broker's subject: no dots, no wildcards, no spaces. */
export const analysisIdPattern = /^[A-Za-z0-9_-]{1,64}$/;
/** More partitions of one file would make a single message of its plan. */
export const maxPartitions = 200_000;
export const maxTextLength = 4000;
export const maxMessageLength = 100_000;
export const maxPlannedFrom = 250;

export const count = z.int().min(0);
export const text = z.string().max(maxTextLength);
export const run = z.int().min(1).describe("Run of the analysis: 1, and one more each time it is taken up again");

export const identity = z
  .strictObject({ uuid: z.string().max(100), size: count, entries: count })
  .describe("What tells one version of a file from another");

export const partition = z
  .strictObject({ index: count, count: z.int().min(1).max(maxPartitions), entryStart: count, entryStop: count })
  .describe("Entries [entryStart, entryStop) of the tree");

export const envelope = { version: z.literal(protocolVersion), analysis: z.string().regex(analysisIdPattern) };

/** What is wrong with a partition of a file as a whole, though each number is fine by itself; undefined if nothing is. */
export function partitionProblem(identity: FileIdentity, partition: Partition): string | undefined {
  const { index, count, entryStart, entryStop } = partition;
  if (index >= count) return `there is no partition ${index} of ${count}; the first is 0`;
  if (entryStop > identity.entries) return `entries end at ${entryStop}, but the tree has ${identity.entries}`;
  if (entryStart >= entryStop && identity.entries > 0) return `entries [${entryStart}, ${entryStop}) are none`;
  return undefined;
}

/** What is wrong with the borders of all partitions of a file; undefined if nothing is. */
export function edgesProblem(identity: FileIdentity, edges: readonly number[]): string | undefined {
  const { entries } = identity;
  if (edges[0] !== 0) return `the first edge is ${String(edges[0])}, expected 0`;
  if (edges[edges.length - 1] !== entries)
    return `the last edge is ${String(edges[edges.length - 1])}, but the tree has ${entries} entries`;
  if (entries === 0) return edges.length <= 2 ? undefined : "a tree without entries has at most one partition";
  const fault = edges.findIndex((edge, i) => i > 0 && !(edges[i - 1]! < edge));
  return fault === -1 ? undefined : `edges ascend, but edge ${fault} is ${String(edges[fault])}`;
}

/** Whether it is the same version of a file. */
export function sameIdentity(a: FileIdentity, b: FileIdentity): boolean {
  return a.uuid === b.uuid && a.size === b.size && a.entries === b.entries;
}

/** A source as an item names it. */
export function plannedFromOf(source: string): string {
  return source.length <= maxPlannedFrom ? source : `…${source.slice(1 - maxPlannedFrom)}`;
}

/** Refuses a partition that its file cannot have. */
export function requirePossible(
  { identity, partition }: { identity: FileIdentity; partition: Partition },
  context: z.RefinementCtx,
): void {
  const problem = partitionProblem(identity, partition);
  if (problem !== undefined) context.addIssue({ code: "custom", path: ["partition"], message: problem });
}

/** Name of a recipe: the SHA-256 of its bytes, in hexadecimal digits. */
export const recipeNamePattern = /^[0-9a-f]{64}$/;

const workItemBase = {
  ...envelope,
  run,
  recipe: z
    .union([z.string().regex(recipeNamePattern), z.strictObject(recipeShape)])
    .describe(
      "Name of the recipe that the broker keeps for the analysis: the SHA-256 of its JSON. Items of earlier releases hold the recipe itself",
    ),
  baseUrls: z.array(z.string().max(maxTextLength)).max(100),
  /** The label of the analysis says that its files are of the toy. A file that contradicts it is refused. */
  isToy: z.boolean(),
  sample: z.strictObject({
    group: z.string().max(64),
    name: z.string().max(64),
    /** Position among all samples of the specification, counted over all groups. */
    index: count,
    /** False for collision data: every event has weight 1 and no weight branch is read. */
    weighted: z.boolean(),
    /** Factor of every weight of this sample; 1 for collision data. */
    normalisation: z.number(),
  }),
  /** Its position within the sample, and its path as the specification has it. */
  file: z.strictObject({ index: count, path: text }),
  token: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional()
    .describe(
      "Random, the same for all items of a lane in a run: part of the keys of these items, and of the records that come of them",
    ),
  turn: z
    .union([z.literal("batch"), z.strictObject({ first: count, step: z.int().min(1) })])
    .optional()
    .describe(
      "How many items of the analysis come before the first partition of the file in its lane, and how many more before each further one; or that all others come first. It follows when it is their turn",
    ),
};

export const workItemSchema = z.discriminatedUnion("kind", [
  /** Open the file, plan its partitions, and carry on with the first. */
  z.strictObject({ ...workItemBase, kind: z.literal("file") }),
  /** Fill the sums of one partition of a file that has been planned. */
  z
    .strictObject({
      ...workItemBase,
      kind: z.literal("partition"),
      identity,
      partition,
      plannedFrom: z
        .optional(z.string().max(maxPlannedFrom))
        .describe("Where the file was read when it was planned, its end if that is long; told if another one is found"),
    })
    .superRefine(requirePossible),
]);

/** What a schema gives, to be read only. */
export type Message<S extends z.ZodType> = ReadOnly<z.output<S>>;
type ReadOnly<T> = T extends Recipe | Float64Array ? T : { readonly [K in keyof T]: ReadOnly<T[K]> };

/** What is to do, as it crosses the broker: small, since it names its recipe. */
export type QueuedItem = Message<typeof workItemSchema>;
/** What is to do, with everything that is needed to do it. */
export type WorkItem = WithRecipe<QueuedItem>;
export type FileWorkItem = Extract<WorkItem, { kind: "file" }>;
export type PartitionWorkItem = Extract<WorkItem, { kind: "partition" }>;
type WithRecipe<T> = T extends unknown ? Omit<T, "recipe"> & { readonly recipe: Recipe } : never;
export type SampleRef = WorkItem["sample"];
export type FileRef = WorkItem["file"];
export type FileIdentity = Message<typeof identity>;
export type Partition = Message<typeof partition>;
