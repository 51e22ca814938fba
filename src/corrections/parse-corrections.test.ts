import { expect, test } from "vitest";
import { CorrectionFileError } from "./errors.ts";
import { correctionLimits } from "./limits.ts";
import { parseCorrections } from "./parse-corrections.ts";

const output = { name: "w", type: "real" };
const inputs = [
  { name: "pt", type: "real" },
  { name: "n", type: "int" },
  { name: "syst", type: "string" },
];
const fileOf = (data: unknown, more: object = {}) => ({
  schema_version: 2,
  corrections: [{ name: "ele", version: 1, inputs, output, data, ...more }],
});

/** What is told of the first problem. */
function refusal(document: unknown): string {
  try {
    parseCorrections(typeof document === "string" ? document : JSON.stringify(document), { file: "sf.json" });
  } catch (error) {
    if (!(error instanceof CorrectionFileError)) throw error;
    const { correction, path, message } = error.problems[0]!;
    expect(error.message).toContain("(file sf.json)");
    return `${correction ?? ""}|${path}|${message}`;
  }
  return "taken";
}

const binning = { nodetype: "binning", input: "pt", edges: [0, 1, 2], content: [1, 2], flow: "clamp" };
const formula = { nodetype: "formula", parser: "TFormula", expression: "x", variables: ["pt"] };
const nested = (depth: number): unknown =>
  depth === 0 ? 1 : { nodetype: "transform", input: "pt", rule: 1, content: nested(depth - 1) };
const compound = {
  name: "all",
  inputs,
  output,
  inputs_update: ["pt"],
  input_op: "*",
  output_op: "*",
  stack: ["ele"],
};
const withCompound = (more: object) => ({ ...fileOf(1), compound_corrections: [{ ...compound, ...more }] });

test.each([
  ["{", "||expected JSON: "],
  [{ ...fileOf(1), schema_version: 1 }, "|schema_version|expected 2, found 1"],
  [{ schema_version: 2 }, "|corrections|expected a list, found nothing"],
  [fileOf(1, { version: undefined }), "ele|corrections[0].version|expected a number, found nothing"],
  [
    fileOf(1, { inputs: [{ name: "x", type: "bool" }] }),
    'ele|corrections[0].inputs[0].type|expected "real" or "int" or "string", found "bool"',
  ],
  [
    fileOf(1, { inputs: [inputs[0], inputs[0]] }),
    'ele|corrections[0].inputs[1].name|another input is called "pt" already',
  ],
  [
    fileOf([1]),
    "ele|corrections[0].data|expected a number, or an object whose nodetype is one of binning, multibinning, category, formula, formularef, transform, hashprng, found a list of 1",
  ],
  [fileOf({ nodetype: "toString" }), 'found nodetype "toString"'],
  [fileOf({ nodetype: "lwtnn" }), "neural networks"],
  [
    fileOf({ ...binning, edges: [0, 2, 1] }),
    "ele|corrections[0].data.edges[2]|expected edges that ascend, found 1 after 2",
  ],
  [
    fileOf({ ...binning, edges: [0, "nan", 1] }),
    'ele|corrections[0].data.edges[1]|expected a number, or "inf" or "+inf" or "-inf", found "nan"',
  ],
  [fileOf({ ...binning, edges: 3 }), "expected a list of edges, or an object with n, low and high, found 3"],
  [fileOf({ ...binning, edges: { n: 2, low: 1, high: 1 } }), "expected high above low"],
  [fileOf({ ...binning, edges: ["-inf", 0, 1], flow: "wrap" }), "expected a finite first and last edge"],
  [
    fileOf({ ...binning, content: [1] }),
    "ele|corrections[0].data.content|expected 2 entries, one for each bin, found 1",
  ],
  [fileOf({ ...binning, content: [1, null] }), "ele|corrections[0].data.content[1]|expected a number, or an object"],
  [
    fileOf({ ...binning, flow: "extend" }),
    'ele|corrections[0].data.flow|expected "clamp", "error", "wrap" or a node, found "extend"',
  ],
  [fileOf({ ...binning, flow: undefined }), "ele|corrections[0].data.flow|expected something, found nothing"],
  [
    fileOf({ ...binning, input: "eta" }),
    'ele|corrections[0].data.input|there is no input "eta"; the inputs are pt, n, syst',
  ],
  [fileOf({ ...binning, input: "syst" }), 'expected an input of type real or int, found "syst" of type string'],
  [
    fileOf({ nodetype: "multibinning", inputs: ["pt", "n"], edges: [[0, 1]], content: [1], flow: 1 }),
    "expected one list of edges for each of 2 inputs, found 1",
  ],
  [
    fileOf({ nodetype: "category", input: "n", content: [{ key: "a", value: 1 }] }),
    'ele|corrections[0].data.content[0].key|expected a whole number, as the input "n" is one, found "a"',
  ],
  [
    fileOf({
      nodetype: "category",
      input: "n",
      content: [
        { key: 1, value: 1 },
        { key: 1, value: 2 },
      ],
    }),
    "ele|corrections[0].data.content[1].key|the key 1 is there twice",
  ],
  [
    fileOf({ ...formula, expression: "x +* 2" }),
    'ele|corrections[0].data.expression|expected a number, a variable (x, y, z, t, x[0]), a parameter ([0]), a function or a parenthesis, found "* 2" at character 4 of "x +* 2"',
  ],
  [fileOf({ ...formula, expression: "y" }), "y is variable 2, but variables names only 1"],
  [
    fileOf({ ...formula, expression: "[1]", parameters: [1] }),
    "the formula has a parameter [1], so expected at least 2 numbers, found 1",
  ],
  [
    fileOf({ ...formula, variables: ["n"] }),
    'ele|corrections[0].data.variables[0]|expected an input of type real, found "n" of type int',
  ],
  [
    fileOf({ nodetype: "formularef", index: 0, parameters: [] }),
    "expected a position in generic_formulas, which has 0, found 0",
  ],
  [
    fileOf(
      { nodetype: "formularef", index: 0, parameters: [] },
      { generic_formulas: [{ ...formula, expression: "[0]" }] },
    ),
    "ele|corrections[0].data.parameters|the formula has a parameter [0]",
  ],
  [
    fileOf({ nodetype: "transform", input: "syst", rule: 1, content: 1 }),
    'expected an input of type real or int, found "syst"',
  ],
  [
    fileOf({ nodetype: "hashprng", inputs: ["pt"], distribution: "poisson" }),
    'expected "stdflat" or "stdnormal" or "normal", found "poisson"',
  ],
  [withCompound({ stack: ["no"] }), 'all|compound_corrections[0].stack[0]|there is no correction "no" in this file'],
  [
    withCompound({ inputs_update: ["n"] }),
    'all|compound_corrections[0].inputs_update[0]|expected "n" to be real, found an input of type int',
  ],
  [withCompound({ inputs: [] }), 'there is no input "pt" of the compound correction'],
  [withCompound({ name: "ele" }), "ele|compound_corrections[0].name|another correction has this name already"],
] as const)("a file is refused with correction, place and what was expected: case %#", (document, expected) => {
  expect(refusal(document)).toContain(expected);
});

