import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellOf } from "../../histogram/axes.ts";
import { AppError } from "../../errors/app-error.ts";
import { ExpressionValueError } from "../expression/errors.ts";
import type { Recipe } from "../spec-recipe.ts";
import { interpret, NoValue, type Plain } from "../../../test/support/expression-interpreter.ts";
import { compileKernel, type Kernel } from "./kernel.ts";
import { expressions, randomEvent, randomTypes } from "../../../test/support/random-expressions.ts";
import { base, randomRecipe } from "../../../test/support/random-recipe.ts";
import { branchMap, boolOf, type Event, numberOf, recipeOf, runKernel } from "../../../test/support/kernel-fixtures.ts";

const seed = 1207;

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

describe("a compiled kernel gives what the interpreter gives, bit for bit,", { timeout: 240_000 }, () => {
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

function finite(weight: number): number {
  if (!Number.isFinite(weight)) throw new NoValue();
  return weight;
}

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
    const valueOf = (text: string) => interpret(text, event, recipe);
    const product = (start: number, factors: readonly string[]) =>
      factors.reduce((weight, factor) => {
        const value = valueOf(factor) as number;
        return finite(weight * (recipe.weights.sign === "absolute" ? Math.abs(value) : value));
      }, start);
    const w = weighted ? product(0.25, recipe.weights.factors) : product(1, recipe.weights.data ?? []);
    add(layout.cutflow, 0, w);
    let passed = 0;
    while (passed < recipe.cuts.length && valueOf(recipe.cuts[passed]!.expression) === true)
      add(layout.cutflow, ++passed, w);
    if (passed < recipe.cuts.length) continue;
    const inside = new Set<string | undefined>([undefined]);
    recipe.regions!.forEach(({ name, where, cuts }, r) => {
      const steps = [where, ...cuts.map((cut) => cut.expression)];
      let at = 0;
      while (at < steps.length && valueOf(steps[at]!) === true) add(layout.regions[r]!, at++, w);
      if (at === steps.length) inside.add(name);
    });
    for (const [position, histogram] of recipe.histograms.entries()) {
      const blocks = layout.histograms.filter((block) => block.position === position && inside.has(block.region));
      if (blocks.length === 0) continue;
      const where = histogram.where === undefined ? true : valueOf(histogram.where);
      if (where === false) continue;
      const factor = weighted ? histogram.weight : histogram.dataWeight;
      const further = [histogram.y, histogram.profile].flatMap((part) => part?.expression ?? []);
      const values = [histogram.expression, ...further].map(valueOf);
      const parts = [where, ...values, factor === undefined ? 1 : valueOf(factor)];
      const lists = parts.filter(Array.isArray) as Plain[][];
      if (lists.some((list) => list.length !== lists[0]!.length)) throw new NoValue();
      for (let k = 0; k < (lists[0]?.length ?? 1); k++) {
        const at = (part: Plain): Plain => (Array.isArray(part) ? (part as Plain[])[k]! : part);
        const [passes, ...numbers] = parts.map(at) as [boolean, ...number[]];
        if (!passes) continue;
        const weight = finite(w * numbers.pop()!);
        for (const block of blocks) {
          const cell = cellOf(block.axes, numbers);
          add(block, cell, weight);
          if (block.profile === undefined) continue;
          const product = weight * numbers[1]!;
          sums[block.profile.sumwy + cell]! += product;
          sums[block.profile.sumwy2 + cell]! += finite(product * numbers[1]!);
        }
      }
    }
  }
  return sums;
}

describe("a compiled recipe", { timeout: 240_000 }, () => {
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
      { seed, numRuns: 1000 },
    );
    expect(compared).toBeGreaterThan(150);
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
