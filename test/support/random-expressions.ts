import fc, { type Arbitrary } from "fast-check";
import type { Recipe } from "../../src/analysis/spec-recipe.ts";
import type { BranchTypes, Event } from "./kernel-fixtures.ts";

/** Random expressions of every type over these branches, and random events; for property tests. */
export const randomTypes: BranchTypes = {
  x: "float64",
  n: "int32",
  big: "int64",
  flag: "bool",
  lep_pt: ["float32"],
  lep_eta: ["float32"],
  lep_phi: ["float64"],
  lep_E: ["float32"],
  lep_m: ["float32"],
  lep_id: ["uint8"],
  lep_ok: ["bool"],
  jet_pt: ["float32"],
  jet_n: ["uint64"],
};

export const randomCollections: Recipe["collections"] = {
  lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E" },
  mu: { pt: "lep_pt * 1.5", eta: "lep_eta", phi: "lep_phi", mass: "lep_m" },
};

/** Definitions of every type, each with a type of its own so that expressions can use them. */
export const randomDefines: Recipe["define"] = [
  { name: "d_number", expression: "x * 2 + count(lep_pt)" },
  { name: "d_bool", expression: "flag || n > 3" },
  { name: "d_list", expression: "lep_pt + lep_eta * d_number" },
  { name: "d_mask", expression: "lep_pt > 20 && lep_ok" },
  { name: "d_slice", expression: "d_list[1:]" },
  { name: "d_vector", expression: "sum(lep[d_mask])" },
  { name: "d_vectors", expression: "mu[lep_id > 2]" },
  { name: "d_first", expression: "lep[0]" },
];

const finite = (max: number) => fc.double({ min: -max, max, noNaN: true });

function particles(count: number): Arbitrary<Event> {
  const list = <T>(item: Arbitrary<T>) => fc.array(item, { minLength: count, maxLength: count });
  const float32 = (max: number) => finite(max).map(Math.fround);
  return fc.record({
    lep_pt: list(finite(100).map((x) => Math.fround(Math.abs(x)))),
    lep_eta: list(float32(3)),
    lep_phi: list(finite(3.2)),
    lep_E: list(finite(500).map((x) => Math.fround(Math.abs(x)))),
    lep_m: list(float32(10)),
    lep_id: list(fc.nat(5)),
    lep_ok: list(fc.boolean()),
  });
}

export const randomEvent: Arbitrary<Event> = fc
  .tuple(
    fc.record({
      x: finite(50),
      n: fc.integer({ min: -2, max: 6 }),
      big: fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
      flag: fc.boolean(),
      jet_pt: fc.array(finite(80).map(Math.fround), { maxLength: 4 }),
      jet_n: fc.array(fc.bigInt({ min: 0n, max: 9n }), { maxLength: 4 }),
    }),
    fc.nat(6).chain(particles),
  )
  .map(([rest, particle]) => ({ ...rest, ...particle }));

const of = (...texts: string[]) => fc.constantFrom(...texts);

/** `template("$ + $", a, b)`: each $ is replaced by the next expression. */
function template(text: string, ...parts: Arbitrary<string>[]): Arbitrary<string> {
  return fc.tuple(...parts).map((values) => {
    let at = 0;
    return text.replace(/\$/g, () => values[at++]!);
  });
}

type Expressions = Record<"number" | "bool" | "list" | "mask" | "vector" | "vectors", string>;

/** One expression text of each type. Where a list and a plain value meet, the list is on the left. */
export const expressions = fc.letrec<Expressions>((tie) => {
  const depthSize = { depthIdentifier: "expression", maxDepth: 5 } as const;
  const number = tie("number");
  const bool = tie("bool");
  const list = tie("list");
  const mask = tie("mask");
  const vector = tie("vector");
  const vectors = tie("vectors");
  const arithmetic = of("+", "-", "*", "/", "%");
  const comparison = of("==", "!=", "<", "<=", ">", ">=");
  const math = of("abs", "sqrt", "exp", "log", "log10", "sin", "cos", "tan", "sinh", "cosh", "floor", "ceil");
  const quantity = of("mass", "pt", "eta", "phi", "energy", "px", "py", "pz", "rapidity");
  return {
    number: fc.oneof(
      depthSize,
      of("x", "n", "big", "d_number", "2", "0.5", "1.5e1", "-3", "0"),
      template("($ $ $)", number, arithmetic, number),
      template("-$", number),
      template("$($)", math, number),
      template("$($, $)", of("pow", "atan2", "min", "max"), number, number),
      template("max($, $, $)", number, number, number),
      template("where($, $, $)", bool, number, number),
      template("$($)", of("sum", "min", "max", "count", "length"), list),
      template("$($)", of("sum", "count", "length"), mask),
      template("$($)", of("count", "length"), vectors),
      template("($)[$]", list, of("0", "1", "-1", "-2", "n", "count(lep_pt) - 1", "x")),
      template("$($)", quantity, vector),
      template("$($, $)", of("deltaR", "deltaPhi"), vector, vector),
    ),
    bool: fc.oneof(
      depthSize,
      of("flag", "d_bool", "true", "false", "lep_ok[0]"),
      template("($ $ $)", number, comparison, number),
      template("($ $ $)", bool, of("&&", "||", "==", "!="), bool),
      template("!$", bool),
      template("$($)", of("any", "all"), mask),
      template("where($, $, $)", bool, bool, bool),
    ),
    list: fc.oneof(
      depthSize,
      of("lep_pt", "lep_id", "jet_pt", "jet_n", "d_list", "d_slice"),
      template("($ $ $)", list, arithmetic, number),
      template("($ $ $)", list, arithmetic, list),
      template("-($)", list),
      template("$($)", math, list),
      template("($)[$]", list, mask),
      template("($)[$:$]", list, of("", "1", "-2", "n"), of("", "2", "-1", "n", "x")),
      template("$($)", quantity, vectors),
      template("deltaR($, $)", vectors, vector),
      template("where($, $, $)", mask, list, number),
    ),
    mask: fc.oneof(
      depthSize,
      of("lep_ok", "d_mask"),
      template("($ $ $)", list, comparison, number),
      template("($ $ $)", list, comparison, list),
      template("($ $ $)", mask, of("&&", "||", "=="), mask),
      template("($ $ $)", mask, of("&&", "||", "!="), bool),
      template("!($)", mask),
    ),
    vector: fc.oneof(
      depthSize,
      of("lep[0]", "mu[1]", "d_vector", "d_first"),
      template("sum($)", vectors),
      template("($ + $)", vector, vector),
      template("($)[$]", vectors, of("0", "-1", "n")),
    ),
    vectors: fc.oneof(
      depthSize,
      of("lep", "mu", "d_vectors"),
      template("($)[$:$]", vectors, of("", "1", "-2"), of("", "2", "n")),
      template("($)[$]", vectors, mask),
    ),
  };
});
