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
  label: "text",
  tags: ["text"],
  hits: [["float32"]],
  flags: [["bool"]],
  "met.fCoordinates.fPt": "float32",
  "met.fCoordinates.fEta": "float32",
  "met.fCoordinates.fPhi": "float32",
  "met.fCoordinates.fM": "float32",
  "had.p4.fP.fX": ["float64"],
  "had.p4.fP.fY": ["float64"],
  "had.p4.fP.fZ": ["float64"],
  "had.p4.fE": ["float64"],
};

export const randomCollections: Recipe["collections"] = {
  lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E" },
  mu: { pt: "lep_pt * 1.5", eta: "lep_eta", phi: "lep_phi", mass: "lep_m", id: "lep_id", ok: "lep_ok" },
  jet: { px: "jet_pt", py: "jet_pt / 2", pz: "-jet_pt", energy: "jet_pt * 2", n: "floor(jet_pt)" },
  tau: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", mass: "1.777", id: "lep_id", flag: "flag" },
  hadron: { vector: "`had.p4`", n: "floor(`had.p4.fE`)" },
  vertex: { tag: "tags", hits: "hits" },
  photon: { px: "jet_pt", py: "jet_pt / 3", pz: "-jet_pt", mass: "jet_pt - 20" },
  ele: { vector: "ptEtaPhiM(lep_pt * 2, lep_eta, lep_phi, lep_m)", id: "lep_id" },
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
  { name: "d_nested", expression: "[[p * q for q in jet_pt if q > 0] for p in lep_pt]" },
  { name: "d_pairs", expression: "pairs(mu)" },
  { name: "d_systems", expression: "[a + b for a, b in pairs(lep)]" },
  { name: "d_made", expression: "[ptEtaPhiM(p * 2, 1, x, 3) for p in lep_pt if p > 10]" },
  { name: "d_sorted", expression: "sortBy(mu, -mu.pt)" },
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

const fourVectors: Arbitrary<Event> = fc
  .tuple(fc.array(fc.tuple(finite(90), finite(90), finite(90), finite(300)), { maxLength: 4 }), finite(200), finite(3))
  .map(([hadrons, pt, angle]) => ({
    "met.fCoordinates.fPt": Math.fround(Math.abs(pt)),
    "met.fCoordinates.fEta": Math.fround(-angle),
    "met.fCoordinates.fPhi": Math.fround(angle),
    "met.fCoordinates.fM": Math.fround(pt / 9),
    ...Object.fromEntries(
      ["fP.fX", "fP.fY", "fP.fZ", "fE"].map((member, i) => [`had.p4.${member}`, hadrons.map((each) => each[i]!)]),
    ),
  }));

export const randomEvent: Arbitrary<Event> = fc
  .tuple(
    fc.record({
      x: finite(50),
      n: fc.integer({ min: -2, max: 6 }),
      big: fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }),
      flag: fc.boolean(),
      jet_pt: fc.array(finite(80).map(Math.fround), { maxLength: 4 }),
      jet_n: fc.array(fc.bigInt({ min: 0n, max: 9n }), { maxLength: 4 }),
      label: fc.constantFrom("", "b", "bb", "light"),
    }),
    fc.nat(6).chain(particles),
    fourVectors,
    fc.array(fc.tuple(fc.constantFrom("b", "c", ""), fc.array(finite(9).map(Math.fround), { maxLength: 3 })), {
      maxLength: 3,
    }),
  )
  .map(([rest, particle, vectors, vertices]) => ({
    ...rest,
    ...particle,
    ...vectors,
    tags: vertices.map(([tag]) => tag),
    hits: vertices.map(([, hits]) => hits),
    flags: vertices.map(([, hits]) => hits.map((hit) => hit > 0)),
  }));

const of = (...texts: string[]) => fc.constantFrom(...texts);

/** `template("$ + $", a, b)`: each $ is replaced by the next expression. */
function template(text: string, ...parts: Arbitrary<string>[]): Arbitrary<string> {
  return fc.tuple(...parts).map((values) => {
    let at = 0;
    return text.replace(/\$/g, () => values[at++]!);
  });
}

type Expressions = Record<
  "number" | "bool" | "list" | "mask" | "vector" | "vectors" | "string" | "strings" | "nested" | "pairs" | "mus",
  string
>;

let names = 0;

/** A comprehension with a name of its own: `$` in the body and condition are expressions, `@` is the name. */
function comprehension(text: string, ...parts: Arbitrary<string>[]): Arbitrary<string> {
  return template(text, ...parts).map((written) => written.replace(/@/g, `z${names++ % 1000}`));
}

