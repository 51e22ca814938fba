import { expect, it } from "vitest";
import { compileKernel } from "../src/analysis/kernel/kernel.ts";
import type { Recipe } from "../src/analysis/spec-recipe.ts";
import { fillPartition } from "../src/processor/fill-partition.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import { recipeOf } from "./support/kernel-fixtures.ts";
import { readLeaf } from "./support/read-columns.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

/** Branches that hold four-vectors, in files of public projects: their quantities beside those computed from the members. */

type Row = readonly number[];
type Four = readonly [Row, Row, Row, Row];

/** Lists of each entry; of a single number a list of one. */
async function rows(file: string, treeName: string, leaves: readonly string[]): Promise<Row[][]> {
  await using source = await openFileSource(sharedPath(file));
  const tree = await (await openRootFile(source)).openTree(treeName);
  const found: Row[][] = [];
  for (const leaf of leaves) {
    const column = await readLeaf(tree, leaf);
    if (column.shape !== "scalar" && column.shape !== "list") throw new Error(`${leaf} is ${column.shape}`);
    found.push(
      Array.from({ length: column.length }, (_, i) =>
        column.shape === "scalar"
          ? [Number(column.values[i])]
          : Array.from(column.content.subarray(column.offsets[i], column.offsets[i + 1]), Number),
      ),
    );
  }
  return found;
}

/** Sum over the file of each expression, filled as the weight of a histogram of one bin. */
async function sumsOf(
  file: string,
  tree: string,
  expressions: readonly string[],
  recipe: Partial<Recipe> = {},
): Promise<number[]> {
  await using source = await openFileSource(sharedPath(file));
  const opened = await (await openRootFile(source)).openTree(tree);
  const histograms = expressions.map((weight, i) => ({
    name: `h${i}`,
    title: "",
    expression: `(${weight}) * 0`,
    weight,
    axis: { type: "regular", bins: 1, lower: -1, upper: 1, label: "", unit: "" } as const,
  }));
  const kernel = compileKernel(recipeOf({ tree, ...recipe, histograms }), opened.columnTypes(), {
    weighted: true,
    normalisation: 1,
    where: {},
  });
  const { sums } = await fillPartition(opened, kernel, 0, opened.entries);
  return kernel.layout.histograms.map((block) => sums[block.sumw + 1]!);
}

const total = (values: readonly (readonly number[])[]): number => values.flat().reduce((sum, x) => sum + x, 0);
const each = ([a, b, c, d]: readonly Row[][], compute: (...four: [number, number, number, number]) => number) =>
  total(a!.map((row, i) => row.map((x, k) => compute(x, b![i]![k]!, c![i]![k]!, d![i]![k]!))));

function closeTo(found: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries())
    expect(Math.abs(found[i]! - value), `of ${i}: ${found[i]}, not ${value}`).toBeLessThan(
      1e-9 * Math.abs(value) + 1e-9,
    );
}

const lorentz = (name: string) => ["fP.fX", "fP.fY", "fP.fZ", "fE"].map((member) => `${name}.${member}`);

