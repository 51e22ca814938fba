import { expect, test } from "vitest";
import { unitsPerGeV } from "./units.ts";

test("a thousand MeV make one GeV", () => {
  expect(unitsPerGeV("MeV")).toBe(1000);
  expect(unitsPerGeV("GeV")).toBe(1);
});

test("dividing whole MeV by the unit is exact where the result is a whole number of GeV", () => {
  for (let gev = 0; gev <= 1000; gev++) expect((gev * 1000) / unitsPerGeV("MeV")).toBe(gev);
});
