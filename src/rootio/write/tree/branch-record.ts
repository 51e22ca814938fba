import { byteWidth, type ColumnType } from "../../column.ts";
import { heapObject, writeFillStyle, writeNamed, writeObjectArray } from "../base-objects.ts";
import { tIOFeatures } from "../classes/tree-classes.ts";
import type { ObjectWriter } from "../object-writer.ts";
import type { NumberNames } from "./branch-type.ts";

/** What a TBranch says of itself. */
export interface BranchFacts {
  readonly name: string;
  readonly title: string;
  readonly type: ColumnType;
  readonly names: NumberNames;
  /** 100 × algorithm + level. */
  readonly compression: number;
  readonly basketBytes: number;
  /** Length of the table of starts that a basket in memory begins with; 0 where all entries have one length. */
  readonly startsLength: number;
  /** Of each basket: length of its record, its position; first entry of each, and at the end the number of entries. */
  readonly lengths: readonly number[];
  readonly seeks: readonly number[];
  readonly firstEntries: readonly number[];
  readonly totalBytes: number;
  readonly zippedBytes: number;
}

/** Set in real files: no object of the branch is referred to by others of its basket. */
const noObjectMap = 0x400000;
/** The tables of baskets have at least so many places, used or not. */
const leastBaskets = 10;
/** ROOT's default: objects may be split as deep as they go. Vectors of numbers cannot be split. */
const splitLevel = 99;
/** Lists stand for no member of a class: they are the object. */
const noMember = -1;

/** Writes a branch with its leaf. @returns a reference to the leaf, which the tree lists once more. */
export function writeBranch(writer: ObjectWriter, branch: BranchFacts, entries: number): number {
  let leaf = 0;
  if (branch.type.shape === "scalar")
    writer.object("TBranch", () => {
      leaf = writeBranchBase(writer, branch, entries);
    });
  else
    writer.object("TBranchElement", () => {
      writer.versioned(10, () => {
        leaf = writeBranchBase(writer, branch, entries);
        const { name, checksum, version } = branch.names.vector;
        writer.string(name);
        writer.string(""); // parent, and class in a TClonesArray
        writer.string("");
        writer.uint32(checksum);
        writer.int16(version);
        writer.int32(noMember);
        writer.int32(0); // not split
        writer.int32(noMember);
        writer.int32(0); // longest array
        writer.nullPointer(); // branches that count
        writer.nullPointer();
      });
    });
  return leaf;
}

function writeBranchBase(writer: ObjectWriter, branch: BranchFacts, entries: number): number {
  const isList = branch.type.shape === "list";
  const { lengths, seeks, firstEntries } = branch;
  const places = Math.max(leastBaskets, lengths.length + 1);
  let leaf = 0;
  writer.versioned(13, () => {
    writeNamed(writer, branch.name, branch.title, heapObject | noObjectMap);
    writeFillStyle(writer);
    for (const value of [branch.compression, branch.basketBytes, branch.startsLength, lengths.length])
      writer.int32(value);
    writer.int64(entries);
    writeIOFeatures(writer);
    for (const value of [0, places, isList ? splitLevel : 0]) writer.int32(value);
    for (const value of [entries, 0, branch.totalBytes, branch.zippedBytes]) writer.int64(value);
    writeObjectArray(writer, [], () => undefined); // branches of it
    writeObjectArray(writer, [branch], () => {
      leaf = isList ? writeListLeaf(writer, branch) : writeScalarLeaf(writer, branch);
    });
    // Places for baskets that stand in the tree's own record: for each one written, and the next, which is empty.
    writeObjectArray(writer, firstEntries, () => {
      writer.nullPointer();
    });
    writer.uint8(1);
    for (let i = 0; i < places; i++) writer.int32(lengths[i] ?? 0);
    writer.uint8(1);
    for (let i = 0; i < places; i++) writer.int64(firstEntries[i] ?? 0);
    writer.uint8(1);
    for (let i = 0; i < places; i++) writer.int64(seeks[i] ?? 0);
    writer.string(""); // the baskets are in this file
  });
  return leaf;
}

function writeScalarLeaf(writer: ObjectWriter, { name, type, names }: BranchFacts): number {
  const width = byteWidth(type.type);
  return writer.object(names.leaf.name, () => {
    writer.versioned(names.leaf.version, () => {
      writeLeafBase(writer, name, width, names.unsigned);
      writer.raw(new Uint8Array(2 * width)); // least and greatest value: not known
    });
  });
}

function writeListLeaf(writer: ObjectWriter, { name }: BranchFacts): number {
  return writer.object("TLeafElement", () => {
    writer.versioned(1, () => {
      writeLeafBase(writer, name, 0, false);
      writer.int32(noMember);
      writer.int32(noMember);
    });
  });
}

function writeLeafBase(writer: ObjectWriter, name: string, width: number, unsigned: boolean): void {
  writer.versioned(2, () => {
    writeNamed(writer, name, name);
    for (const value of [1, width, 0]) writer.int32(value); // values an entry, bytes of one, offset
    writer.uint8(0); // no range
    writer.uint8(unsigned ? 1 : 0);
    writer.nullPointer(); // leaf that counts
  });
}

/** No special layout of baskets. A class without a version of its own is written with version 0 and its checksum. */
export function writeIOFeatures(writer: ObjectWriter): void {
  writer.versioned(0, () => {
    writer.uint32(tIOFeatures.checksum);
    writer.uint8(0);
  });
}
