import fc from "fast-check";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import { recipeOf } from "./kernel-fixtures.ts";
import { expressions, randomCollections, randomDefines } from "./random-expressions.ts";

/** Collections and definitions that random expressions use. */
export const base = { energyUnit: "MeV", collections: randomCollections, define: randomDefines } as const;

/** Often absent, as mostly in a specification. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const numbers = fc.oneof(expressions.number, expressions.list);

/** What may stand on an axis: numbers, mostly on bins of numbers, or texts. */
const filled = fc.oneof(
  { weight: 4, arbitrary: numbers.map((expression) => ({ expression, categories: undefined })) },
  { weight: 1, arbitrary: numbers.map((expression) => ({ expression, categories: [0, 1, -2, 7] })) },
  {
    weight: 1,
    arbitrary: fc
      .oneof(expressions.string, expressions.strings)
      .map((expression) => ({ expression, categories: ["b", "c", "light"] })),
  },
);

const randomHistogram = fc.record({
  x: filled,
  y: maybe(filled),
  profile: maybe(numbers),
  where: maybe(fc.oneof(expressions.bool, expressions.mask)),
  weight: maybe(numbers),
  dataWeight: maybe(numbers),
  regions: maybe(fc.subarray(["inclusive", "r0", "r1"])),
});

/** A recipe over `randomTypes` with two regions and up to three histograms. */
export const randomRecipe = fc
  .record({
    factors: fc.array(expressions.number, { maxLength: 3 }),
    data: maybe(fc.array(expressions.number, { maxLength: 2 })),
    regions: fc.array(fc.array(expressions.bool, { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 2 }),
    sign: fc.constantFrom("signed" as const, "absolute" as const),
    cuts: fc.array(expressions.bool, { maxLength: 4 }),
    histograms: fc.array(randomHistogram, { maxLength: 3 }),
    extra: fc.array(fc.oneof(expressions.number, expressions.list, expressions.mask), { maxLength: 2 }),
  })
  .map(({ factors, data, sign, regions, cuts, histograms, extra }): Recipe =>
    recipeOf({
      ...base,
      define: [...randomDefines, ...extra.map((expression, i) => ({ name: `extra${i}`, expression }))],
      weights: { factors, sign, ...(data === undefined ? {} : { data }) },
      cuts: cuts.map((expression, i) => ({ name: `cut${i}`, expression })),
      regions: regions.map(([where, ...steps], r) => ({
        name: `r${r}`,
        kind: "signal",
        where: where!,
        cuts: steps.map((expression, i) => ({ name: `step${i}`, expression })),
      })),
      histograms: histograms.map(({ x, y, profile, ...parts }, i) => ({
        name: `h${i}`,
        expression: x.expression,
        title: "",
        ...(profile === undefined || y !== undefined ? {} : { profile: { expression: profile, label: "", unit: "" } }),
        ...(y === undefined
          ? {}
          : {
              y: {
                expression: y.expression,
                axis: categoriesOf(y) ?? ({ type: "variable", edges: [-1, 1, 2.5, 60], label: "", unit: "" } as const),
              },
            }),
        ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)),
        axis:
          categoriesOf(x) ??
          (i % 2 === 0
            ? { type: "regular", bins: 7, lower: -1, upper: 40, label: "", unit: "" }
            : { type: "variable", edges: [-3, 0, 0.5, 2, 30], label: "", unit: "" }),
      })),
    }),
  );

function categoriesOf({ categories }: { categories: (string | number)[] | undefined }) {
  return categories === undefined ? undefined : ({ type: "category", categories, label: "" } as const);
}
