import type {
  Binning,
  Category,
  Correction,
  CorrectionInput,
  CorrectionNode,
  Distribution,
  Formula,
  Operation,
} from "../../src/corrections/correction-tree.ts";
import { erf } from "../../src/corrections/erf.ts";
import type { CorrectionFailure } from "../../src/corrections/failures.ts";
import type { FormulaNode } from "../../src/corrections/formula.ts";

/** The inputs give no value, for this reason. */
export class NoCorrection extends Error {
  readonly kind: CorrectionFailure["kind"];

  constructor(kind: CorrectionFailure["kind"]) {
    super(kind);
    this.kind = kind;
  }
}

type Values = readonly (number | string)[];

/** A correction by the rules, as plainly as can be: what compiled ones are compared with. */
export function interpretCorrection(correction: Correction, given: Values): number {
  const values = given.map((value, i) => whole(correction.inputs[i]!, value));
  if (correction.kind === "simple") return evaluate(correction.data, values, correction.inputs);
  let result = 0;
  for (const [n, step] of correction.steps.entries()) {
    const factor = interpretCorrection(
      step.correction,
      step.inputs.map((i) => values[i]!),
    );
    for (const i of correction.updates) values[i] = operate(correction.inputOperation, values[i] as number, factor);
    const { outputOperation } = correction;
    result = n === 0 || outputOperation === "last" ? factor : operate(outputOperation, result, factor);
  }
  return result;
}

function operate(operation: Operation, a: number, b: number): number {
  return operation === "+" ? a + b : operation === "*" ? a * b : a / b;
}

function whole(input: CorrectionInput, value: number | string): number | string {
  if (input.type !== "int") return value;
  if (!Number.isSafeInteger(value)) throw new NoCorrection("not-whole");
  return (value as number) + 0;
}

function evaluate(node: CorrectionNode, values: Values, inputs: readonly CorrectionInput[]): number {
  if (typeof node === "number") return node;
  switch (node.kind) {
    case "binning": {
      const bin = binOf(node, values);
      const chosen = bin === "flow" ? (node.flow as { readonly node: CorrectionNode }).node : node.content[bin]!;
      return evaluate(chosen, values, inputs);
    }
    case "category": {
      const chosen = chooseKey(node, values[node.input]!);
      return evaluate(chosen, values, inputs);
    }
    case "formula":
      return compute(node.expression, node, values);
    case "transform": {
      const made = evaluate(node.rule, values, inputs);
      const isInt = inputs[node.input]!.type === "int";
      const next = isInt ? awayFromZero(made) + 0 : made;
      return evaluate(node.content, values.with(node.input, next), inputs);
    }
    case "hashprng": {
      const words = node.inputs.map((i) => wordOf(values[i] as number, inputs[i]!.type === "int"));
      return randomNumber(words, node.distribution);
    }
  }
}

function awayFromZero(value: number): number {
  const down = Math.floor(Math.abs(value));
  if (!Number.isFinite(down)) return value;
  return Math.sign(value) * (Math.abs(value) - down >= 0.5 ? down + 1 : down);
}

function chooseKey(node: Category, value: number | string): CorrectionNode {
  const chosen = node.values[node.keys.indexOf(value)] ?? node.otherwise;
  if (chosen === undefined) throw new NoCorrection("category-missing");
  return chosen;
}

function binOf({ axes, flow }: Binning, values: Values): number | "flow" {
  let bin = 0;
  for (const axis of axes) {
    let x = values[axis.input] as number;
    const edges = axis.kind === "uniform" ? [axis.low, axis.high] : axis.edges;
    const [low, high] = [edges[0]!, edges.at(-1)!];
    const last = axis.bins - 1;
    let fraction = (x - low) / (high - low);
    let k: number;
    if (flow === "wrap") {
      fraction -= Math.floor(fraction);
      if (Number.isNaN(fraction)) throw new NoCorrection("above-bounds");
      x = low + fraction * (high - low);
    } else if (x < low) {
      if (flow === "error") throw new NoCorrection("below-bounds");
      if (flow !== "clamp") return "flow";
      fraction = 0;
    } else if (!(x < high)) {
      if (flow === "error") throw new NoCorrection("above-bounds");
      if (flow !== "clamp") return "flow";
      fraction = 1;
      x = high;
    }
    if (axis.kind === "uniform") k = Math.min(Math.trunc(axis.bins * fraction), last);
    else
      k = Math.min(
        Math.max(
          axis.edges.findLastIndex((edge) => edge <= x),
          0,
        ),
        last,
      );
    bin = bin * axis.bins + k;
  }
  return bin;
}

