import fc from "fast-check";
import { expect, test } from "vitest";
import { cosThetaStar, cosThetaStarCS, type FourVector } from "../../physics/four-vector.ts";
import { functionsInMemory, mostReal } from "./functions-in-memory.ts";

/** The result, bit for bit. */
function inMemory(call: keyof typeof functionsInMemory, values: readonly number[]): number {
  const real = new Float64Array(mostReal).fill(7);
  real.set(values);
  functionsInMemory[call](real);
  return real[0]!;
}

const edges = fc.constantFrom(0, -0, 1, -3, 5e-324, 1e308, NaN, Infinity, -Infinity);
const numbers = fc.oneof(fc.double(), fc.double({ min: -1000, max: 1000 }), edges);

test("hypot is that of the engine", () => {
  fc.assert(
    fc.property(numbers, numbers, (x, y) => {
      expect(inMemory("hypot", [x, y])).toBe(Math.hypot(x, y));
    }),
    { numRuns: 2000 },
  );
});

test("angles of two four-vectors are those of src/physics", () => {
  const component = fc.double({ min: -300, max: 300, noNaN: true });
  const vector = fc.record({ px: component, py: component, pz: component, energy: fc.double({ min: -10, max: 900 }) });
  const listOf = ({ px, py, pz, energy }: FourVector) => [px, py, pz, energy];
  fc.assert(
    fc.property(vector, vector, (a, b) => {
      const values = [...listOf(a), ...listOf(b)];
      expect(inMemory("cosThetaStar", values)).toBe(cosThetaStar(a, b));
      expect(inMemory("cosThetaStarCS", values)).toBe(cosThetaStarCS(a, b));
    }),
    { numRuns: 1000 },
  );
});
