import { expect, test } from "vitest";
import { branchMap, type BranchTypes, recipeOf } from "../../../test/support/kernel-fixtures.ts";
import { buildFromText } from "./build-code.ts";
import { compileKernel } from "./kernel.ts";

/** How often the code of a weight calls `sinh`. */
function sinhCalls(fields: readonly string[], weight: string): number {
  const types: BranchTypes = Object.fromEntries(fields.map((field) => [`x_${field}`, ["float32"]]));
  let code = "";
  compileKernel(
    recipeOf({
      collections: { x: Object.fromEntries(fields.map((field) => [field, `x_${field}`])) },
      define: [{ name: "l", expression: "x[0]" }],
      weights: { factors: [weight], sign: "signed" },
    }),
    branchMap(types),
    {
      weighted: true,
      normalisation: 1,
      where: {},
      build: (body) => {
        code += body;
        return buildFromText(body);
      },
    },
  );
  return code.match(/\bsinh\(/g)?.length ?? 0;
}

const withMass = ["pt", "eta", "phi", "mass"];
const withEnergy = ["pt", "eta", "phi", "energy"];

test.each([
  [withMass, "pz(l) + energy(l)", 1],
  [withMass, "energy(l) + pz(l)", 1],
  [withMass, "mass(sum(x))", 1],
  [withMass, "mass(x[0] + x[1])", 2],
  [withEnergy, "pz(l) + mass(l)", 1],
  [withEnergy, "mass(sum(x))", 1],
  [withMass, "pt(l) + mass(l)", 0],
])("the code from %j for %s calls sinh once for each particle: %i", (fields, weight, calls) => {
  expect(sinhCalls(fields, weight)).toBe(calls);
});
