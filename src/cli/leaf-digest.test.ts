import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { LeafColumn } from "../rootio/column.ts";
import { LeafDigester } from "./leaf-digest.ts";

const sha = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

function digest(...columns: LeafColumn[]) {
  const digester = new LeafDigester();
  for (const column of columns) digester.add(column);
  return digester.finish();
}

describe("the digest of a leaf", () => {
  it("has sum, minimum and maximum of the finite values, and the hash of all", () => {
    const values = new Float32Array([1.5, NaN, -2, Infinity, 0.25]);
    // The array is longer than the column: it is used again.
    expect(digest({ shape: "scalar", type: "float32", length: 4, values })).toEqual({
      kind: "number",
      type: "float32",
      levels: [],
      values: 4,
      finite: 2,
      sum: -0.5,
      min: -2,
      max: 1.5,
      sha256: sha(new Uint8Array(values.buffer, 0, 16)),
    });
  });

  it("is the same however the entries come in", () => {
    const list = (offsets: number[], content: number[]): LeafColumn => ({
      shape: "list",
      type: "int32",
      length: offsets.length - 1,
      offsets: Int32Array.from(offsets),
      content: Int32Array.from(content),
    });
    const whole = digest(list([0, 2, 2, 5], [1, 2, 3, 4, 5]));
    expect(digest(list([0, 2], [1, 2]), list([0, 0, 3], [3, 4, 5]))).toEqual(whole);
    const counts = sha(new Uint8Array(BigInt64Array.of(2n, 0n, 3n).buffer));
    expect(whole).toMatchObject({ levels: [{ lists: 3, sha256: counts, max: 3 }], values: 5, sum: 15, min: 1, max: 5 });
  });

  it("adds up integers of 64 bits exactly, and keeps their digits", () => {
    const values = BigInt64Array.of(2n ** 62n, -(2n ** 62n), 3n);
    const found = digest({ shape: "scalar", type: "int64", length: 3, values });
    expect(found).toMatchObject({ sum: 3, min: "-4611686018427387904", max: "4611686018427387904", finite: 3 });
  });

  it("loses nothing of a sum to rounding", () => {
    const values = Float64Array.of(1e100, 1, -1e100);
    expect(digest({ shape: "scalar", type: "float64", length: 3, values })).toMatchObject({ sum: 1 });
  });

  it("joins texts by line breaks, also over two columns, with a level for each list around them", () => {
    const texts = (list: string[], lengths: number[]): LeafColumn => {
      const offsets = [0];
      for (const length of lengths) offsets.push(offsets.at(-1)! + length);
      return { shape: "text", length: lengths.length, levels: [Int32Array.from(offsets)], texts: list };
    };
    const found = digest(texts([], [0]), texts(["é", "b"], [2]), texts([], [0]), texts(["c"], [1]));
    expect(found).toMatchObject({ kind: "string", values: 3, sha256: sha("é\nb\nc"), levels: [{ lists: 4, max: 2 }] });
  });

  it("says the type of a leaf without values, and no minimum", () => {
    const found = digest({ shape: "scalar", type: "bool", length: 0, values: new Uint8Array(0) });
    expect(found).toMatchObject({ type: "bool", values: 0, finite: 0, sum: 0, min: null, max: null, sha256: sha("") });
  });
});
