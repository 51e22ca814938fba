import type { CompoundCorrection, Correction, CorrectionInput, SimpleCorrection } from "./correction-tree.ts";
import { erf } from "./erf.ts";
import { type CorrectionFailure, describeFailure } from "./failures.ts";
import { fixTexts, textsOf } from "./fix-inputs.ts";
import { hashPrng } from "./hash-prng.ts";
import { correctionLimits } from "./limits.ts";
import { Tables } from "./tables.ts";
import { TreeCode } from "./tree-code.ts";

/** A correction as a flat program. */
export interface CompiledCorrection {
  readonly name: string;
  /** What `run` reads from its array, in this order: the inputs whose text was not given. */
  readonly inputs: readonly CorrectionInput[];
  /** Body of a function of `tools` that gives `run`. Written from the checked tree: nothing that stands in the file is copied to it. */
  readonly code: string;
  readonly tools: CorrectionTools;
  /** What `run` returns counts in here. */
  readonly failures: readonly CorrectionFailure[];
  /** The number that stands for a text; -1 for those that are no key. */
  readonly codeOf: (text: string) => number;
  /** What to tell of a call that failed. @param text of the input that it failed for, if it is a text that is known */
  describe(failure: number, value: number, text?: string): string;
}

/** Reads the inputs from `A` and writes the result to `A[0]`; nothing is allocated. @returns -1, or which failure; `A[0]` has its value then. */
export type RunCorrection = (A: Float64Array) => number;

/** What the code reads: numbers, integers, functions that work in an array, memory of its own. */
export interface CorrectionTools {
  readonly F: Float64Array;
  readonly I: Int32Array;
  readonly H: Float64Array;
  readonly X: Float64Array;
  readonly P: Int32Array;
  readonly erf: (H: Float64Array) => void;
  readonly hashPrng: typeof hashPrng;
}

/**
 * Compiles a correction.
 *
 * @param texts of inputs that are the same in every call, such as `{ syst: "nominal" }`; choices that they decide are made now
 * @throws {CorrectionFileError} if it has so many kinds of nodes and formulas that the code would be too long.
 */
export function compileCorrection(
  correction: Correction,
  texts: Readonly<Record<string, string>> = {},
): CompiledCorrection {
  const isFixed = ({ name, type }: CorrectionInput): boolean => type === "string" && Object.hasOwn(texts, name);
  const inputs = correction.inputs.filter((input) => !isFixed(input));
  const steps = correction.kind === "simple" ? [correction] : correction.steps.map((step) => step.correction);
  const tables = new Tables(correction.name, textsOf(steps));
  const wholes = correction.inputs.flatMap((input, i) => (input.type === "int" ? checkWhole(input, i, tables) : []));
  const writer = new StepWriter(tables, texts);
  const body = correction.kind === "simple" ? writer.simple(correction, asNames("u")) : writer.compound(correction);
  const lines = [
    "const { F, I, H, X, P, erf, hashPrng } = tools;",
    "return (A) => {",
    // Inputs that are fixed have no number; no code reads it.
    ...correction.inputs.map((input, i) => `let u${i} = ${isFixed(input) ? "0" : `A[${inputs.indexOf(input)}]`};`),
    ...wholes,
    "let r = 0;",
    ...body,
    "A[0] = r;",
    "return -1;",
    "};",
  ];
  const { failures } = tables;
  return {
    name: correction.name,
    inputs,
    code: lines.join("\n"),
    tools: {
      F: tables.F,
      I: tables.I,
      H: new Float64Array(correctionLimits.inputs + 1),
      X: new Float64Array(correctionLimits.inputs * writer.depth),
      P: new Int32Array(writer.depth),
      erf: erfInPlace,
      hashPrng,
    },
    failures,
    codeOf: (text) => tables.codeOf(text),
    describe: (failure, value, text) => {
      const found = failures[failure]!;
      return describeFailure(correction.name, found, value, text ?? texts[found.input.name]);
    },
  };
}

function erfInPlace(H: Float64Array): void {
  H[0] = erf(H[0]!);
}

function checkWhole(input: CorrectionInput, i: number, tables: Tables): string[] {
  const failure = tables.failure({ kind: "not-whole", input, path: "" });
  const isWhole = `Math.abs(u${i}) <= 9007199254740991 && Math.floor(u${i}) === u${i}`;
  return [`if (!(${isWhole})) { A[0] = u${i}; return ${failure}; }`, `u${i} += 0;`];
}

const asNames =
  (letter: string) =>
  (i: number): string =>
    `${letter}${i}`;

/** Each correction in a block of its own, with its inputs in `v0`, `v1` … and its result in `r`. */
class StepWriter {
  readonly #tables: Tables;
  readonly #texts: Readonly<Record<string, string>>;
  depth = 0;

  constructor(tables: Tables, texts: Readonly<Record<string, string>>) {
    this.#tables = tables;
    this.#texts = texts;
  }

  simple({ inputs, data }: SimpleCorrection, name: (i: number) => string): string[] {
    const fixed = new Map(
      inputs.flatMap((input, i) =>
        input.type === "string" && Object.hasOwn(this.#texts, input.name)
          ? [[i, this.#texts[input.name]!] as const]
          : [],
      ),
    );
    const tree = new TreeCode(this.#tables, inputs);
    const lines = tree.write(fixTexts(data, fixed));
    this.depth = Math.max(this.depth, tree.depth);
    return ["{", ...inputs.map((_, i) => `let v${i} = ${name(i)};`), ...lines, "}"];
  }

  compound({ steps, updates, inputOperation, outputOperation }: CompoundCorrection): string[] {
    const lines = ["let o = 0;"];
    for (const [n, step] of steps.entries()) {
      lines.push(...this.simple(step.correction, (i) => `u${step.inputs[i]!}`));
      for (const i of updates) lines.push(`u${i} = u${i} ${inputOperation} r;`);
      lines.push(n === 0 || outputOperation === "last" ? "o = r;" : `o = o ${outputOperation} r;`);
    }
    return [...lines, "r = o;"];
  }
}
