import { expect, test } from "vitest";
import { runnable } from "../../test/support/run-correction.ts";
import { compileCorrection, type RunCorrection } from "./compile-correction.ts";
import type { Correction } from "./correction-tree.ts";
import { correctionLimits } from "./limits.ts";
import { parseCorrections } from "./parse-corrections.ts";

const output = { name: "w", type: "real" };
const inputs = [
  { name: "pt", type: "real" },
  { name: "n", type: "int" },
  { name: "syst", type: "string" },
];

function correctionOf(data: unknown): Correction {
  const corrections = [{ name: "ele", version: 1, inputs, output, data }];
  return parseCorrections(JSON.stringify({ schema_version: 2, corrections })).get("ele")!;
}

const binning = { nodetype: "binning", input: "pt", edges: [20, 50, 100], content: [0.9, 0.8], flow: "error" };
const formula = (expression: string) => ({ nodetype: "formula", parser: "TFormula", expression, variables: ["pt"] });
const bySyst = (...content: readonly unknown[]) => ({
  nodetype: "category",
  input: "syst",
  content: content.map((value, i) => ({ key: `key ${i}`, value })),
});

test.each([
  [
    [500, 1, "key 0"],
    '"ele" has no value for pt = 500: it is defined from 20 to below 100 (flow "error" at corrections[0].data.content[0].value)',
  ],
  [[-1, 1, "key 0"], "has no value for pt = -1: it is defined from 20 to below 100"],
  [[30, 1.5, "key 0"], "has no value for n = 1.5: expected a whole number"],
  [
    [30, 1, "other"],
    `has no value for syst's text: the keys are "key 0", and there is no default (at corrections[0].data)`,
  ],
] as const)("a call that has no value says why: %j", (values, message) => {
  const call = runnable(correctionOf(bySyst(binning)));
  expect(() => call(values)).toThrow();
  expect(call.messages[0]).toContain(message);
});

test("a text that was given is told when no key fits it", () => {
  const call = runnable(correctionOf(bySyst(binning)), { syst: "other" });
  expect(() => call([30, 1, "other"])).toThrow();
  expect(call.messages[0]).toContain('no value for syst = "other": the keys are "key 0"');
});

test("a choice that a given text decides is made when it is compiled: no input, no table, no code is left of it", () => {
  const { inputs: left, code, tools } = compileCorrection(correctionOf(bySyst(2, binning)), { syst: "key 0" });
  expect(left.map(({ name }) => name)).toEqual(["pt", "n"]);
  expect([...tools.F]).toEqual([2]);
  expect(code).not.toContain("while");
});

test("code is as long as there are kinds of nodes, not nodes: formulas that differ in numbers alone share theirs", () => {
  const many = (count: number, expression: (i: number) => string) =>
    compileCorrection(correctionOf(bySyst(...Array.from({ length: count }, (_, i) => formula(expression(i)))))).code;
  const lines = (text: string): number => text.split("\n").length;
  expect(lines(many(2000, (i) => `${i} + ${i / 7} * x^2`))).toBe(lines(many(2, (i) => `${i} + ${i / 7} * x^2`)));
  expect(lines(many(6, (i) => `1${"+x".repeat(i)}`))).toBeGreaterThan(lines(many(2, (i) => `1${"+x".repeat(i)}`)));
});

test("formulas of too many forms are refused", () => {
  const long = (i: number): string => `1${"+x".repeat(400 + i)}`;
  const correction = correctionOf(bySyst(...Array.from({ length: 130 }, (_, i) => formula(long(i)))));
  expect(() => compileCorrection(correction)).toThrow(
    `correction "ele": expected at most ${correctionLimits.codeLines} lines of code`,
  );
});

test("nothing of the file's text gets into the code", () => {
  const evil = "`${process.exit()}`*/\n\"';";
  const corrections = [
    {
      name: evil,
      version: 1,
      inputs: [{ name: evil, type: "string" }],
      output,
      data: { nodetype: "category", input: evil, content: [{ key: evil, value: 3 }] },
    },
  ];
  const correction = parseCorrections(JSON.stringify({ schema_version: 2, corrections })).get(evil)!;
  expect(compileCorrection(correction).code).not.toContain("process");
  expect(runnable(correction)([evil])).toBe(3);
});

test("a million calls allocate nothing", () => {
  const axis = Array.from({ length: 21 }, (_, i) => 5 * i);
  const tree = {
    nodetype: "transform",
    input: "pt",
    rule: { nodetype: "hashprng", inputs: ["pt", "n"], distribution: "normal" },
    content: {
      nodetype: "category",
      input: "syst",
      content: [
        {
          key: "nominal",
          value: {
            nodetype: "multibinning",
            inputs: ["pt", "n"],
            edges: [axis, { n: 4, low: 0, high: 4 }],
            content: Array.from({ length: 80 }, (_, i) =>
              formula(`${i} + erf(x/3) * exp(-x/${i + 1}) + max(x, 2)^1.5`),
            ),
            flow: "clamp",
          },
        },
      ],
    },
  };
  const compiled = compileCorrection(correctionOf(tree));
  const run = (Reflect.construct(Function, ["tools", compiled.code]) as (tools: unknown) => RunCorrection)(
    compiled.tools,
  );
  const values = new Float64Array(3);
  const sums = new Float64Array(1);
  const call = (times: number): void => {
    for (let i = 0; i < times; i++) {
      values[0] = (i % 1000) / 7;
      values[1] = i % 5;
      values[2] = 0;
      if (run(values) >= 0) throw new Error("no value");
      sums[0] = sums[0]! + values[0];
    }
  };
  call(100_000);
  const before = process.memoryUsage().heapUsed;
  call(1_000_000);
  // A number for each call would be 12 MB at least; a collection, which nothing else can start here, would show as less.
  expect(Math.abs(process.memoryUsage().heapUsed - before)).toBeLessThan(6_000_000);
  expect(sums[0]).toBeGreaterThan(0);
});
