import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numericAxisOf } from "../../histogram/axes.ts";
import { AppError } from "../../errors/app-error.ts";
import { ExpressionValueError } from "../expression/errors.ts";
import type { Recipe } from "../spec-recipe.ts";
import { interpret, NoValue, type Plain } from "../../../test/support/expression-interpreter.ts";
import { compileKernel, type Kernel } from "./kernel.ts";
import {
  expressions,
  randomCollections,
  randomDefines,
  randomEvent,
  randomTypes,
} from "../../../test/support/random-expressions.ts";
import { branchMap, boolOf, type Event, numberOf, recipeOf, runKernel } from "../../../test/support/kernel-fixtures.ts";

const seed = 1207;
const base = { energyUnit: "MeV", collections: randomCollections, define: randomDefines } as const;

/** The result, or undefined if the event has no value. */
function orNothing<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NoValue || error instanceof ExpressionValueError) return undefined;
    throw error;
  }
}

function interpreted(text: string, event: Event): Plain | undefined {
  return orNothing(() => interpret(text, event, recipeOf(base)));
}

describe("a compiled kernel gives what the interpreter gives, bit for bit,", () => {
  test("for numbers", () => {
    fc.assert(
      fc.property(expressions.number, randomEvent, (text, event) => {
        const expected = interpreted(text, event);
        const got = orNothing(() => numberOf(text, { types: randomTypes, event, recipe: base }));
        expect(got).toBe(Number.isFinite(expected) ? (expected as number) + 0 : undefined);
      }),
      { seed, numRuns: 1500 },
    );
  });

  test("for bools", () => {
    fc.assert(
      fc.property(expressions.bool, randomEvent, (text, event) => {
        expect(orNothing(() => boolOf(text, { types: randomTypes, event, recipe: base }))).toBe(
          interpreted(text, event),
        );
      }),
      { seed, numRuns: 1000 },
    );
  });
});

const randomRecipe = fc
  .record({
    factors: fc.array(expressions.number, { maxLength: 3 }),
    sign: fc.constantFrom("signed" as const, "absolute" as const),
    cuts: fc.array(expressions.bool, { maxLength: 4 }),
    histograms: fc.array(fc.oneof(expressions.number, expressions.list), { maxLength: 3 }),
    extra: fc.array(fc.oneof(expressions.number, expressions.list, expressions.mask), { maxLength: 2 }),
  })
  .map(({ factors, sign, cuts, histograms, extra }): Recipe =>
    recipeOf({
      ...base,
      define: [...randomDefines, ...extra.map((expression, i) => ({ name: `extra${i}`, expression }))],
      weights: { factors, sign },
      cuts: cuts.map((expression, i) => ({ name: `cut${i}`, expression })),
      histograms: histograms.map((expression, i) => ({
        name: `h${i}`,
        expression,
        title: "",
        axis:
          i % 2 === 0
            ? { type: "regular", bins: 7, lower: -1, upper: 40, label: "", unit: "" }
            : { type: "variable", edges: [-3, 0, 0.5, 2, 30], label: "", unit: "" },
      })),
    }),
  );

/** The sums, event by event as the documentation says. */
function reference(recipe: Recipe, kernel: Kernel, weighted: boolean, events: readonly Event[]): Float64Array {
  const { layout } = kernel;
  const sums = new Float64Array(layout.length);
  const add = (block: { entries: number; sumw: number; sumw2: number }, at: number, w: number) => {
    sums[block.entries + at]! += 1;
    sums[block.sumw + at]! += w;
    sums[block.sumw2 + at]! += w * w;
  };
  for (const event of events) {
    let w = weighted ? 0.25 : 1;
    if (weighted)
      for (const factor of recipe.weights.factors) {
        const value = interpret(factor, event, recipe) as number;
        w *= recipe.weights.sign === "absolute" ? Math.abs(value) : value;
        if (!Number.isFinite(w)) throw new NoValue();
      }
    add(layout.cutflow, 0, w);
    let passed = 0;
    while (passed < recipe.cuts.length && interpret(recipe.cuts[passed]!.expression, event, recipe) === true)
      add(layout.cutflow, ++passed, w);
    if (passed < recipe.cuts.length) continue;
    recipe.histograms.forEach((histogram, h) => {
      const block = layout.histograms[h]!;
      const value = interpret(histogram.expression, event, recipe);
      for (const x of Array.isArray(value) ? value : [value]) add(block, numericAxisOf(block).index(x as number), w);
    });
  }
  return sums;
}

describe("a compiled recipe", () => {
  const events = fc.array(randomEvent, { minLength: 1, maxLength: 12 });
  const chunks = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });

  test("fills the same bits as a slow reference, however its events are cut into chunks", () => {
    let compared = 0;
    fc.assert(
      fc.property(randomRecipe, events, chunks, fc.boolean(), (recipe, given, lengths, weighted) => {
        const options = { weighted, normalisation: 0.25, where: {} };
        const kernel = compileKernel(recipe, branchMap(randomTypes), options);
        const expected = orNothing(() => reference(recipe, kernel, weighted, given));
        const got = orNothing(() => runKernel(kernel, randomTypes, given, lengths).sums);
        expect(got).toEqual(expected);
        if (expected !== undefined) compared++;
      }),
      { seed, numRuns: 800 },
    );
    expect(compared).toBeGreaterThan(200);
  });

  test("is refused with an error of ours or compiled, whatever the text", () => {
    const pieces = fc.constantFrom(
      ..."x n lep lep_pt ( ) [ ] : , + - * / % == < && || ! 1 .5 1e9 sum mass where".split(" "),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 14 }).map((p) => p.join(" ")),
          fc.string(),
        ),
        (expression) => {
          const recipe = recipeOf({ ...base, cuts: [{ name: "cut", expression }] });
          try {
            compileKernel(recipe, branchMap(randomTypes), { weighted: true, normalisation: 1, where: {} });
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            expect((error as AppError).where.field).toBe("cuts[0].expression");
          }
        },
      ),
      { seed, numRuns: 2500 },
    );
  });
});
