import { describe, expect, test } from "vitest";
import { branchMap, type BranchTypes, numberOf, recipeOf } from "../../../test/support/kernel-fixtures.ts";
import { requiredBranches } from "../kernel/kernel.ts";
import { checkRecipe } from "./check-recipe.ts";
import { findVectorBranch } from "./vector-branches.ts";

const leaves = (names: readonly string[], type: "float32" | "float64" | "int32" = "float64"): BranchTypes =>
  Object.fromEntries(names.map((name) => [name, type]));
const coordinates = (names: readonly string[], branch: string, type?: "float32" | "int32") =>
  findVectorBranch(branchMap(leaves(names, type)), branch)?.coordinates;
const points = (...names: readonly string[]) => names.map((name) => `v.fCoordinates.${name}`);

describe("the leaves of a four-vector", () => {
  test.each([
    ["pxPyPzE", ["v.fP.fX", "v.fP.fY", "v.fP.fZ", "v.fE"]],
    ["pxPyPzE", points("fX", "fY", "fZ", "fT")],
    ["pxPyPzM", points("fX", "fY", "fZ", "fM")],
    ["ptEtaPhiE", points("fPt", "fEta", "fPhi", "fE")],
    ["ptEtaPhiM", points("fPt", "fEta", "fPhi", "fM")],
    ["pxPyPzE", ["v/fP.fX", "v/fP.fY", "v/fP.fZ", "v/fE"]],
    ["pxPyPzE", ["v/fP/fX", "v/fP/fY", "v/fP/fZ", "v/fE"]],
    ["ptEtaPhiM", points("fPt", "fEta", "fPhi", "fM").map((name) => `v/${name}`)],
    ["pxPyPzM", ["fX", "fY", "fZ", "fM"].map((name) => `v/fCoordinates/fCoordinates.${name}`)],
  ] as const)("give %s of %s", (expected, names) => {
    expect(coordinates(names, "v", "float32")).toBe(expected);
  });

  test("are all there, and of floating point: a point in space is no four-vector", () => {
    expect(coordinates(points("fX", "fY", "fZ"), "v")).toBeUndefined();
    expect(coordinates(points("fX", "fY", "fZ", "fT"), "v", "int32")).toBeUndefined();
    expect(coordinates(points("fX", "fY", "fZ", "fT"), "w")).toBeUndefined();
  });
});

const types = {
  ...leaves(points("fPt", "fEta", "fPhi", "fM").map((name) => name.replace("v.", "el.p4."))),
  charge: ["int32"],
} as const;
const lists: BranchTypes = Object.fromEntries(
  Object.entries(types).map(([name, type]) => [name, typeof type === "string" ? [type] : type]),
);
const event = {
  "el.p4.fCoordinates.fPt": [3, 30],
  "el.p4.fCoordinates.fEta": [0, 1],
  "el.p4.fCoordinates.fPhi": [0, 2],
  "el.p4.fCoordinates.fM": [4, -0.5],
  charge: [1, -1],
};
const collections = { el: { vector: "`el.p4`", charge: "charge" } };

describe("a branch of four-vectors", () => {
  const value = (text: string) => numberOf(text, { types: lists, event, recipe: { collections } });

  test("gives back what the file holds, in sorted lists and pairs, too", () => {
    expect(value("sum(mass(`el.p4`))")).toBe(3.5);
    expect(value("mass(sortBy(el, -pt(el))[0])")).toBe(-0.5);
    expect(value("pairs(el)[0].b.vector.pt")).toBe(30);
    expect(value("pt(pairs(el).b)[0]")).toBe(30);
    expect(value("energy(el[el.charge > 0][0])")).toBe(5);
    expect(value("first(concat(el, el)).charge")).toBe(1);
  });

  test("is hinted at where the backticks are left out", () => {
    const histogram = {
      name: "h",
      title: "",
      expression: "mass(el.p4)",
      axis: { type: "regular", bins: 1, lower: 0, upper: 1, label: "", unit: "" },
    } as const;
    const check = checkRecipe(recipeOf({ histograms: [histogram] }), branchMap(lists));
    expect(check.ok ? "" : check.errors[0].message).toContain("goes between backticks: `el.p4`");
  });

  test("is refused in a collection that has another four-vector", () => {
    const both = { el: { ...collections.el, pt: "charge", eta: "charge", phi: "charge", mass: "charge" } };
    const check = checkRecipe(recipeOf({ collections: both }), branchMap(lists));
    expect(check.ok ? "" : check.errors[0].message).toBe(
      'The collection "el" has a four-vector in "vector", and the fields pt, eta, phi, mass of another one; leave either out (at collections.el.vector)',
    );
  });

  test("is read with all of its coordinates, and a field called vector may still be numbers", () => {
    const recipe = recipeOf({ collections, cuts: [{ name: "one", expression: "count(el) > 0" }] });
    expect(requiredBranches(recipe, branchMap(lists), true).sort()).toEqual(
      Object.keys(event)
        .filter((name) => name !== "charge")
        .sort(),
    );
    const plain = { a: { vector: "charge" } };
    expect(numberOf("sum(a.vector * a.vector)", { types: lists, event, recipe: { collections: plain } })).toBe(2);
  });

  test("is a single one where the file holds one an event", () => {
    const single = Object.fromEntries(Object.entries(event).map(([name, [first]]) => [name, first!]));
    const at = { types: leaves(Object.keys(single).filter((name) => name !== "charge")), event: single };
    expect(numberOf("energy(`el.p4`)", at)).toBe(5);
    expect(numberOf("`el.p4`.pt + pt(`el.p4` + `el.p4`)", at)).toBe(9);
  });
});
