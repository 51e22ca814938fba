import { describe, expect, test } from "vitest";
import { numericAxisOf } from "../../histogram/axes.ts";
import type { AppError } from "../../errors/app-error.ts";
import { ExpressionLimitError, ExpressionValueError, UnknownNameError } from "../expression/errors.ts";
import type { Recipe } from "../spec-recipe.ts";
import { KernelInputError } from "./column-inputs.ts";
import { compileKernel, requiredBranches } from "./kernel.ts";
import { createScratch } from "./chunk.ts";
import {
  boolOf,
  type BranchTypes,
  branchMap,
  columnsOf,
  type Event,
  numberOf,
  recipeOf,
  runKernel,
} from "../../../test/support/kernel-fixtures.ts";

const types: BranchTypes = {
  lep_pt: ["float32"],
  lep_eta: ["float32"],
  lep_phi: ["float32"],
  lep_E: ["float32"],
  lep_charge: ["int32"],
  lep_type: ["uint32"],
  mcWeight: "float32",
  scaleFactor: "float32",
};

const hzz: Recipe = recipeOf({
  energyUnit: "MeV",
  collections: { lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E" } },
  define: [
    { name: "flavour", expression: "sum(lep_type[0:4])" },
    { name: "m4l", expression: "mass(sum(lep[0:4]))" },
  ],
  weights: { factors: ["mcWeight", "scaleFactor"], sign: "signed" },
  cuts: [
    { name: "charge", expression: "sum(lep_charge[0:4]) == 0" },
    { name: "type", expression: "flavour == 44 || flavour == 48 || flavour == 52" },
  ],
  histograms: [
    {
      name: "m4l",
      expression: "m4l",
      title: "",
      axis: { type: "regular", bins: 34, lower: 80, upper: 250, label: "", unit: "GeV" },
    },
  ],
});

/** Four massless leptons in the transverse plane, two by two back to back: their system has mass 2 (pt1 + pt2). */
function event(pt1: number, pt2: number, charges: number[], kinds: number[], weights = [1, 1]): Event {
  const fifth = charges.length > 4 ? [999_000] : [];
  const pts = [pt1, pt1, pt2, pt2].map((pt) => pt * 1000).concat(fifth);
  return {
    lep_pt: pts,
    lep_eta: pts.map(() => 0),
    lep_phi: [0, Math.PI, 0.5, 0.5 - Math.PI, 1].slice(0, pts.length),
    lep_E: pts,
    lep_charge: charges,
    lep_type: kinds,
    mcWeight: weights[0]!,
    scaleFactor: weights[1]!,
  };
}

const events: readonly Event[] = [
  event(30, 32.25, [1, -1, 1, -1], [11, 11, 13, 13], [2, 0.5]), // passes, 124.5 GeV
  event(30, 32.25, [1, 1, 1, -1], [11, 11, 13, 13]), // charge 2
  event(30, 32.25, [1, -1, 1, -1], [11, 11, 11, 13]), // eeeμ
  event(20, 25.5, [1, -1, -1, 1, 1], [13, 13, 13, 13, 11], [-3, 0.5]), // passes without the fifth lepton, 91 GeV
  event(10, 12, [1, -1, 1, -1], [11, 11, 11, 11], [4, 1]), // passes, 44 GeV: underflow
  event(90, 80, [1, -1, 1, -1], [11, 11, 11, 11], [8, 1]), // passes, 340 GeV: overflow
];

describe("the four-lepton recipe", () => {
  const kernel = compileKernel(hzz, branchMap(types), { weighted: true, normalisation: 10, where: {} });

  test("reads the branches of a cut only when that cut is reached", () => {
    expect(kernel.stages.map((stage) => stage.branches)).toEqual([
      ["mcWeight", "scaleFactor", "lep_charge"],
      ["lep_type"],
      ["lep_pt", "lep_phi", "lep_eta", "lep_E"],
    ]);
    expect(requiredBranches(hzz, branchMap(types), true)).toEqual(kernel.stages.flatMap((stage) => stage.branches));
  });

  test("counts, weighs and fills", () => {
    const { sums, passed } = runKernel(kernel, types, events);
    expect(passed).toEqual([0, 3, 4, 5]);
    const { cutflow, histograms } = kernel.layout;
    const [block] = histograms;
    expect([...sums.subarray(cutflow.entries, cutflow.entries + 3)]).toEqual([6, 5, 4]);
    expect([...sums.subarray(cutflow.sumw, cutflow.sumw + 3)]).toEqual([10 + 10 + 10 - 15 + 40 + 80, 125, 115]);
    expect([...sums.subarray(cutflow.sumw2, cutflow.sumw2 + 3)]).toEqual([8525, 8425, 8325]);
    const filled = (from: number) =>
      [...sums.subarray(from, from + 36)].map((value, bin) => [bin, value]).filter(([, value]) => value !== 0);
    expect(filled(block!.entries)).toEqual([
      [0, 1],
      [3, 1],
      [9, 1],
      [35, 1],
    ]);
    expect(filled(block!.sumw)).toEqual([
      [0, 40],
      [3, -15],
      [9, 10],
      [35, 80],
    ]);
    expect(filled(block!.sumw2)).toEqual([
      [0, 1600],
      [3, 225],
      [9, 100],
      [35, 6400],
    ]);
  });

  test("gives data events weight 1 and does not read weight branches", () => {
    const data = compileKernel(hzz, branchMap(types), { weighted: false, normalisation: 10, where: {} });
    expect(data.stages[0]!.branches).toEqual(["lep_charge"]);
    expect(requiredBranches(hzz, branchMap(types), false)).not.toContain("mcWeight");
    const { sums } = runKernel(data, types, events);
    expect([...sums.subarray(0, 9)]).toEqual([6, 5, 4, 6, 5, 4, 6, 5, 4]);
  });

  test("takes the absolute value of each factor if asked to", () => {
    const absolute = { ...hzz, weights: { ...hzz.weights, sign: "absolute" as const } };
    const weighted = compileKernel(absolute, branchMap(types), { weighted: true, normalisation: 10, where: {} });
    const { sums } = runKernel(weighted, types, events);
    expect(sums[weighted.layout.cutflow.sumw + 2]).toBe(10 + 15 + 40 + 80);
  });
});

describe("stages", () => {
  const stagesOf = (parts: Partial<Recipe>, weighted = true) =>
    compileKernel(recipeOf({ collections: hzz.collections, ...parts }), branchMap(types), {
      weighted,
      normalisation: 1,
      where: {},
    }).stages.map((stage) => stage.branches);
  const cuts = (...texts: string[]) => ({ cuts: texts.map((expression, i) => ({ name: `c${i}`, expression })) });
  const fill = (expression: string) => ({ histograms: [{ ...hzz.histograms[0]!, expression }] });

  test("are one if nothing new is needed, or if there is no cut", () => {
    expect(stagesOf({ ...cuts("sum(lep_pt) > 1", "max(lep_pt) > 0"), ...fill("lep_pt") })).toEqual([["lep_pt"]]);
    expect(stagesOf({ weights: { factors: ["mcWeight"], sign: "signed" }, ...fill("lep_pt") })).toEqual([
      ["mcWeight", "lep_pt"],
    ]);
    expect(stagesOf({})).toEqual([[]]);
    expect(stagesOf(cuts("true"))).toEqual([[]]);
  });

  test("join cuts that need nothing new to the stage before", () => {
    expect(stagesOf({ ...cuts("sum(lep_pt) > 1", "sum(lep_eta) > 1", "max(lep_pt) > 1"), ...fill("lep_eta") })).toEqual(
      [["lep_pt"], ["lep_eta"]],
    );
  });

  test("need only those fields of a collection that are asked for", () => {
    expect(stagesOf(fill("pt(lep)"))).toEqual([["lep_pt"]]);
    expect(stagesOf(fill("count(lep)"))).toEqual([["lep_pt"]]);
    expect(stagesOf(fill("deltaR(lep[0], lep[1])"))).toEqual([["lep_pt", "lep_eta", "lep_phi"]]);
    expect(stagesOf(fill("mass(lep)"))).toEqual([["lep_pt", "lep_eta", "lep_E"]]);
    expect(stagesOf(fill("mass(lep[0] + lep[1])"))).toEqual([["lep_pt", "lep_phi", "lep_eta", "lep_E"]]);
  });

  test("leave out definitions that nothing uses", () => {
    expect(stagesOf({ define: [{ name: "unused", expression: "sum(lep_pt)" }] })).toEqual([[]]);
  });
});

const single: BranchTypes = {
  x: "float64",
  flag: "bool",
  list: ["float32"],
  other: ["float32"],
  ok: ["bool"],
  id: "int64",
  ids: ["uint64"],
};
const one: Event = { x: 1.5, flag: true, list: [3, 1, 2], other: [1], ok: [true, false, true], id: 5n, ids: [7n, 2n] };
const polar = { pt: "list", eta: "list", phi: "list" };
const pair = { collections: { v: { ...polar, mass: "other" }, u: { ...polar, mass: "0" } } };
const at = (changes: Partial<Event> = {}, recipe: Partial<Recipe> = {}) => ({
  types: single,
  event: { ...one, ...changes } as Event,
  recipe,
  where: { file: "a.root" },
});

describe("an event without a value is an error that", () => {
  test.each([
    [
      "list[3]",
      "list[3]: index 3 is out of range, list has length 3 in this event; guard it with count(list) > 3 && …",
    ],
    [
      "list[-4]",
      "list[-4]: index -4 is out of range, list has length 3 in this event; guard it with count(list) >= 4 && …",
    ],
    ["list[x]", "list[x]: the index is 1.5, which is not a whole number"],
    ["list[0 / 0]", "list[0 / 0]: the index is NaN, which is not a whole number"],
    ["list[id]", "list[id]: index 5 is out of range"],
    ["where(ok[5], 1, 0)", "guard it with length(ok) > 5 && …"],
    ["sum(list[:x])", "x: the end of a slice is 1.5, which is not a whole number"],
    ["sum(list[1 / 0:])", "1 / 0: the end of a slice is Infinity, which is not a whole number"],
    ["max(list[5:])", "max(list[5:]): list[5:] is empty in this event; guard it with count(list[5:]) > 0 && …"],
    ["min(list[list > 9])", "list[list > 9] is empty in this event"],
    ["sum(list + other)", "list + other: the lists have lengths 3 and 1 in this event; they must have the same length"],
    ["sum(other[ok])", "other[ok]: the lists have lengths 1 and 3 in this event; they must have the same length"],
    [
      "sum(deltaR(u, u[1:]))",
      "the lists have lengths 3 and 2 in this event; they must have the same length; each with each is [deltaR(each, u[1:]) for each in u]",
    ],
    ["mass(v[0])", 'The collection "v" has 3 values of pt and 1 of mass in this event; there must be equally many'],
    ["1 / 0", "The weight of this event is Infinity after the factor 1 / 0; weights must be finite"],
    ["sqrt(-x)", "The weight of this event is NaN after the factor sqrt(-x); weights must be finite"],
  ])("names it: %s", (text, message) => {
    const error = failure(() => numberOf(text, at({}, pair)));
    expect(error).toBeInstanceOf(ExpressionValueError);
    expect(error.message).toContain(message);
    expect(error.where).toEqual({ file: "a.root", field: "weights.factors[0]", entry: 0 });
    expect(error).toHaveProperty("expression", text);
  });

  test("has the entry of the tree, and the file of the chunk", () => {
    const recipe = recipeOf({
      cuts: [
        { name: "a", expression: "x > 0" },
        { name: "b", expression: "list[0] > 0" },
      ],
    });
    const kernel = compileKernel(recipe, branchMap(single), {
      weighted: false,
      normalisation: 1,
      where: { file: "a.root" },
    });
    const columns = columnsOf(single, [one, { ...one, x: -1, list: [] }, { ...one, list: [] }]);
    const sums = new Float64Array(kernel.layout.length);
    const scratch = createScratch(3);
    const chunk = { entryStart: 100, length: 3, columns, where: { file: "b.root" } };
    expect(kernel.run(0, chunk, sums, scratch)).toBe(2);
    const error = failure(() => kernel.run(1, chunk, sums, scratch));
    expect(error.where).toEqual({ file: "b.root", field: "cuts[1].expression", entry: 102 });
  });

  test("speaks of the definition in which it happens", () => {
    const error = failure(() => numberOf("a + 1", at({}, { define: [{ name: "a", expression: "list[9]" }] })));
    expect(error.where.field).toBe("define[0].expression");
  });
});

describe("integers of 64 bits", () => {
  test("are numbers as long as float64 holds them exactly", () => {
    expect(numberOf("id + ids[0] + sum(ids)", at())).toBe(21);
    expect(numberOf("id", at({ id: -(2n ** 53n) }))).toBe(-(2 ** 53));
    expect(numberOf("ids[0]", at({ ids: [2n ** 63n] }))).toBe(2 ** 63);
  });

  test.each([
    ["id", { id: 2n ** 53n + 1n }, "Branch id holds 9007199254740993, which float64 cannot hold exactly"],
    ["id", { id: -(2n ** 53n) - 1n }, "Branch id holds -9007199254740993"],
    ["max(ids)", { ids: [1n, 2n ** 64n - 1n] }, "Branch ids holds 18446744073709551615"],
  ])("are an error otherwise: %s of %o", (text, changes, message) => {
    expect(failure(() => numberOf(text, at(changes))).message).toContain(message);
  });
});

describe("short circuits", () => {
  test("do not compute what does not matter", () => {
    expect(boolOf("count(list) > 5 && list[5] > 0", at())).toBe(false);
    expect(boolOf("count(list) <= 5 || list[5] > 0", at())).toBe(true);
    expect(numberOf("where(count(list) > 5, list[5], -1)", at())).toBe(-1);
    expect(numberOf("where(flag, x, list[5])", at())).toBe(1.5);
  });

  test("do not leave behind a definition that was not computed", () => {
    const recipe = { define: [{ name: "first", expression: "list[0] * 2" }] };
    expect(boolOf("(x > 5 && first > 0) || first == 6", at({}, recipe))).toBe(true);
    expect(boolOf("(x > 5 && first > 0) || count(list) == 0", at({ list: [] }, recipe))).toBe(true);
  });
});

describe("histograms", () => {
  const axis = { type: "regular", bins: 3, lower: 0, upper: 3, label: "", unit: "" } as const;
  const filled = (expression: string, changes: Partial<Event>, chosen: Recipe["histograms"][number]["axis"] = axis) => {
    const recipe = recipeOf({ histograms: [{ name: "h", title: "", expression, axis: chosen }] });
    const kernel = compileKernel(recipe, branchMap(single), { weighted: false, normalisation: 1, where: {} });
    const { sums } = runKernel(kernel, single, [{ ...one, ...changes } as Event]);
    const [block] = kernel.layout.histograms;
    return [...sums.subarray(block!.entries, block!.sumw)];
  };

  test("take every element of a list", () => {
    expect(filled("list", { list: [-1, 0, 0.5, 2, 3, 100] })).toEqual([1, 2, 0, 1, 2]);
    expect(filled("list", { list: [] })).toEqual([0, 0, 0, 0, 0]);
  });

  test("put NaN and +Infinity into the overflow, -Infinity into the underflow", () => {
    expect(filled("list", { list: [Number.NaN, Infinity, -Infinity] })).toEqual([1, 0, 0, 0, 2]);
  });

  test("count what is equal to a category, and anything else apart", () => {
    const numbers = { type: "category", categories: [2, -1, 0], label: "" } as const;
    expect(filled("list", { list: [-1, -0, 2, 2, 2.5, NaN, 7] }, { ...numbers, categories: [2, -1, 0] })).toEqual([
      2, 1, 1, 3,
    ]);
    const texts = { type: "category" as const, categories: ["a`);globalThis.pwned=1;//", "light"], label: "" };
    expect(filled('where(x > 1, "light", "b")', {}, texts)).toEqual([0, 1, 0]);
    expect(filled('["b", "light", "light"]', {}, texts)).toEqual([0, 2, 1]);
    expect(globalThis).not.toHaveProperty("pwned");
  });

  test.each([
    [
      '"light"',
      [1, 2],
      'A histogram is a number or a list of them, but "light" is a string; compare it, as "light" == "…", or give the axis categories, the texts that have a bin',
    ],
    [
      "x",
      ["a"],
      "What is filled into categories of text is a string or a list of them, but x is a number; give whole numbers as categories of numbers",
    ],
    ["flag", ["a"], "What is filled into categories of text is a string or a list of them, but flag is a bool"],
  ])("refuse %s on an axis of the categories %j", (expression, categories, message) => {
    expect(() => filled(expression, {}, { type: "category", categories, label: "" })).toThrow(message);
  });

  test("find the bin exactly as the axis does, at every edge and next to it", () => {
    const axes = [
      { type: "regular", bins: 7, lower: -0.3, upper: 0.4, label: "", unit: "" },
      { type: "regular", bins: 10_000, lower: 1e9, upper: 1e9 + 1, label: "", unit: "" },
      { type: "regular", bins: 3, lower: -1e307, upper: 7e306, label: "", unit: "" },
      { type: "variable", edges: [-2, -0.1, 0, 1e-9, 0.7, 1e6], label: "", unit: "" },
    ] as const;
    for (const chosen of axes) {
      const histogram = { name: "h", title: "", expression: "x", axis: { ...chosen } } as Recipe["histograms"][number];
      const kernel = compileKernel(recipeOf({ histograms: [histogram] }), branchMap(single), {
        weighted: false,
        normalisation: 1,
        where: {},
      });
      const block = kernel.layout.histograms[0]!;
      const axis = numericAxisOf(block);
      const edges = [...axis.edges].filter((_, i) => i < 20 || i % 500 === 0);
      for (const edge of edges)
        for (const x of [edge, edge + Math.abs(edge) * 2e-16, edge - Math.abs(edge) * 2e-16, edge + 1e-5]) {
          const { sums } = runKernel(kernel, single, [{ ...one, x }]);
          expect(sums.subarray(block.entries, block.sumw).indexOf(1)).toBe(axis.index(x));
        }
    }
  });
});

describe("hostile recipes", () => {
  test("cannot bring text into the generated code", () => {
    const evil = "a`);globalThis.pwned=1;//";
    const names = [
      "x;globalThis.pwned=1",
      "*/globalThis.pwned=1/*",
      "\u2028globalThis.pwned=1",
      "__proto__",
      "constructor",
      "fail",
      "sums",
      "i",
      "t0",
    ];
    const hostile = Object.fromEntries(names.map((name) => [name, "float64"])) as BranchTypes;
    const event = Object.fromEntries(names.map((name, i) => [name, i])) as Event;
    for (const [i, name] of names.entries()) {
      const recipe = {
        define: [{ name: `${evil}${i}`, expression: `\`${name}\` * 2` }],
        cuts: [{ name: evil, expression: "true" }],
      };
      expect(numberOf(`\`${name}\` + 1`, { types: hostile, event, recipe })).toBe(i + 1);
    }
    for (const text of ["globalThis.pwned = 1", "x; globalThis.pwned = 1", "${globalThis.pwned=1}", "`x`;globalThis"])
      expect(failure(() => numberOf(text, { types: hostile, event })).where.field).toBe("weights.factors[0]");
    expect(globalThis).not.toHaveProperty("pwned");
  });

  test("are refused if definitions multiply beyond measure, and quickly", () => {
    const doubling = Array.from({ length: 60 }, (_, i) => ({
      name: `d${i}`,
      expression: i === 0 ? "x" : `where(x > ${i}, d${i - 1}, d${i - 1} + 1)`,
    }));
    const error = failure(() => numberOf("d59", at({}, { define: doubling })));
    expect(error).toBeInstanceOf(ExpressionLimitError);
    expect(error.message).toContain("expand to more than 50000 steps");
    expect(error.where.field).toBe("weights.factors[0]");
  });

  test("may use definitions twice in a row, for numbers, lists and four-vectors", () => {
    const chain = (first: string, next: (name: string) => string) =>
      Array.from({ length: 100 }, (_, i) => ({ name: `d${i}`, expression: i === 0 ? first : next(`d${i - 1}`) }));
    expect(numberOf("d99", at({}, { define: chain("1", (d) => `${d} + ${d}`) }))).toBe(2 ** 99);
    expect(numberOf("sum(d99)", at({}, { define: chain("list", (d) => `(${d} + ${d})[0:3]`) }))).toBe(6 * 2 ** 99);
    const vectors = { ...pair, define: chain("v[0]", (d) => `${d} + ${d}`) };
    expect(numberOf("pt(d99)", at({ other: [1, 1, 1] }, vectors))).toBe(3 * 2 ** 99);
  });

  test("as deep as allowed compile and run", () => {
    const define = Array.from({ length: 6 }, (_, i) => ({
      name: `d${i}`,
      expression: `${"abs(-".repeat(40)}${i === 0 ? "x" : `d${i - 1}`}${")".repeat(40)}`,
    }));
    expect(numberOf("d5", at({}, { define }))).toBe(1.5);
    expect(numberOf("x + ".repeat(900) + "x", at())).toBe(901 * 1.5);
    expect(boolOf("flag && ".repeat(900) + "flag", at())).toBe(true);
  });
});

describe("the contract of a kernel", () => {
  const recipe = recipeOf({ cuts: [{ name: "cut", expression: "x > 0 && any(ok)" }] });
  const kernel = compileKernel(recipe, branchMap(single), { weighted: false, normalisation: 1, where: {} });
  const columns = columnsOf(single, [one]);
  const run =
    (changes: { columns?: ReturnType<typeof columnsOf>; length?: number; sums?: number; stage?: number }) => () =>
      kernel.run(
        changes.stage ?? 0,
        { entryStart: 0, length: changes.length ?? 1, columns: changes.columns ?? columns },
        new Float64Array(changes.sums ?? kernel.layout.length),
        createScratch(2),
      );

  test.each([
    ["a missing column", run({ columns: new Map() }), "lacks a column"],
    [
      "a column of another type",
      run({ columns: columnsOf({ ...single, x: "float32" }, [one]) }),
      "scalar of float64, but the column is a scalar of float32",
    ],
    [
      "a column of another shape",
      run({ columns: columnsOf({ ...single, x: ["float64"] }, [{ ...one, x: [1] }]) }),
      "is a list of float64",
    ],
    ["a column that is too short", run({ length: 2 }), "has 1 entries, the chunk 2"],
    ["sums of another layout", run({ sums: 3 }), "The sums have 3 numbers, the layout 6"],
    ["a chunk longer than the scratch", run({ length: 3 }), "the scratch only 2"],
    ["a stage that is not there", run({ stage: 1 }), "There is no stage 1, only 1 of them"],
  ])("refuses %s", (_, action, message) => {
    const error = failure(action);
    expect(error).toBeInstanceOf(KernelInputError);
    expect(error.message).toContain(message);
  });

  test("refuses a normalisation that is not finite", () => {
    const options = { weighted: true, normalisation: Number.NaN, where: { sample: "Zee" } };
    expect(() => compileKernel(recipe, branchMap(single), options)).toThrow(
      "must be a finite number, but is NaN (sample Zee)",
    );
  });

  test("names expression, file and nearest names for an unknown branch", () => {
    const broken = recipeOf({ cuts: [{ name: "cut", expression: "lst[0] > 1" }] });
    const error = failure(() =>
      compileKernel(broken, branchMap(single), { weighted: true, normalisation: 1, where: { file: "a.root" } }),
    );
    expect(error).toBeInstanceOf(UnknownNameError);
    expect(error.message).toContain('"lst"; nearest names: last, list, log');
    expect(error.message).toContain("file a.root, at cuts[0].expression");
  });

  test("lets a stage without survivors do nothing", () => {
    const two = recipeOf({
      cuts: [
        { name: "a", expression: "x > 5" },
        { name: "b", expression: "list[9] > 0" },
      ],
    });
    const empty = compileKernel(two, branchMap(single), { weighted: true, normalisation: 1, where: {} });
    expect(runKernel(empty, single, [one]).passed).toEqual([]);
  });
});

function failure(action: () => unknown): AppError {
  try {
    action();
  } catch (error) {
    return error as AppError;
  }
  throw new Error("This was to fail");
}
