import fc from "fast-check";
import { expect, test } from "vitest";
import { interpretCorrection, NoCorrection } from "../../test/support/correction-interpreter.ts";
import { randomFile, randomValues } from "../../test/support/random-corrections.ts";
import { runnable } from "../../test/support/run-correction.ts";
import { parseCorrections } from "./parse-corrections.ts";

/** The result, or the kind of failure. */
function outcome(compute: () => number): number | string {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NoCorrection) return error.kind;
    throw error;
  }
}

test("a compiled correction gives what the interpreter gives, bit for bit, with texts given early or late", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(randomFile, fc.array(randomValues, { minLength: 5, maxLength: 5 }), (file, calls) => {
      for (const correction of parseCorrections(JSON.stringify(file)).values()) {
        const compiled = runnable(correction);
        for (const values of calls) {
          const expected = outcome(() => interpretCorrection(correction, values));
          expect(outcome(() => compiled(values))).toBe(expected);
          expect(outcome(() => runnable(correction, { syst: values[3] })(values))).toBe(expected);
          seen.add(typeof expected === "string" ? expected : Number.isNaN(expected) ? "NaN" : "number");
        }
      }
    }),
    { seed: 2718, numRuns: 150 },
  );
  expect([...seen].sort()).toEqual(["NaN", "above-bounds", "below-bounds", "category-missing", "not-whole", "number"]);
});
