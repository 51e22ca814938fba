import { describe, expect, it } from "vitest";
import { compileKernel } from "../src/analysis/kernel/kernel.ts";
import { createScratch } from "../src/analysis/kernel/chunk.ts";
import type { LeafColumn, LeafType } from "../src/rootio/column.ts";
import { decodeForm } from "../src/rootio/interpretation/decode-form.ts";
import { FormBuffer } from "../src/rootio/interpretation/form-buffer.ts";
import { identify } from "../src/rootio/interpretation/identify.ts";
import { columnTypeOf } from "../src/rootio/interpretation/interpretation.ts";
import { type StreamerElement, Streamers } from "../src/rootio/streamer-info.ts";
import { branchMetadata } from "./support/branch-metadata.ts";
import { recipeOf } from "./support/kernel-fixtures.ts";

/** Four-vectors as ROOT streams them into a branch that is not split: bytes made here, and the masses that come out. */

type Real = "float" | "double" | "Double32_t";
type Four = readonly [number, number, number, number];

const kinds: Readonly<Record<Real, number>> = { float: 5, double: 8, Double32_t: 9 };
const bytesOf: Readonly<Record<Real, number>> = { float: 4, double: 8, Double32_t: 4 };

/** Members, and the values of a particle of mass 4 and momentum (0, 3, 0). */
const systems: Readonly<Record<string, readonly [members: readonly string[], values: Four]>> = {
  PxPyPzE4D: [
    ["fX", "fY", "fZ", "fT"],
    [0, 3, 0, 5],
  ],
  PxPyPzM4D: [
    ["fX", "fY", "fZ", "fM"],
    [0, 3, 0, 4],
  ],
  PtEtaPhiE4D: [
    ["fPt", "fEta", "fPhi", "fE"],
    [3, 0, Math.PI / 2, 5],
  ],
  PtEtaPhiM4D: [
    ["fPt", "fEta", "fPhi", "fM"],
    [3, 0, Math.PI / 2, 4],
  ],
};

const element = (name: string, type: number, typeName: string): StreamerElement => ({
  ...{ name, type, typeName, title: "", dimensions: [], baseVersion: undefined, counter: undefined },
});

function classesOf(system: string, real: Real) {
  const inner = `ROOT::Math::${system}<${real}>`;
  const outer = `ROOT::Math::LorentzVector<${inner} >`;
  const members = systems[system]![0].map((name) => element(name, kinds[real], real));
  const streamers = new Streamers([
    { name: outer, version: 1, checksum: 0x11, elements: [element("fCoordinates", 62, inner)] },
    { name: inner, version: 1, checksum: 0x22, elements: members },
  ]);
  return { outer, streamers };
}

function reals(values: readonly number[], real: Real): Buffer {
  const bytes = Buffer.alloc(values.length * bytesOf[real]);
  for (const [i, value] of values.entries())
    if (real === "double") bytes.writeDoubleBE(value, 8 * i);
    else bytes.writeFloatBE(value, 4 * i);
  return bytes;
}

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");

/** With the count of its bytes in front. */
function counted(...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(0x40000000 + body.length);
  return Buffer.concat([head, body]);
}

/** Classes without a version of their own have 0, and their checksum behind. */
const objectOf = (values: readonly number[], real: Real): Buffer =>
  counted(hex("0000 00000011"), counted(hex("0000 00000022"), reals(values, real)));

const countOf = (n: number): Buffer => hex(n.toString(16).padStart(8, "0"));

const streamed: Readonly<Record<string, (list: readonly Four[], real: Real) => Buffer>> = {
  "object by object": (list, real) =>
    counted(hex("0009"), countOf(list.length), ...list.map((values) => objectOf(values, real))),
  "member by member": (list, real) =>
    counted(
      hex("4009 0000 00000011"),
      countOf(list.length),
      ...list.map((values) => counted(hex("0000 00000022"), reals(values, real))),
    ),
};

/** The sum of an expression over entries of a branch `p4`. */
function sumOf(expression: string, className: string, streamers: Streamers, entries: readonly Buffer[]): number {
  const branch = branchMetadata({
    ...{ name: "p4", branchClass: "TBranchElement", className },
    element: { kind: 0, id: -1, version: className.startsWith("vector") ? 6 : 1, checksum: 0 },
  });
  const bytes = Uint8Array.from(Buffer.concat(entries));
  const starts = new DataView(new ArrayBuffer(4 * entries.length));
  entries.reduce((at, entry, i) => (starts.setInt32(4 * i, at), at + entry.length), 0);
  const types = new Map<string, LeafType>();
  const columns = new Map<string, LeafColumn>();
  for (const { name, interpretation } of identify(branch, streamers)) {
    if (interpretation.kind !== "form") throw new Error(`${name} is read as ${interpretation.kind}`);
    const basket = {
      ...{ entries: entries.length, view: new DataView(bytes.buffer), border: bytes.length },
      starts: { view: starts, at: 0, keyLength: 0 },
    };
    const buffer = new FormBuffer(interpretation.type, interpretation.levels);
    decodeForm(interpretation, basket, 0, entries.length, buffer, { file: "f.root" });
    types.set(name, columnTypeOf(interpretation));
    columns.set(name, buffer.column());
  }
  const recipe = recipeOf({ weights: { factors: [expression], sign: "signed" } });
  const kernel = compileKernel(recipe, types, { weighted: true, normalisation: 1, where: {} });
  const sums = new Float64Array(kernel.layout.length);
  kernel.run(0, { entryStart: 0, length: entries.length, columns }, sums, createScratch(entries.length));
  return sums[kernel.layout.cutflow.sumw]!;
}

const cases = Object.keys(systems).flatMap((system) =>
  (Object.keys(kinds) as Real[]).map((real) => [system, real] as const),
);

describe("four-vectors in a branch that is not split", () => {
  it.each(cases)("are those of a %s of %s, one an event", (system, real) => {
    const { outer, streamers } = classesOf(system, real);
    const entries = [1, 2].map((scale) => {
      const [a, b, c, d] = systems[system]![1];
      return objectOf(system.startsWith("Pt") ? [a * scale, b, c, d * scale] : [a, b * scale, c, d * scale], real);
    });
    const at = (expression: string) => sumOf(expression, outer, streamers, entries);
    expect(at("mass(p4)")).toBeCloseTo(12, 5);
    expect(at("py(p4)")).toBeCloseTo(9, 5);
  });

  for (const [way, write] of Object.entries(streamed))
    it.each(cases)(`are those of a vector of %s of %s, ${way}`, (system, real) => {
      const { outer, streamers } = classesOf(system, real);
      const [, values] = systems[system]!;
      const entries = [write([values, values], real), write([], real), write([values], real)];
      const at = (expression: string) => sumOf(expression, `vector<${outer} >`, streamers, entries);
      expect(at("sum(mass(p4))")).toBeCloseTo(12, 5);
      expect(at("mass(sum(p4))")).toBeCloseTo(12, 5);
      expect(at("where(count(p4) > 1, energy(p4[0] + p4[1]), 0)")).toBeCloseTo(10, 5);
    });
});
