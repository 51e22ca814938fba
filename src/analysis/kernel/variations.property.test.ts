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
import { compileKernel, type Kernel } from "./kernel.ts";

/** Alternatives, each with what it is when it is written into the recipe or the events, whose columns take float32 numbers exactly. */
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
        lep_pt: (event["lep_pt"] as number[]).map((pt) => -pt),
        flag: event["flag"] !== true,
      }),
    },
  };

const variations: Recipe["variations"] = [
  { name: "w", weight: { up: "1 + x * x" } },
  { name: "x", columns: { up: { x: "x + 1.5" } } },
  { name: "pt", columns: { up: { lep_pt: "2 * lep_pt" }, both: { lep_pt: "-lep_pt", flag: "!flag" } } },
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
        const compiled = (of: Recipe) => orNothing(() => compileKernel(of, branchMap(randomTypes), options));
        const sumsIn = (kernel: Kernel | undefined, on: readonly Event[]) =>
          kernel && orNothing(() => runKernel(kernel, randomTypes, on, lengths).sums);
        const together = compiled({ ...recipe, variations });
        const nominal = { kernel: compiled(recipe), event: (event: Event) => event };
        const apart = new Map<string | undefined, typeof nominal>([
          [undefined, nominal],
          ...Object.entries(alternatives).map(
            ([name, { recipe: own, event = nominal.event }]) =>
              [name, { kernel: own === undefined ? nominal.kernel : compiled(own(recipe)), event }] as const,
          ),
        ]);
        // One event without a value would leave none for all others: such a one is looked at alone.
        const valued = given.filter((event) => sumsIn(together, [event]) !== undefined);
        const without = given.find((event) => !valued.includes(event));
        if (without !== undefined)
          expect([...apart.values()].some(({ kernel, event }) => sumsIn(kernel, [event(without)]) === undefined)).toBe(
            true,
          );
        if (together === undefined || valued.length === 0) return;
        compared++;
        const all = sumsIn(together, valued)!;
        for (const [name, { kernel, event }] of apart) {
          const own = sumsIn(kernel, valued.map(event));
          expect(own, name ?? "nominal").toBeDefined();
          expect(sumsOf(together.layout, all, name), name ?? "nominal").toEqual(sumsOf(kernel!.layout, own!));
        }
      },
    ),
    { seed: 1211, numRuns: 100 },
  );
  expect(compared).toBeGreaterThan(50);
});
