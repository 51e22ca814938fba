import { describe, expect, test } from "vitest";
import { heapGrowth } from "../../../test/support/heap-growth.ts";
import { type BranchTypes, branchMap, columnsOf, type Event, recipeOf } from "../../../test/support/kernel-fixtures.ts";
import { ownCorrections } from "../../../test/support/own-corrections.ts";
import { CallableCorrection } from "../../corrections/callable-correction.ts";
import { parseCorrections } from "../../corrections/parse-corrections.ts";
import type { Recipe } from "../spec-recipe.ts";
import { createScratch } from "./chunk.ts";
import { compileKernel } from "./kernel.ts";

const length = 2048;
/** A number that an event leaves on the heap takes 12 bytes or more. */
const lessThanANumber = 4 * length;

const types: BranchTypes = {
  met: "float32",
  flavour: "text",
  charge: ["int32"],
  ...{ pt: ["float32"], eta: ["float32"], phi: ["float32"], mass: ["float32"] },
};

/** From 3 to 6 objects an event, in no order. */
const events: Event[] = Array.from({ length }, (_, i) => {
  const list = (make: (k: number) => number) => Array.from({ length: 3 + (i % 4) }, (_, k) => make(i * 7 + k * 13));
  return {
    met: (i * 17) % 90,
    flavour: ["b", "c", "light"][i % 3]!,
    charge: list((k) => (k % 2 === 0 ? 1 : -1)),
    pt: list((k) => 11 + ((k * 31) % 80)),
    eta: list((k) => ((k * 11) % 50) / 10 - 2.45),
    phi: list((k) => ((k * 7) % 62) / 10 - 3.1),
    mass: list(() => 0.1),
  };
});

const set = parseCorrections(JSON.stringify(ownCorrections));
const uses = { sf: "Electron-ID-SF", strict: "strict", twice: "twice" };
const corrections = new Map(Object.entries(uses).map(([use, name]) => [use, new CallableCorrection(set.get(name)!)]));

const x = { pt: "pt", eta: "eta", phi: "phi", mass: "mass", charge: "charge" };
const axis = { type: "regular", bins: 50, lower: 0, upper: 500, label: "", unit: "GeV" } as const;
const histogram = (expression: string) => ({ name: "h", title: "", expression, axis });
const z = { name: "z", expression: "[p for p in pairs(x) if p.a.charge != p.b.charge]" };
const bestZ = { ...histogram("mass(z[argmin(abs(mass(z) - 91.1876))])"), where: "count(z) > 0" };
const scaleFactor = 'product(sf("2018", "Medium", eta, pt))';

const recipes: Readonly<Record<string, Partial<Recipe>>> = {
  "lists that are sorted, chosen from and summed": {
    define: [{ name: "hard", expression: "sort([p for p in pt if p > 20])" }],
    cuts: [{ name: "two", expression: "count(hard) >= 2" }],
    weights: { factors: ["1 + met / 100"], sign: "signed" },
    histograms: [{ ...histogram("hard"), y: { expression: "sum(cumsum(pt))", axis } }],
  },
  "the best pair": { define: [z], histograms: [bestZ] },
  "the best triple": {
    define: [{ name: "t", expression: "combinations(x, 3)" }],
    histograms: [histogram("mass(t[argmax(pt(t))])")],
  },
  "a fold, with angles of four-vectors that are made": {
    cuts: [{ name: "three", expression: "count(pt) >= 3" }],
    histograms: [histogram("deltaR(boost(x[0], x[0] + x[1]), ptEtaPhiM(met, 0.5, 1, 0)) + cosThetaStar(x[0], x[2])")],
  },
  "corrections of each object": {
    weights: { factors: [scaleFactor, "sum(strict(2, pt))", "twice(met + 20)"], sign: "signed" },
    histograms: [histogram("sum(pt)")],
  },
  "random numbers with keys": { histograms: [histogram("sum(pt * gauss(1, 2, round(met), range(length(pt))))")] },
  "variations of weights and columns, in regions, with texts on an axis": {
    define: [z],
    weights: { factors: [scaleFactor], sign: "signed" },
    regions: [
      { name: "low", kind: "control", where: "met < 40", cuts: [] },
      { name: "high", kind: "signal", where: "met >= 40", cuts: [{ name: "z", expression: "count(z) > 1" }] },
    ],
    variations: [
      { name: "sf", weight: { up: scaleFactor.replace("Medium", "Loose") }, replaces: scaleFactor },
      { name: "scale", columns: { up: { pt: "1.02 * pt" }, down: { pt: "0.98 * pt" } } },
    ],
    histograms: [
      bestZ,
      {
        ...histogram("flavour"),
        name: "flavours",
        axis: { type: "category", categories: ["b", "c"], label: "" },
      },
      { ...histogram("met"), name: "profile", profile: { expression: "sum(pt)", label: "", unit: "" } },
    ],
  },
};

/** Goes through all events once, over memory that is there already. */
function passOf(parts: Partial<Recipe>): () => void {
  const inRecipe = Object.fromEntries(Object.entries(uses).map(([use, name]) => [use, { file: "own.json", name }]));
  const recipe = recipeOf({ collections: { x }, corrections: inRecipe, ...parts });
  const kernel = compileKernel(recipe, branchMap(types), { weighted: true, normalisation: 1, where: {}, corrections });
  const chunk = { entryStart: 0, length, columns: columnsOf(types, events) };
  const sums = new Float64Array(kernel.layout.length);
  const scratch = createScratch(length);
  return () => {
    for (const stage of kernel.stages.keys()) kernel.run(stage, chunk, sums, scratch);
  };
}

describe("the compiled code leaves nothing of an event on the heap", () => {
  test.each(Object.entries(recipes))("with %s", (_, recipe) => {
    expect(heapGrowth(passOf(recipe), lessThanANumber)).toBeLessThan(lessThanANumber);
  });

  test("and one number an event would be seen", () => {
    const pass = passOf({ histograms: [histogram("met")] });
    const kept: unknown[] = ["", 0];
    const growth = heapGrowth(() => {
      pass();
      for (let i = 0; i < length; i++) kept[1] = i + 0.5;
    }, lessThanANumber);
    expect(growth).toBeGreaterThan(12 * length - 1);
  });
});