describeWithSharedData("a branch of four-vectors", () => {
  it.each([
    ["of one that is not split", "root-corpus/gohep/tlv-split00.root", "tree", "p4"],
    ["of one that is split", "root-corpus/gohep/tlv-split99.root", "tree", "p4"],
    ["of one of an older ROOT", "root-corpus/unroot/TLorentzVector.root", "t1", "LV"],
    ["of many in a branch", "root-corpus/skhep/uproot-HZZ-objects.root", "events", "muonp4"],
    ["of a vector", "root-corpus/skhep/uproot-issue57.root", "outtree", "selJet"],
    ["of a member of objects", "root-corpus/skhep/uproot-issue513.root", "Delphes", "Jet/Jet.SoftDroppedJet"],
    ["of a member, by its short name", "root-corpus/skhep/uproot-issue513.root", "Delphes", "Jet.SoftDroppedJet"],
    ["of the key of a map", "root-corpus/skhep/uproot-issue-643.root", "ntuple0/objects", "pf.first"],
  ])("is a TLorentzVector: %s", async (_, file, tree, name) => {
    const four = await rows(file, tree, lorentz(name));
    const found = await sumsOf(
      file,
      tree,
      ["pt", "mass", "energy", "pz"].map((q) => `${q}(\`${name}\`)`),
    );
    const root = (x: number) => Math.sign(x) * Math.sqrt(Math.abs(x));
    closeTo(found, [
      each(four, (x, y) => Math.hypot(x, y)),
      each(four, (x, y, z, e) => root(e * e - x * x - y * y - z * z)),
      each(four, (_x, _y, _z, e) => e),
      each(four, (_x, _y, z) => z),
    ]);
    expect(four[3]!.flat().length).toBeGreaterThan(0);
  });

  it("is one of ROOT::Math in pt, eta, phi and energy, split into branches", async () => {
    const [file, tree] = ["root-corpus/coffea/treemaker.root", "PreSelection"];
    const leaves = ["fPt", "fEta", "fPhi", "fE"].map((member) => `Jets.fCoordinates.${member}`);
    const four = await rows(file, tree, leaves);
    const found = await sumsOf(file, tree, ["pt(Jets)", "eta(Jets)", "px(Jets)", "Jets.energy", "count(Jets)"]);
    closeTo(found, [
      each(four, (pt) => pt),
      each(four, (_, eta) => eta),
      each(four, (pt, _, phi) => pt * Math.cos(phi)),
      each(four, (_pt, _eta, _phi, e) => e),
      each(four, () => 1),
    ]);
    expect(found[4]).toBeGreaterThan(100);
  });

  it("may stand in lists of lists", async () => {
    const file = "root-corpus/skhep/uproot-issue513.root";
    const name = "`Jet.TrimmedP4`";
    const [jets, all, energy] = await sumsOf(file, "Delphes", [
      `count(${name})`,
      `count(flatten(${name}))`,
      `sum([energy(sum(each)) for each in ${name}]) - sum(energy(flatten(${name})))`,
    ]);
    expect(jets).toBeGreaterThan(0);
    expect(all).toBe(5 * jets!);
    expect(energy).toBeCloseTo(0, 6);
  });

  it("makes the same dimuon mass as the flat branches of the same events", async () => {
    const names = ["Muon_Px", "Muon_Py", "Muon_Pz", "Muon_E"];
    const flat = await rows("root-samples/uproot-HZZ-zlib.root", "events", names);
    const objects = ["root-corpus/skhep/uproot-HZZ-objects.root", "events"] as const;
    const collections = { mu: { vector: "muonp4", charge: "muonq" } };
    const [found, pairs, fields] = await sumsOf(
      ...objects,
      ["[mass(a + b) for a, b in pairs(mu) if a.charge * b.charge < 0]", "count(pairs(mu))", "sum(mu.vector.px)"],
      { collections },
    );
    const charges = (await rows("root-samples/uproot-HZZ-zlib.root", "events", ["Muon_Charge"]))[0]!;
    let [expected, count] = [0, 0];
    for (const [i, row] of charges.entries())
      for (let a = 0; a < row.length; a++)
        for (let b = a + 1; b < row.length; b++) {
          count++;
          if (row[a]! * row[b]! > 0) continue;
          const [x, y, z, e] = flat.map((column) => column[i]![a]! + column[i]![b]!) as unknown as Four[number];
          expected += Math.sqrt(e! * e! - x! * x! - y! * y! - z! * z!);
        }
    expect(pairs).toBe(count);
    expect(count).toBeGreaterThan(1000);
    expect(found! / expected).toBeCloseTo(1, 6);
    expect(fields! / total(flat[0]!)).toBeCloseTo(1, 4);
  });
});