function compute(node: FormulaNode, formula: Formula, values: Values): number {
  switch (node.kind) {
    case "literal":
      return node.value;
    case "variable":
      return values[formula.variables[node.index]!] as number;
    case "parameter":
      return formula.parameters[node.index]!;
    case "negate":
      return -compute(node.argument, formula, values);
    case "unary": {
      const x = compute(node.argument, formula, values);
      return node.name === "erf" ? erf(x) : Math[node.name](x);
    }
    case "binary":
      return binary(node.name, compute(node.left, formula, values), compute(node.right, formula, values));
  }
}

function binary(name: (FormulaNode & { readonly kind: "binary" })["name"], a: number, b: number): number {
  switch (name) {
    case "+":
    case "*":
    case "/":
      return operate(name, a, b);
    case "-":
      return a - b;
    case "^":
    case "pow":
      if (a === 1) return 1;
      return a === -1 && Math.abs(b) === Infinity ? 1 : a ** b;
    case "atan2":
      return Math.atan2(a, b);
    case "max":
      return a < b ? b : a;
    case "min":
      return b < a ? b : a;
    case "<":
      return Number(a < b);
    case ">":
      return Number(a > b);
    case "<=":
      return Number(a <= b);
    case ">=":
      return Number(a >= b);
    case "==":
      return Number(a === b);
    case "!=":
      return Number(a !== b);
    case "&&":
      return Number(a !== 0 && b !== 0);
    case "||":
      return Number(a !== 0 || b !== 0);
  }
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (x: bigint, by: bigint): bigint => u64(x << by) | (x >> (64n - by));

/** The 64 bits that are hashed for a value. */
export function wordOf(value: number, isInt: boolean): bigint {
  if (isInt) return Number.isFinite(value) ? u64(BigInt(value)) : 0n;
  return new BigUint64Array(Float64Array.of(value).buffer)[0]!;
}

const [p1, p2, p3, p4] = [0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n] as const;
const p5: bigint = 0x27d4eb2f165667c5n;
const round = (lane: bigint, word: bigint): bigint => u64(rotate(u64(lane + word * p2), 31n) * p1);

/** XXH64 of whole words, with seed 0. */
export function xxh64(words: readonly bigint[]): bigint {
  const stripes = Math.floor(words.length / 4) * 4;
  let hash = p5;
  if (stripes > 0) {
    const lanes = [u64(p1 + p2), p2, 0n, u64(-p1)];
    for (let i = 0; i < stripes; i++) lanes[i % 4] = round(lanes[i % 4]!, words[i]!);
    hash = u64(lanes.map((lane, k) => rotate(lane, [1n, 7n, 12n, 18n][k]!)).reduce((sum, each) => sum + each));
    for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * p1 + p4);
  }
  hash = u64(hash + BigInt(8 * words.length));
  for (const word of words.slice(stripes)) hash = u64(rotate(hash ^ round(0n, word), 27n) * p1 + p4);
  hash = u64((hash ^ (hash >> 33n)) * p2);
  hash = u64((hash ^ (hash >> 29n)) * p3);
  return hash ^ (hash >> 32n);
}

/** PCG32 seeded with a hash: the next 32 bits. */
export function pcg32(hash: bigint): () => number {
  const next = (state: bigint): bigint => u64(state * 6364136223846793005n + 1442695040888963407n);
  let state = next(u64(hash + 1442695040888963407n));
  return () => {
    const old = state;
    state = next(state);
    const x = BigInt.asUintN(32, ((old >> 18n) ^ old) >> 27n);
    const by = old >> 59n;
    return Number(BigInt.asUintN(32, (x >> by) | (x << (32n - by))));
  };
}

export function randomNumber(words: readonly bigint[], distribution: Distribution): number {
  const draw = pcg32(xxh64(words));
  const flat = (): number => {
    const value = (draw() + draw() * 2 ** 32) / 2 ** 64;
    return value < 1 ? value : 1 - 2 ** -53;
  };
  if (distribution === "stdflat") return flat();
  for (;;) {
    const isNormal = distribution === "normal";
    const u = isNormal ? draw() * 2 ** -31 - 1 : 2 * flat() - 1;
    const v = isNormal ? draw() * 2 ** -31 - 1 : 2 * flat() - 1;
    const s = u * u + v * v;
    if (s === 0 || (isNormal ? s >= 1 : s > 1)) continue;
    return (isNormal ? u : v) * Math.sqrt((-2 * Math.log(s)) / s);
  }
}
