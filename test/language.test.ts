import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compileKernel } from "../src/analysis/kernel/kernel.ts";
import type { Recipe } from "../src/analysis/spec-recipe.ts";
import { fillPartition } from "../src/processor/fill-partition.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import { recipeOf } from "./support/kernel-fixtures.ts";
import { describeWithSharedData, hasSharedData, sharedPath } from "./support/shared-data.ts";

/** Quantities of a real analysis, said in the language of expressions, beside the numbers of uproot and awkward. */

type Triple = readonly [count: number, sumw: number, sumw2: number];

interface ReferenceHistogram {
  readonly axis: readonly [bins: number, lower: number, upper: number];
  readonly counts: readonly number[];
  readonly sumw: readonly number[];
  readonly sumw2: readonly number[];
  readonly underflow: Triple;
  readonly overflow: Triple;
}

interface ReferenceMap {
  readonly x_axis: ReferenceHistogram["axis"];
  readonly y_axis: ReferenceHistogram["axis"];
  readonly cells: readonly (readonly [ix: number, iy: number, count: number, sumw: number, sumw2: number])[];
}

interface ReferenceFile {
  readonly file: string;
  readonly entries: number;
  readonly btag_branch: string;
  readonly met: string | null;
  readonly hist: Readonly<Record<string, ReferenceHistogram | ReferenceMap>>;
}

type Parts = Pick<Recipe, "tree" | "energyUnit" | "collections" | "weights">;

/** A NanoAOD file: flat branches, GeV. */
function nano({ btag_branch }: ReferenceFile): Parts {
  const lepton = (name: string) => ({
    ...Object.fromEntries(["pt", "eta", "phi", "mass"].map((field) => [field, `${name}_${field}`])),
    charge: `${name}_charge`,
  });
  return {
    tree: "Events",
    energyUnit: "GeV",
    collections: {
      mu: lepton("Muon"),
      ele: lepton("Electron"),
      jet: { pt: "Jet_pt", eta: "Jet_eta", phi: "Jet_phi", mass: "Jet_mass", btag: btag_branch },
    },
    weights: { factors: ["genWeight"], sign: "signed" },
  };
}

/** A PHYSLITE file: members of split objects, MeV, muons without a mass. */
function physlite({ btag_branch }: ReferenceFile): Parts {
  const aux = (container: string, field: string) => `\`${container}AuxDyn.${field}\``;
  const fields = (container: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, aux(container, name === "mass" ? "m" : name)]));
  const muons = "AnalysisMuons";
  return {
    tree: "CollectionTree",
    energyUnit: "MeV",
    collections: {
      mu: {
        ...fields(muons, ["pt", "eta", "phi", "charge"]),
        mass: `${aux(muons, "pt")} * 0 + 105.6583755`,
      },
      ele: fields("AnalysisElectrons", ["pt", "eta", "phi", "charge", "mass"]),
      jet: { ...fields("AnalysisJets", ["pt", "eta", "phi", "mass"]), btag: `\`${btag_branch}\`` },
    },
    weights: { factors: ["`EventInfoAuxDyn.mcEventWeights`[0]"], sign: "signed" },
  };
}

const define: Recipe["define"] = Object.entries({
  clean: "[j for j in jet if pt(j) > 25 && abs(eta(j)) < 2.5 && all(deltaR(j, mu[pt(mu) > 10]) > 0.4)]",
  z: "concat([p for p in pairs(ele) if p.a.charge * p.b.charge < 0], [p for p in pairs(mu) if p.a.charge * p.b.charge < 0])",
  bestZ: "z[argmin(abs(mass(z) - 91.1876))]",
  triples: "combinations(clean, 3)",
  tagged: "[t for t in triples if t.a.btag > 0.5 || t.b.btag > 0.5 || t.c.btag > 0.5]",
  top: "tagged[argmax(pt(tagged))]",
  byTag: "sortBy(jet, -jet.btag)",
  leadingMuon: "mu[argmax(mu.pt)]",
  near: "[min(deltaR(j, mu)) for j in jet if count(mu) > 0]",
}).map(([name, expression]) => ({ name, expression }));

interface Quantity {
  readonly expression: string;
  readonly where?: string;
  readonly y?: string;
}

