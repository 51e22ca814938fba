import { compileCorrection, type RunCorrection } from "../../src/corrections/compile-correction.ts";
import { parseCorrections } from "../../src/corrections/parse-corrections.ts";

/** One kind of correction, called over and over. */
export interface CorrectionTimes {
  readonly title: string;
  readonly callsPerSecond: number;
  /** By which the heap grew; less than nothing if it was collected. */
  readonly heapPerCall: number;
}

const calls = 4_000_000;
const steps = (n: number, low: number, width: number) => Array.from({ length: n + 1 }, (_, i) => low + width * i);
const formula = (expression: string, variables: readonly string[], parameters: readonly number[] = []) => ({
  nodetype: "formula",
  parser: "TFormula",
  expression,
  variables,
  parameters,
});
const grid = (content: (i: number) => unknown) => ({
  nodetype: "multibinning",
  inputs: ["pt", "eta"],
  edges: [steps(20, 20, 10), steps(10, -2.5, 0.5)],
  content: Array.from({ length: 200 }, (_, i) => content(i)),
  flow: "clamp",
});
const category = (input: string, keys: readonly (string | number)[], value: (i: number) => unknown) => ({
  nodetype: "category",
  input,
  content: keys.map((key, i) => ({ key, value: value(i) })),
});

const trees: Readonly<Record<string, unknown>> = {
  "2D binning, 20 × 10": grid((i) => 0.9 + i / 1000),
  "3 texts × 3 flavours × 20 × 10": category("syst", ["nominal", "up", "down"], (k) =>
    category("flavour", [0, 4, 5], (n) => grid((i) => k + n + i / 1000)),
  ),
  "the same with a formula in each bin": category("syst", ["nominal", "up", "down"], (k) =>
    category("flavour", [0, 4, 5], (n) => grid((i) => formula(`${k}+${n / 3}*x+${i}*x*x`, ["pt"]))),
  ),
  "formula of five parameters": formula(
    "[0]+[1]/(pow(log10(x),2)+[2])+[3]*exp(-[4]*(log10(x)-1)*(log10(x)-1))",
    ["pt"],
    [1.1, 0.3, 3, 0.05, 0.6],
  ),
  "random number (normal) of three inputs": {
    nodetype: "hashprng",
    inputs: ["pt", "eta", "flavour"],
    distribution: "normal",
  },
};
const inputs = [
  { name: "pt", type: "real" },
  { name: "eta", type: "real" },
  { name: "flavour", type: "int" },
  { name: "syst", type: "string" },
];
const output = { name: "weight", type: "real" };

function measureCalls(title: string, data: unknown, texts: Readonly<Record<string, string>>): CorrectionTimes {
  const file = { schema_version: 2, corrections: [{ name: "bench", version: 1, inputs, output, data }] };
  const correction = parseCorrections(JSON.stringify(file)).get("bench")!;
  const compiled = compileCorrection(correction, texts);
  const { code, tools } = compiled;
  const run = (Reflect.construct(Function, ["tools", code]) as (given: typeof tools) => RunCorrection)(tools);
  const values = new Float64Array(4);
  const sum = new Float64Array(1);
  const codes = Float64Array.from(["nominal", "up", "down"], (text) => compiled.codeOf(text));
  const flavours = Float64Array.of(0, 4, 5);
  // In another order than the bins, so that no branch can be guessed.
  const call = (times: number): void => {
    for (let i = 0, at = 1; i < times; i++) {
      at = (Math.imul(at, 1664525) + 1013904223) | 0;
      values[0] = 10 + ((at >>> 8) & 0xff);
      values[1] = ((at >>> 16) & 0xff) / 50 - 2.5;
      values[2] = flavours[(at >>> 24) % 3]!;
      values[3] = codes[(at >>> 26) % 3]!;
      if (run(values) >= 0) throw new Error(`${title}: no value`);
      sum[0] = sum[0]! + values[0];
    }
  };
  call(200_000);
  const heap = process.memoryUsage().heapUsed;
  const { user, system } = process.cpuUsage();
  call(calls);
  const used = process.cpuUsage();
  const heapPerCall = (process.memoryUsage().heapUsed - heap) / calls;
  if (!Number.isFinite(sum[0]!)) throw new Error(`${title}: not finite`);
  const seconds = (used.user + used.system - user - system) / 1e6;
  return { title, callsPerSecond: calls / seconds, heapPerCall };
}

const times = Object.entries(trees).flatMap(([title, tree]) => {
  const all = measureCalls(title, tree, {});
  return title.includes("texts") ? [all, measureCalls(`${title}, text known`, tree, { syst: "up" })] : [all];
});
console.log(JSON.stringify(times));
