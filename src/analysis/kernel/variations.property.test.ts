import fc from "fast-check";
import { expect, test } from "vitest";
import { histogramKey } from "../../histogram/histogram.ts";
import { branchMap, type Event, runKernel } from "../../../test/support/kernel-fixtures.ts";
import { randomRecipe } from "../../../test/support/random-recipe.ts";
import { randomEvent, randomTypes } from "../../../test/support/random-expressions.ts";
import { NoValue } from "../../../test/support/expression-interpreter.ts";
import { ExpressionValueError } from "../expression/errors.ts";
import { blocksOf, type Layout } from "../layout.ts";
import type { Recipe } from "../spec-recipe.ts";
import { longestCode } from "./batches.ts";
import { compileKernel } from "./kernel.ts";

/** Alternatives, each with what it is when it is written into the recipe or the events. */
const alternatives: Readonly<Record<string, { recipe?: (recipe: Recipe) => Recipe; event?: (event: Event) => Event }>> =
  {
    w_up: {
      recipe: (recipe) => ({
        ...recipe,
        weights: {
          ...recipe.weights,
          factors: [...recipe.weights.factors, "1 + x * x"],
          data: [...(recipe.weights.data ?? []), "1 + x * x"],
        },
      }),
    },
    x_up: { event: (event) => ({ ...event, x: (event["x"] as number) + 1.5 }) },
    pt_up: { event: (event) => ({ ...event, lep_pt: (event["lep_pt"] as number[]).map((pt) => 2 * pt) }) },
    pt_both: {
      event: (event) => ({
        ...event,
        lep_pt: (event["lep_pt"] as number[]).map((pt) => pt / 2),
        flag: event["flag"] !== true,
      }),
    },
  };

const variations: Recipe["variations"] = [
  { name: "w", weight: { up: "1 + x * x" } },
  { name: "x", columns: { up: { x: "x + 1.5" } } },
  { name: "pt", columns: { up: { lep_pt: "2 * lep_pt" }, both: { lep_pt: "lep_pt / 2", flag: "!flag" } } },
];

/** Sums by the name of what they are, those of one pass alone. */
function sumsOf(layout: Layout, sums: Float64Array, alternative?: string): Map<string, number[]> {
  const lines = alternative === undefined ? layout : layout.alternatives.find(({ name }) => name === alternative)!;
  const part = (entries: number, size: number, blocks = 3) => [...sums.subarray(entries, entries + blocks * size)];
  return new Map([
    ["cutflow", part(lines.cutflow.entries, lines.cutflow.stages.length)],
    ...lines.regions.map(({ name, entries, stages }) => [name, part(entries, stages.length)] as const),
    ...layout.histograms
      .filter(({ variation }) => variation === alternative)
      .map(
        (block) =>
          [
            histogramKey({ ...block, variation: undefined }),
            part(block.entries, block.size, blocksOf(block.profile)),
          ] as const,
      ),
  ]);
}

function orNothing<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NoValue || error instanceof ExpressionValueError) return undefined;
    throw error;
  }
}

// A quarter of a minute, on a machine that has nothing else to do.
test("every alternative has the bits of the recipe in which it is written", { timeout: 240_000 }, () => {
  let compared = 0;
  const events = fc.array(randomEvent, { minLength: 1, maxLength: 12 });
  const chunks = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    // All passes in one function, in a few, or each in one of its own.
    fc.property(
      randomRecipe,
      events,
      chunks,
      fc.boolean(),
      fc.constantFrom(longestCode, 7000, 1),
      (recipe, given, lengths, weighted, longest) => {
        const options = { weighted, normalisation: 0.25, unvaried: [], where: {}, longest };
        const run = (of: Recipe, on: readonly Event[]) =>
          orNothing(() => {
            const kernel = compileKernel(of, branchMap(randomTypes), options);
            return { layout: kernel.layout, sums: runKernel(kernel, randomTypes, on, lengths).sums };
          });
        const together = run({ ...recipe, variations }, given);
        const apart = new Map([
          [undefined, () => run(recipe, given)],
          ...Object.entries(alternatives).map(
            ([name, own]) =>
              [name, () => run(own.recipe?.(recipe) ?? recipe, own.event ? given.map(own.event) : given)] as const,
          ),
        ]);
        // An event without a value in any of them has none in all together; the first of them is enough to know it.
        if (together === undefined) {
          expect([...apart.values()].some((one) => one() === undefined)).toBe(true);
          return;
        }
        compared++;
        for (const [name, one] of apart) {
          const own = one();
          expect(own, name ?? "nominal").toBeDefined();
          expect(sumsOf(together.layout, together.sums, name), name ?? "nominal").toEqual(
            sumsOf(own!.layout, own!.sums),
          );
        }
      },
    ),
    { seed: 1211, numRuns: 150 },
  );
  expect(compared).toBeGreaterThan(15);
});