function quantities({ met }: ReferenceFile): Readonly<Record<string, Quantity>> {
  const [metPt, metPhi] = (met ?? "").split(", ");
  const lepton = "concat(ele, mu)[argmax(pt(concat(ele, mu)))]";
  return {
    q1_mass: { expression: "[mass(a + b) for a, b in pairs(mu) if a.charge * b.charge < 0]" },
    q2_mass: { expression: "mass(bestZ)", where: "count(z) > 0" },
    q2_pt: { expression: "pt(bestZ)", where: "count(z) > 0" },
    q2_dR: { expression: "deltaR(bestZ.a, bestZ.b)", where: "count(z) > 0" },
    q3_n: { expression: "count(clean)" },
    q3_HT: { expression: "sum(pt(clean))" },
    q3_leadpt: { expression: "max(pt(clean))", where: "count(clean) > 0" },
    q4_ntriples: { expression: "count(triples)" },
    q4_ntriples_b: { expression: "count(tagged)" },
    q4_mass: { expression: "mass(top)", where: "count(tagged) > 0" },
    q4_pt: { expression: "pt(top)", where: "count(tagged) > 0" },
    q5_pt: { expression: "Jet_pt[Muon_jetIdx[Muon_jetIdx >= 0]]" },
    q6_second: { expression: "pt(byTag[1])", where: "count(jet) > 1" },
    q6_etalead: { expression: "eta(jet[argmax(jet.pt)])", where: "count(jet) > 0" },
    q6_top3: { expression: "pt(take(byTag, 3))" },
    q7_mT: {
      expression: `sqrt(2 * pt(leadingMuon) * ${metPt} * (1 - cos(phi(leadingMuon) - ${metPhi})))`,
      where: "count(mu) > 0",
    },
    q8_bit1: { expression: "sum(Jet_jetId & 2 != 0)" },
    q8_bit2: { expression: "sum(Jet_jetId & 4 != 0)" },
    q9: { expression: "pt(leadingMuon)", y: "eta(leadingMuon)", where: "count(mu) > 0" },
    q10: { expression: "min(count(mu), 3)" },
    q11_pt: {
      expression: `hypot(px(${lepton}) + ${metPt} * cos(${metPhi}), py(${lepton}) + ${metPt} * sin(${metPhi}))`,
      where: "count(ele) + count(mu) > 0",
    },
    q12_dR: { expression: "min(near)", where: "count(near) > 0" },
  };
}

function axisOf([bins, lower, upper]: ReferenceHistogram["axis"]) {
  return { type: "regular", bins, lower, upper, label: "", unit: "" } as const;
}

function histogramsOf(reference: ReferenceFile): Recipe["histograms"] {
  const known = quantities(reference);
  return Object.entries(reference.hist).flatMap(([name, histogram]) => {
    const { expression, where, y } = known[name]!;
    const [x, second] = "axis" in histogram ? [histogram.axis] : [histogram.x_axis, histogram.y_axis];
    const filled = {
      name,
      title: "",
      expression,
      axis: axisOf(x),
      ...(where === undefined ? {} : { where }),
      ...(y === undefined ? {} : { y: { expression: y, axis: axisOf(second!) } }),
    };
    const axis = { type: "category" as const, categories: [0, 1, 2, 3], label: "" };
    return name === "q10" ? [filled, { ...filled, name: asCategories, axis }] : [filled];
  });
}

/** The histogram of whole numbers once more, on an axis of categories. */
const asCategories = "q10_categories";

/** Counts, sums and sums of squares of every cell, the last axis running fastest. */
function cellsOf(histogram: ReferenceHistogram | ReferenceMap): Triple[] {
  if ("axis" in histogram) {
    const { counts, sumw, sumw2, underflow, overflow } = histogram;
    return [underflow, ...counts.map((count, i): Triple => [count, sumw[i]!, sumw2[i]!]), overflow];
  }
  const [rows, columns] = [histogram.x_axis[0] + 2, histogram.y_axis[0] + 2];
  const cells = Array.from({ length: rows * columns }, (): Triple => [0, 0, 0]);
  for (const [x, y, ...triple] of histogram.cells) cells[x * columns + y] = triple;
  return cells;
}

const files: Readonly<Record<string, ReferenceFile>> = hasSharedData
  ? (
      JSON.parse(readFileSync(sharedPath("reference/language.json"), "utf8")) as {
        files: Record<string, ReferenceFile>;
      }
    ).files
  : {};

describeWithSharedData("what a real analysis asks for", () => {
  it.each(Object.entries(files))("is what uproot and awkward find in %s", async (name, reference) => {
    await using source = await openFileSource(sharedPath("root-corpus", reference.file));
    const file = await openRootFile(source);
    const parts = name === "physlite" ? physlite(reference) : nano(reference);
    const recipe = recipeOf({ ...parts, define, histograms: histogramsOf(reference) });
    const tree = await file.openTree(recipe.tree);
    const kernel = compileKernel(recipe, tree.columnTypes(), { weighted: true, normalisation: 1, where: {} });
    const { sums } = await fillPartition(tree, kernel, 0, tree.entries);

    for (const block of kernel.layout.histograms) {
      const isCategories = block.name === asCategories;
      const cells = cellsOf(reference.hist[isCategories ? "q10" : block.name]!);
      // Nothing lies below categories.
      const expected = isCategories ? cells.slice(1) : cells;
      expect(block.size).toBe(expected.length);
      const found = expected.map((_, i) => [block.entries, block.sumw, block.sumw2].map((at) => sums[at + i]!));
      expect(
        found.map(([count]) => count),
        block.name,
      ).toEqual(expected.map(([count]) => count));
      for (const [i, [, sumw, sumw2]] of expected.entries()) {
        // Signed weights cancel, so that the sum of their absolute values is the scale.
        expect(Math.abs(found[i]![1]! - sumw), block.name).toBeLessThanOrEqual(
          1e-12 * Math.sqrt(sumw2 * expected[i]![0]),
        );
        expect(Math.abs(found[i]![2]! - sumw2), block.name).toBeLessThanOrEqual(1e-12 * sumw2);
      }
    }
  });
});
