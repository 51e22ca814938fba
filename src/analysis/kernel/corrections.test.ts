import { describe, expect, test } from "vitest";
import {
  branchMap,
  columnsOf,
  type BranchTypes,
  type Event,
  recipeOf,
  runKernel,
} from "../../../test/support/kernel-fixtures.ts";
import { interpretCorrection } from "../../../test/support/correction-interpreter.ts";
import { ownCorrections, ownScaleFactor } from "../../../test/support/own-corrections.ts";
import { CallableCorrection } from "../../corrections/callable-correction.ts";
import { parseCorrections } from "../../corrections/parse-corrections.ts";
import { ExpressionTypeError, ExpressionValueError, UnknownNameError } from "../expression/errors.ts";
import { parseRecipe } from "../expression/parse-recipe.ts";
import { compileKernel, type Kernel } from "./kernel.ts";
import { createScratch } from "./chunk.ts";

const set = parseCorrections(JSON.stringify(ownCorrections));
const uses = { ele_sf: "Electron-ID-SF", strict: "strict", twice: "twice" };
const corrections = new Map(Object.entries(uses).map(([use, name]) => [use, new CallableCorrection(set.get(name)!)]));
const inRecipe = Object.fromEntries(Object.entries(uses).map(([use, name]) => [use, { file: "own.json", name }]));

const types: BranchTypes = {
  n: "int32",
  x: "float64",
  point: "text",
  trig: "bool",
  pt: ["float32"],
  eta: ["float32"],
  nested: [["float32"]],
};
const event: Event = {
  n: 2,
  x: 30,
  point: "Medium",
  trig: true,
  pt: [5, 30, 70, 500],
  eta: [-3, -0.5, 0.25, 2],
  nested: [[30], [], [70, 10]],
};

function kernelOf(expression: string): Kernel {
  const recipe = recipeOf({ corrections: inRecipe, weights: { factors: [expression], sign: "signed" } });
  return compileKernel(recipe, branchMap(types), { weighted: true, normalisation: 1, where: {}, corrections });
}

function valueOf(expression: string, change: Event = {}): number {
  const kernel = kernelOf(expression);
  return runKernel(kernel, types, [{ ...event, ...change }]).sums[kernel.layout.cutflow.sumw]!;
}

describe("a correction in an expression", () => {
  test("takes single values, texts written out or of the event", () => {
    const expected = ownScaleFactor("2018", "Medium", 0.25, 30);
    expect(valueOf('ele_sf("2018", "Medium", 0.25, x)')).toBe(expected);
    expect(valueOf('ele_sf("2018", point, 0.25, x)')).toBe(expected);
    expect(valueOf('ele_sf(where(trig, "2018", "2017"), point, 0.25, x)')).toBe(expected);
    expect(valueOf('ele_sf("2017", where(n == 2, "Loose", "Medium"), 0.25, x)')).toBe(
      ownScaleFactor("2017", "Loose", 0.25, 30),
    );
  });

  test("takes lists, and gives one for each element; lists in lists too", () => {
    const factors = [5, 30, 70, 500].map((pt, i) => ownScaleFactor("2018", "Loose", [-3, -0.5, 0.25, 2][i]!, pt));
    expect(valueOf('sum(ele_sf("2018", "Loose", eta, pt))')).toBe(factors.reduce((sum, sf) => sum + sf, 0));
    for (const [k, factor] of factors.entries()) expect(valueOf(`ele_sf("2018", "Loose", eta, pt)[${k}]`)).toBe(factor);
    expect(valueOf("sum(flatten(strict(2, nested)))")).toBe(1.3 + 1.7 + 1.1);
    expect(valueOf("count(flatten(strict(2, nested)))")).toBe(3);
    expect(valueOf("sum([strict(1, p) for p in pt if p > 10 && p < 50])")).toBe(2);
  });

  test("may be a compound, whose steps change what later ones are given", () => {
    const expected = interpretCorrection(set.get("twice")!, [30]);
    expect(expected).not.toBe((1 + 1 / 30) ** 2);
    expect(valueOf("twice(x)")).toBe(expected);
  });

  test.each([
    [
      "strict(1, x)",
      { x: 50 },
      'strict(1, x): The correction "strict" has no value for pt = 50: it is defined from 10',
    ],
    ["strict(n, x)", { n: 7 }, "has no value for n = 7: the keys are 1, 2"],
    ["strict(x, 20)", { x: 1.5 }, "has no value for n = 1.5: expected a whole number"],
    [
      'ele_sf("2018", point, 0, x)',
      { point: "Medum" },
      'has no value for point = "Medum": the keys are "Loose", "Medium"',
    ],
    ['sum(ele_sf("2018", "Loose", eta, pt))', { eta: [1] }, "the lists have lengths"],
  ] as const)("fails an event without a value, and says why: %s", (expression, change, message) => {
    const fail = () => valueOf(expression, change);
    expect(fail).toThrow(ExpressionValueError);
    expect(fail).toThrow(message);
    expect(fail).toThrow("entry 0");
  });

  test.each([
    ["strict(1)", 'The correction "strict" takes 2 inputs (n: int, pt: real), given 1'],
    ['strict("a", x)', "takes n as int, given string"],
    ["strict(1.5, x)", "takes n as a whole number, and 1.5 is none"],
    ["strict(trig, x)", "takes n as int, given bool"],
    ["ele_sf(2018, point, 0, x)", "takes year as string, given number"],
    ['ele_sf("2019", point, 0, x)', 'knows no year "2019"; nearest: "2017", "2018"'],
    ["strict(1, x, default=0)", 'takes no "default="'],
  ])("is refused at its place if it is called wrongly: %s", (expression, message) => {
    expect(() => kernelOf(expression)).toThrow(ExpressionTypeError);
    expect(() => kernelOf(expression)).toThrow(message);
    expect(() => kernelOf(expression)).toThrow(expression);
  });

  test("is found by the nearest name", () => {
    const { errors } = parseRecipe(
      recipeOf({ corrections: inRecipe, cuts: [{ name: "c", expression: "ele_fs(1) > 0" }] }),
    );
    expect(errors[0]).toBeInstanceOf(UnknownNameError);
    expect(errors[0]?.message).toContain("nearest functions: ele_sf");
    expect(() => kernelOf("ele_sf")).toThrow('"ele_sf" is a correction: write ele_sf(…)');
  });
});

test("calls of a correction allocate nothing", () => {
  const kernel = kernelOf('sum(ele_sf("2018", point, eta, pt)) * strict(n, x)');
  const events = Array.from({ length: 2000 }, () => event);
  const run = (times: number) => {
    for (let i = 0; i < times; i++) kernel.run(0, chunk, sums, scratch);
  };
  const chunk = { entryStart: 0, length: events.length, columns: columnsOf(types, events) };
  const sums = new Float64Array(kernel.layout.length);
  const scratch = createScratch(events.length);
  run(100);
  // The engine itself takes some memory now and then; what calls allocate would be there in every round: 2.4 MB at least.
  const grown = Array.from({ length: 5 }, () => {
    const before = process.memoryUsage().heapUsed;
    run(20);
    return Math.abs(process.memoryUsage().heapUsed - before);
  });
  expect(Math.min(...grown)).toBeLessThan(1_000_000);
  expect(sums[kernel.layout.cutflow.entries]).toBe(200 * 2000);
});
