import { createHash } from "node:crypto";
import { type Column, type ColumnType, createArray, type NumericArray } from "../../../src/rootio/column.ts";
import type { BranchDefinition } from "../../../src/rootio/write/root-file-writer.ts";

/** A column of `length` entries with any bits at all, NaN payloads included; `random` gives numbers from 0 to 1. */
export function randomColumn({ shape, type }: ColumnType, length: number, random: () => number, longest = 6): Column {
  if (shape === "scalar") return { shape, type, length, values: randomValues(type, length, random) };
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) offsets[i + 1] = offsets[i]! + Math.floor(random() * (longest + 1));
  return { shape, type, length, offsets, content: randomValues(type, offsets[length]!, random) };
}

function randomValues(type: ColumnType["type"], count: number, random: () => number): NumericArray {
  const values = createArray(type, count);
  const bytes = new Uint8Array(values.buffer);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * (type === "bool" ? 2 : 256));
  return values;
}

export function randomColumns(
  branches: readonly BranchDefinition[],
  length: number,
  random: () => number,
  longest?: number,
): Map<string, Column> {
  return new Map(branches.map(({ name, type }) => [name, randomColumn(type, length, random, longest)]));
}

/** Entries [from, to) as a column of their own, whose arrays are views into the whole ones. */
export function part(column: Column, from: number, to: number): Column {
  if (column.shape === "scalar") return { ...column, length: to - from, values: column.values.subarray(from, to) };
  return { ...column, length: to - from, offsets: column.offsets.subarray(from, to + 1) };
}

export function parts(columns: ReadonlyMap<string, Column>, from: number, to: number): Map<string, Column> {
  return new Map([...columns].map(([name, column]) => [name, part(column, from, to)]));
}

/** Length of every list, and a digest of all values as bytes: equal only if every bit is. */
export function bitsOf(column: Column): { readonly lengths: number[]; readonly digest: string } {
  const { length } = column;
  const values = column.shape === "scalar" ? column.values : column.content;
  const [start, stop] = column.shape === "scalar" ? [0, length] : [column.offsets[0]!, column.offsets[length]!];
  const width = values.BYTES_PER_ELEMENT;
  const bytes = Buffer.from(values.buffer as ArrayBuffer, values.byteOffset + start * width, (stop - start) * width);
  const lengths =
    column.shape === "scalar"
      ? [length]
      : Array.from({ length }, (_, i) => column.offsets[i + 1]! - column.offsets[i]!);
  return { lengths, digest: createHash("sha1").update(bytes).digest("hex") };
}
