import { describe, expect, test } from "vitest";
import type { AppError } from "../../errors/app-error.ts";
import type { ColumnType } from "../../rootio/column.ts";
import type { Recipe } from "../spec-recipe.ts";
import { checkRecipe } from "./check-recipe.ts";
import {
  CollectionFieldsError,
  ExpressionLimitError,
  ExpressionSyntaxError,
  ExpressionTypeError,
  NameConflictError,
  UnknownNameError,
} from "./errors.ts";
import { parseRecipe } from "./parse-recipe.ts";
import { describeType } from "./value-type.ts";

const branches = new Map<string, ColumnType>([
  ["x", { shape: "scalar", type: "float32" }],
  ["lep_n", { shape: "scalar", type: "uint32" }],
  ["trigE", { shape: "scalar", type: "bool" }],
  ["trigM", { shape: "scalar", type: "bool" }],
  ["lep_pt", { shape: "list", type: "float32" }],
  ["lep_eta", { shape: "list", type: "float32" }],
  ["lep_phi", { shape: "list", type: "float32" }],
  ["lep_E", { shape: "list", type: "float32" }],
  ["lep_isTight", { shape: "list", type: "bool" }],
  ["jet.pt", { shape: "list", type: "float32" }],
]);
const lep = { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E" };

function recipeOf(parts: Partial<Recipe>): Recipe {
  return {
    tree: "mini",
    energyUnit: "MeV",
    collections: { lep },
    define: [],
    weights: { factors: [], sign: "signed" },
    cuts: [],
    histograms: [],
    ...parts,
  };
}

function errorsOf(parts: Partial<Recipe>, weighted = true): readonly AppError[] {
  const check = checkRecipe(recipeOf(parts), branches, { weighted, where: { file: "a.root" } });
  return check.ok ? [] : check.errors;
}

const cut = (expression: string) => ({ cuts: [{ name: "cut", expression }] });

/** The type of an expression, or its error. */
function typeOf(expression: string): string {
  const recipe = recipeOf({ define: [{ name: "value", expression }], ...cut("count(lep_pt[value]) > 0") });
  const check = checkRecipe({ ...recipe, cuts: [] }, branches, { weighted: true });
  if (!check.ok) throw check.errors[0];
  const used = checkRecipe({ ...recipe, cuts: [{ name: "c", expression: "value" }] }, branches);
  if (used.ok) return describeType(used.recipe.cuts[0]!.type);
  return / is (a[^,;\n]*)/.exec(used.errors[0].message.split("but ")[1]!)![1]!;
}

describe("the type of", () => {
  test.each([
    ["1", "a number"],
    ["lep_n", "a number"],
    ["trigE", "a bool"],
    ["lep_pt", "a list of numbers"],
    ["`jet.pt`", "a list of numbers"],
    ["lep_isTight", "a list of bools"],
    ["lep", "a list of four-vectors"],
    ["lep[0]", "a four-vector"],
    ["lep[0:2]", "a list of four-vectors"],
    ["lep[lep_isTight]", "a list of four-vectors"],
    ["lep_pt[lep_pt > 10]", "a list of numbers"],
    ["lep_pt[lep_n - 1]", "a number"],
    ["lep_isTight[0]", "a bool"],
    ["x + lep_pt", "a list of numbers"],
    ["lep_pt > x", "a list of bools"],
    ["trigE && lep_isTight", "a list of bools"],
    ["trigE == trigM", "a bool"],
    ["!lep_isTight", "a list of bools"],
    ["sum(lep_pt)", "a number"],
    ["sum(lep_isTight)", "a number"],
    ["sum(lep)", "a four-vector"],
    ["lep[0] + lep[1]", "a four-vector"],
    ["mass(lep)", "a list of numbers"],
    ["mass(sum(lep))", "a number"],
    ["deltaR(lep, lep[0])", "a list of numbers"],
    ["deltaR(lep[0], lep[1])", "a number"],
    ["count(lep) + count(lep_pt) + length(lep_isTight)", "a number"],
    ["min(lep_pt)", "a number"],
    ["min(lep_pt, 5)", "a list of numbers"],
    ["any(lep_isTight)", "a bool"],
    ["where(trigE, 1, x)", "a number"],
    ["where(lep_isTight, lep_pt, 0)", "a list of numbers"],
    ["where(trigE, trigM, false)", "a bool"],
  ])("%s is known", (expression, expected) => {
    expect(typeOf(expression)).toBe(expected);
  });
});

describe("a type error", () => {
  test.each([
    ["lep_n", 'A cut is a bool, but lep_n is a number; write "lep_n != 0"'],
    [
      "lep_isTight",
      "A cut is a bool, but lep_isTight is a list of bools; wrap it in any(lep_isTight) or all(lep_isTight)",
    ],
    ["lep_pt > 10", "wrap it in any(lep_pt > 10) or all(lep_pt > 10)"],
    ["mass(lep) > 100", "mass(lep) is a list with the mass of each, mass(sum(lep)) is that of the system"],
    ["pt(lep[0:2]) + 1 > 0", "pt(sum(lep[0:2])) is that of the system"],
    ["lep", "A cut is a bool, but lep is a list of four-vectors; ask for pt(lep), mass(lep) or another of its numbers"],
    ["trigE + 1 > 0", '"+" takes numbers, but trigE is a bool; where(trigE, 1, 0) makes a number of it'],
    ["lep_isTight * 2 == 1", "sum(lep_isTight) counts the true ones, where(lep_isTight, 1, 0) makes numbers of them"],
    ["trigE && lep_n", '"&&" takes bools, but lep_n is a number; write "lep_n != 0"'],
    ["x == trigE", '"==" takes numbers, two bools or two strings, but trigE is a bool'],
    ["trigE < trigM", '"<" takes numbers, but trigE is a bool'],
    ["lep[0] > 5", '">" takes numbers, but lep[0] is a four-vector; ask for pt(lep[0]), mass(lep[0])'],
    ["mass(lep + lep[0]) > 1", "mass(sum(lep + lep[0])) is that of the system"],
    ["lep[0] + 1 > 0", '"+" takes numbers, but lep[0] is a four-vector'],
    ["-trigE", '"-" takes a number, but trigE is a bool'],
    ["!x", '"!" takes a bool, but x is a number; write "x != 0"'],
    ["x[0] > 1", "[ ] works on a list, but x is a number"],
    ["x[0:1] > 1", "[ ] works on a list, but x is a number"],
    ["lep_pt[1.5] > 0", "An index is a whole number, but 1.5 is not"],
    ["lep_pt[trigE] > 0", "An index is a number, but trigE is a bool"],
    ["lep_pt[lep_pt] > 0", "wrap it in any(lep_pt[lep_pt] > 0)"],
    ["sum(lep_pt[:trigE]) > 0", "The end of a slice is a number, but trigE is a bool"],
    ["sum(lep_pt[:0.5]) > 0", "The end of a slice is a whole number, but 0.5 is not"],
    ["sum(x) > 0", "sum(list of numbers), sum(list of bools) or sum(list of four-vectors): given a number"],
    ["any(lep_pt)", 'any(list of bools): given a list of numbers; write "lep_pt != 0"'],
    ["sqrt() > 0", "sqrt(number): given nothing"],
    ["sqrt(x, x) > 0", "sqrt(number): given a number, a number"],
    ["sqrt(trigE) > 0", "where(trigE, 1, 0) makes a number of it"],
    ["sqrt(lep[0]) > 0", "sqrt(number): given a four-vector; ask for pt(lep[0])"],
    ["mass(x) > 0", "mass(four-vector) or mass(list of four-vectors): given a number"],
    ["deltaR(lep[0]) > 0", "deltaR(four-vector, four-vector): given a four-vector"],
    [
      "where(x, 1, 2) > 0",
      "where(bool, number, number), or two bools, strings or four-vectors, or lists of them: given a number, a number, a number",
    ],
    [
      "where(trigE, 1, trigE)",
      "where(bool, number, number), or two bools, strings or four-vectors, or lists of them: given a bool, a number, a bool",
    ],
  ])("in %s says what to do", (expression, message) => {
    const [error, ...rest] = errorsOf(cut(expression));
    expect(error).toBeInstanceOf(ExpressionTypeError);
    expect(error!.message).toContain(message);
    expect(error!.where).toEqual({ file: "a.root", field: "cuts[0].expression" });
    expect(rest).toEqual([]);
  });

  test("names weights, histograms and collections by what they are for", () => {
    const axis = { type: "regular", bins: 1, lower: 0, upper: 1, label: "", unit: "" } as const;
    const errors = errorsOf({
      collections: { bad: { ...lep, eta: "x" } },
      weights: { factors: ["lep_pt", "mass(bad)"], sign: "signed" },
      histograms: [{ name: "h", title: "", expression: "trigE", axis }],
    });
    expect(errors.map((error) => error.summary.split("\n")[0])).toEqual([
      "A field of a collection is a list of numbers, but x is a number",
      "A weight factor is a number, but lep_pt is a list of numbers; take one element, as lep_pt[0], or sum(lep_pt), max(lep_pt), …",
      "A histogram is a number or a list of them, but trigE is a bool; where(trigE, 1, 0) makes a number of it",
    ]);
  });
});

describe("what was probably meant is said of", () => {
  test.each([
    ["sum(lep).mass > 1", 'There is no field "mass" in a four-vector; mass(sum(lep)) computes it'],
    ["max(lep.mass) > 1", "mass(lep) computes it"],
    ["lep[0].px > 1", "px(lep[0]) computes it"],
    ["mass(lep[0], lep[1]) > 1", "mass(lep[0] + lep[1]) is that of the system"],
    ["transverseMass(lep[0], x) > 1", "ptEtaPhiM(pt, eta, phi, mass) makes a four-vector of numbers"],
    ["pt(lep_pt)[0] > 1", "ptEtaPhiM(pt, eta, phi, mass) makes a four-vector of numbers"],
    ["mass(sum([lep[0], lep[1]])) > 1", "a + b is the system of two, list[[0, 1]] takes several of a list"],
    ["mean(lep_pt) > 1", 'There is no function "mean"; here it is sum(list) / count(list)'],
    ["not (x > 1)", "here it is !…"],
    ["prod(lep_pt) > 1", "here it is product(…)"],
    ["(x if x > 1 else 0) > 1", 'write "where(condition, a, b)" for "if"'],
  ])("%s", (expression, message) => {
    expect(errorsOf({ collections: { lep }, ...cut(expression) })[0]?.message).toContain(message);
  });
});

describe("a collection", () => {
  test("takes one value for all elements as mass or a further field, if another field is a list", () => {
    const massive = { pt: lep.pt, eta: lep.eta, phi: lep.phi, mass: "0.10566", flavour: "13" };
    expect(errorsOf({ collections: { mu: massive }, ...cut("mass(sum(mu)) > mu[0].flavour") })).toEqual([]);
    const [error] = errorsOf({ collections: { mu: { flavour: "13" } }, ...cut("count(mu) > 1") });
    expect(error!.summary).toContain("A field of a collection is a list, but 13 is a number");
  });
});

describe("an unknown name", () => {
  test.each([
    ["lep_ptt[0] > 1", 'There is no branch, defined name or collection "lep_ptt"; nearest names: lep_pt'],
    ["sum > 1", '"sum" is a function: write sum(…)'],
    ["summ(lep_pt) > 1", 'There is no function "summ"; nearest functions: sum'],
    ["len(lep_pt) > 1", 'There is no function "len"; here it is length(…), or count(…) of a list of bools'],
    ["Sum(lep_pt) > 1", 'There is no function "Sum"; here it is sum(…)'],
    ["lep_pt(0) > 1", 'There is no function "lep_pt"'],
    ["constructor", 'There is no branch, defined name or collection "constructor"'],
    ["__proto__(1)", 'There is no function "__proto__"'],
    ["`this is no name, I think`", 'collection "this is no name, I think"'],
  ])("%s gives the nearest", (expression, message) => {
    const [error] = errorsOf(cut(expression));
    expect(error).toBeInstanceOf(UnknownNameError);
    expect(error!.message).toContain(message);
    expect(error!.message).toContain("file a.root, at cuts[0].expression");
  });

  test("that is defined later says so", () => {
    const [error] = errorsOf({
      define: [
        { name: "a", expression: "b + 1" },
        { name: "b", expression: "1" },
      ],
    });
    expect(error).toBeInstanceOf(UnknownNameError);
    expect(error!.message).toContain(
      '"b" cannot be used here: it is defined by define[1], and only later entries can use it',
    );
    expect(errorsOf({ define: [{ name: "a", expression: "a + 1" }] })[0]!.message).toContain("defined by define[0]");
  });

  test("in a collection may not be a definition", () => {
    const [error] = errorsOf({
      collections: { lep: { ...lep, pt: "better" } },
      define: [{ name: "better", expression: "lep_pt * 2" }],
    });
    expect(error!.message).toContain("the fields of a collection are made of branches alone");
    expect(error!.where.field).toBe("collections.lep.pt");
  });
});

describe("a recipe", () => {
  test("is told everything that is wrong with it at once, each mistake once", () => {
    const errors = errorsOf({
      define: [
        { name: "wrong", expression: "trigE + 1" },
        { name: "broken", expression: "1 +" },
        { name: "user", expression: "wrong * 2 + broken" },
      ],
      cuts: [
        { name: "a", expression: "wrong > 0" },
        { name: "b", expression: "user > 0" },
        { name: "c", expression: "nothing > 0" },
        { name: "d", expression: "lep_n" },
      ],
    });
    expect(errors.map((error) => [error.name, error.where.field])).toEqual([
      ["ExpressionSyntaxError", "define[1].expression"],
      ["ExpressionTypeError", "define[0].expression"],
      ["UnknownNameError", "cuts[2].expression"],
      ["ExpressionTypeError", "cuts[3].expression"],
    ]);
  });

  test("of unweighted events needs nothing that only the weights use", () => {
    const parts: Partial<Recipe> = {
      define: [{ name: "w", expression: "mcWeight * 2" }],
      weights: { factors: ["w", "scaleFactor"], sign: "signed" },
      ...cut("x > 0"),
    };
    expect(errorsOf(parts, false)).toEqual([]);
    expect(errorsOf(parts, true).map((error) => error.where.field)).toEqual([
      "define[0].expression",
      "weights.factors[1]",
    ]);
    expect(errorsOf({ ...parts, ...cut("w > 0") }, false)).toHaveLength(1);
  });

  test("cannot hide a branch or another name, but may be called like a function", () => {
    const errors = errorsOf({
      collections: { lep, lep_pt: lep },
      define: [
        { name: "x", expression: "1" },
        { name: "sum", expression: "1" },
        { name: "true", expression: "1" },
        { name: "lep", expression: "1" },
        { name: "a", expression: "1" },
        { name: "a", expression: "2" },
      ],
    });
    expect(errors.every((error) => error instanceof NameConflictError)).toBe(true);
    expect(errors.map((error) => error.message)).toEqual([
      'The defined name "true" already has a meaning in the language; choose another name (file a.root, at define[2].name)',
      'The defined name "lep" exists already; choose another name (file a.root, at define[3].name)',
      'The defined name "a" exists already; choose another name (file a.root, at define[5].name)',
      'The collection "lep_pt" is also a branch of the tree, which it would hide; choose another name (file a.root, at collections.lep_pt)',
      'The defined name "x" is also a branch of the tree, which it would hide; choose another name (file a.root, at define[0].name)',
    ]);
  });

  test("needs exactly one of energy and mass in a collection", () => {
    const { pt, eta, phi } = lep;
    for (const fields of [
      { pt, eta, phi },
      { ...lep, mass: "lep_E" },
    ]) {
      const [error] = errorsOf({ collections: { lep: fields }, ...cut("count(lep) > 1") });
      expect(error).toBeInstanceOf(CollectionFieldsError);
      expect(error!.message).toContain(
        '"lep" needs pt, eta, phi or px, py, pz, and exactly one of energy and mass, or none of these; it has pt, eta, phi',
      );
    }
  });

  test("is refused if definitions nest too deep through each other", () => {
    const define = Array.from({ length: 50 }, (_, i) => ({
      name: `d${i}`,
      expression: `${"abs(".repeat(50)}${i === 0 ? "x" : `d${i - 1}`}${")".repeat(50)}`,
    }));
    const errors = errorsOf({ define });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(ExpressionLimitError);
    expect(errors[0]!.message).toContain("nested more than 500 deep");
  });

  test("can be checked for syntax and functions without branches", () => {
    const { errors } = parseRecipe(
      recipeOf({ ...cut("nothing. > 0"), define: [{ name: "a", expression: "foo(bar)" }] }),
    );
    expect(errors.map((error) => error.constructor)).toEqual([UnknownNameError, ExpressionSyntaxError]);
    expect(parseRecipe(recipeOf(cut("whatever[0] > somewhere"))).errors).toEqual([]);
  });
});