test("the word Infinity is taken for an edge, and left alone in texts", () => {
  const text = JSON.stringify(fileOf({ ...binning, edges: ["LOW", 0, "HIGH"] }, { name: '-Infinity "Infinity"' }));
  const set = parseCorrections(text.replace('"LOW"', "-Infinity").replace('"HIGH"', "Infinity"));
  expect(set.get('-Infinity "Infinity"')).toMatchObject({ data: { axes: [{ edges: [-Infinity, 0, Infinity] }] } });
  expect(refusal(JSON.stringify(fileOf("HERE")).replace('"HERE"', "Infinity"))).toContain('found "inf"');
  expect(refusal(JSON.stringify(fileOf("HERE")).replace('"HERE"', "NaN"))).toContain("expected JSON");
});

test("several problems are told, up to a number", () => {
  const content = Array.from({ length: 30 }, () => null);
  const text = JSON.stringify(fileOf({ ...binning, edges: { n: 30, low: 0, high: 1 }, content }));
  expect(() => parseCorrections(text)).toThrow(CorrectionFileError);
  try {
    parseCorrections(text);
  } catch (error) {
    expect((error as CorrectionFileError).problems).toHaveLength(20);
  }
});

const { depth, nesting, formulaCharacters, formulaDepth, steps } = correctionLimits;

test.each([
  ["nodes inside of each other", fileOf(nested(depth)), fileOf(nested(depth + 1)), `at most ${depth} deep`],
  [
    "parentheses",
    fileOf({ ...formula, expression: `${"(".repeat(formulaDepth - 1)}x${")".repeat(formulaDepth - 1)}` }),
    fileOf({ ...formula, expression: `${"(".repeat(formulaDepth)}x${")".repeat(formulaDepth)}` }),
    `at most ${formulaDepth} parentheses`,
  ],
  [
    "powers",
    fileOf({ ...formula, expression: `x${"^x".repeat(formulaDepth - 1)}` }),
    fileOf({ ...formula, expression: `x${"^x".repeat(formulaDepth)}` }),
    `at most ${formulaDepth} parentheses or powers`,
  ],
  [
    "characters of a formula",
    fileOf({ ...formula, expression: "x".padEnd(formulaCharacters) }),
    fileOf({ ...formula, expression: "x".padEnd(formulaCharacters + 1) }),
    `expected at most ${formulaCharacters} characters`,
  ],
  [
    "parts of a formula",
    fileOf({ ...formula, expression: `x${"+x".repeat(999)}` }),
    fileOf({ ...formula, expression: `x${"+x".repeat(1000)}` }),
    "a formula has at most 2000 numbers",
  ],
  [
    "lists and objects",
    `${"[".repeat(nesting)}${"]".repeat(nesting)}`,
    "[".repeat(nesting + 1),
    `at most ${nesting} deep`,
  ],
  [
    "steps",
    withCompound({ stack: Array.from({ length: steps }, () => "ele") }),
    withCompound({ stack: Array.from({ length: steps + 1 }, () => "ele") }),
    `expected at most ${steps} entries`,
  ],
] as const)("the number of %s is bounded", (_, most, tooMany, message) => {
  expect(refusal(most)).not.toContain("at most");
  expect(refusal(tooMany)).toContain(message);
});

test("brackets and commas in texts are none, escaped quotes do not end one", () => {
  expect(refusal({ ...fileOf(1), description: `"${"[".repeat(500)}\\"` })).toBe("taken");
});

test("so many values that making them would fill the memory are refused before", () => {
  expect(refusal(`[${"1,".repeat(correctionLimits.values)}1]`)).toContain(
    `the text holds more than ${correctionLimits.values} values`,
  );
});