/** One expression text of each type. Where a list and a plain value meet, the list is on the left. */
export const expressions = fc.letrec<Expressions>((tie) => {
  const depthSize = { depthIdentifier: "expression", maxDepth: 5 } as const;
  const number = tie("number");
  const bool = tie("bool");
  const list = tie("list");
  const mask = tie("mask");
  const vector = tie("vector");
  const vectors = tie("vectors");
  const string = tie("string");
  const strings = tie("strings");
  const nested = tie("nested");
  const pairs = tie("pairs");
  const mus = tie("mus");
  const bits = of("&", "|", "<<", ">>");
  const whole = of("n", "big", "lep_n", "floor(x)", "5", "-1", "jet_n[0]", "0x7FFFFFFFF").map((text) =>
    text === "lep_n" ? "count(lep_pt)" : text,
  );
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
      template("$($)", of("sum", "product", "min", "max", "count", "length"), list),
      template("deltaPhi($, $)", number, number),
      template("$.$", of("met", "tau[0]", "pairs(tau)[0].b", "d_made[-1]"), of("pt", "phi", "mass")),
      template("hadron[$].$", of("0", "-1"), of("n", "vector.px")),
      template("$($)", of("sum", "count", "length"), mask),
      template("$($)", of("count", "length"), vectors),
      template("($)[$]", list, of("0", "1", "-1", "-2", "n", "count(lep_pt) - 1", "x")),
      template("$($)", quantity, vector),
      template("$($, $)", of("deltaR", "deltaPhi", "transverseMass", "cosThetaStar", "cosThetaStarCS"), vector, vector),
      template("$($, x, 1, $).$", of("ptEtaPhiM", "ptEtaPhiE"), number, number, of("pt", "eta", "phi")),
      template("($ $ $)", whole, bits, whole),
      template("(~$)", whole),
      template("xor($, $)", whole, whole),
      template("$($)", of("round", "asin", "acos", "atan", "tanh", "sign"), number),
      template("$($, $)", of("hypot", "div"), number, number),
      template("interpolate($, [-1, 0.5, 3], [2, 4, -1])", number),
      template("$($)", of("argmin", "argmax", "first", "last"), list),
      template("$($, default=$)", of("argmin", "argmax", "first", "last", "min", "max"), list, number),
      template("count($)", of("d_nested", "hits", "vertex", "d_pairs", "tags")),
      template("count($)", strings),
      template("mass($[0])", pairs),
      template("first($, default=$).id", mus, of("mu[0]", "d_sorted[-1]")),
      template("$[$].$", mus, of("0", "-1", "n"), of("id", "pt", "phi")),
      template("$.b.id", of("d_pairs[0]", "pairs(d_sorted)[-1]")),
    ),
    string: fc.oneof(
      depthSize,
      of("label", '"b"', "'light'", "tags[0]", "vertex[0].tag"),
      template("where($, $, $)", bool, string, string),
      template("first($, default=$)", strings, string),
    ),
    strings: fc.oneof(
      depthSize,
      of("tags", "vertex.tag", '["b", "c"]', "[label, 'x']"),
      template("$($)", of("sort", "unique", "reverse"), strings),
      comprehension("[@ for @ in $ if @ != $]", strings, string),
      template("concat($, $)", strings, strings),
    ),
    nested: fc.oneof(
      depthSize,
      of("hits", "d_nested", "vertex.hits"),
      template("($ $ $)", nested, arithmetic, number),
      comprehension("[$ for @ in $]", list, list),
      comprehension("[@[:$] for @ in $]", of("1", "2", "-1"), nested),
      template("reverse($)", nested),
    ),
    pairs: fc.oneof(
      of("d_pairs", "pairs(lep)", "cross(jet, mu)"),
      template("pairs($)", vectors),
      template("cross($, $)", vectors, vectors),
      template("combinations($, 3)", vectors),
      comprehension("[@ for @ in $ if mass(@) > $]", pairs, number),
      template("($)[:2]", pairs),
    ),
    mus: fc.oneof(
      depthSize,
      of("mu", "d_sorted", "mu[lep_ok]"),
      template("sortBy($, -mu.id)", of("mu", "d_sorted")),
      template("$($)", of("reverse"), mus),
      template("take($, 2)", mus),
      comprehension("[@ for @ in $ if all(deltaR(lep, @) > $)]", mus, number),
      comprehension("[@ for @ in $ if @.ok || @.id == $]", mus, number),
      template("mu[[$, 0]]", of("0", "-1", "n")),
      template("mu[nearest($, mu)]", vectors),
      template("d_sorted[range(count(mu))]"),
    ),
    bool: fc.oneof(
      depthSize,
      of("flag", "d_bool", "true", "false", "lep_ok[0]"),
      template("($ $ $)", number, comparison, number),
      template("($ $ $)", bool, of("&&", "||", "==", "!="), bool),
      template("!$", bool),
      template("$($)", of("any", "all"), mask),
      template("where($, $, $)", bool, bool, bool),
      template("($ $ $)", string, of("==", "!="), string),
      template("$($, $)", of("startsWith", "endsWith", "contains"), string, string),
      template("($ in $)", number, list),
      template("($ in [1, 2, $])", number, number),
      template("($ in $)", string, strings),
      template("$($)", of("isFinite", "isNaN"), number),
      template("first($).ok", mus),
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
      template("$($, $)", of("deltaR", "cosThetaStar", "cosThetaStarCS"), vectors, vector),
      template("where($, $, $)", mask, list, number),
      template("$($)", of("sort", "reverse", "cumsum", "unique"), list),
      template("take($, $)", list, of("2", "n", "0")),
      template("sortBy($, $)", list, list),
      template("concat($, $)", list, list),
      template("flatten($)", nested),
      template("$[0]", nested),
      template("range($)", of("n", "3", "count(lep_pt)")),
      template("($)[[0, $]]", list, of("-1", "0", "n")),
      template("($)[reverse(range($))]", list, of("1", "2", "n")),
      template("nearest($, $)", vectors, vectors),
      template("nearest($, $, default=-1)", vectors, vectors),
      template("$($)", quantity, pairs),
      template("deltaR($.a, $.b)", of("d_pairs"), of("d_pairs")),
      template("($).$", mus, of("id", "pt", "eta")),
      template("jet.$", of("n", "px")),
      template("[$, $]", number, number),
      comprehension("[@ * $ for @ in $]", number, list),
      template("deltaPhi($, $)", list, number),
      comprehension("[@ + $ for @ in $ if @ > $]", number, list, number),
      comprehension("[sum(@) for @ in $]", nested),
      comprehension("[min(deltaR(@, $), default=9) for @ in $]", vectors, vectors),
      comprehension("[count([w for w in $ if w > @]) for @ in $]", list, list),
      template(
        "[mass(p + q) * $ for p, q in $ if p.id == q.id]",
        of("x", "d_number", "pt(d_first)", "2"),
        of("d_pairs", "pairs(mu)", "pairs(d_sorted)"),
      ),
    ),
    mask: fc.oneof(
      depthSize,
      of("lep_ok", "d_mask"),
      template("($ $ $)", list, comparison, number),
      template("($ $ $)", list, comparison, list),
      template("($ $ $)", mask, of("&&", "||", "=="), mask),
      template("($ $ $)", mask, of("&&", "||", "!="), bool),
      template("!($)", mask),
      template("($ in $)", list, list),
      template("($ == $)", strings, string),
      template("($).ok", mus),
      template("flags[0]"),
      comprehension("[@ > $ for @ in $]", number, list),
      comprehension("[any(@) for @ in flags]"),
    ),
    vector: fc.oneof(
      depthSize,
      of("lep[0]", "mu[1]", "d_vector", "d_first"),
      template("sum($)", vectors),
      template("($ + $)", vector, vector),
      template("($)[$]", vectors, of("0", "-1", "n")),
      template("($ - $)", vector, vector),
      template("($ * $)", vector, number),
      template("($ / $)", vector, number),
      template("where($, $, $)", bool, vector, vector),
      template("$($, $, $, $)", of("ptEtaPhiM", "ptEtaPhiE", "pxPyPzE", "pxPyPzM"), number, number, number, number),
      template("boost($, $)", vector, vector),
      of("met", "tau[-1]", "`had.p4`[0]"),
      template("first($, default=$)", of("d_systems"), of("d_vector")),
      template("($)[argmax($.pt)]", of("d_sorted"), of("d_sorted")),
      template("($)[$]", pairs, of("0", "-1")),
    ),
    vectors: fc.oneof(
      depthSize,
      of("lep", "mu", "d_vectors"),
      template("($)[$:$]", vectors, of("", "1", "-2"), of("", "2", "n")),
      template("($)[$]", vectors, mask),
      of("jet", "d_systems", "photon", "ele", "d_made", "tau", "hadron", "`had.p4`"),
      template("boost($.a, $)", of("d_pairs"), of("d_pairs")),
      template(
        "$(lep_pt, $, lep_phi, $)",
        of("ptEtaPhiM", "ptEtaPhiE", "pxPyPzE", "pxPyPzM"),
        number,
        of("lep_E", "d_list", "lep_m * 2", "3"),
      ),
      template("boost($, $)", vectors, vector),
      mus,
      template("concat($, $)", mus, of("lep", "jet", "mu", "ele", "photon")),
      comprehension("[@ for @ in $ if pt(@) > $]", vectors, number),
      template("($ + $)", vectors, vector),
      template("($ * $)", vectors, number),
      template("$.$", of("d_pairs"), of("a", "b")),
      template("where($, $, $)", mask, vectors, vector),
    ),
  };
});
