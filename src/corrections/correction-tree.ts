import type { FormulaNode } from "./formula.ts";

export type InputType = "real" | "int" | "string";

export interface CorrectionInput {
  readonly name: string;
  readonly type: InputType;
}

/** Checked: inputs exist and have fitting types, lengths agree, formulas are bound. Inputs are positions in the correction's list. */
export type CorrectionNode = number | Binning | Category | Formula | Transform | HashPrng;

/** Binning and multibinning: an axis or more, contents in C order (the last axis runs fastest). */
export interface Binning {
  readonly kind: "binning";
  readonly axes: readonly BinAxis[];
  readonly content: readonly CorrectionNode[];
  readonly flow: "clamp" | "error" | "wrap" | { readonly node: CorrectionNode };
  /** JSON path, for messages. */
  readonly path: string;
}

export type BinAxis = UniformAxis | VariableAxis;

export interface UniformAxis {
  readonly kind: "uniform";
  readonly input: number;
  readonly bins: number;
  readonly low: number;
  readonly high: number;
}

/** Edges ascend; the first and last may be infinite. */
export interface VariableAxis {
  readonly kind: "variable";
  readonly input: number;
  readonly bins: number;
  readonly edges: readonly number[];
}

export interface Category {
  readonly kind: "category";
  readonly input: number;
  readonly keys: readonly (string | number)[];
  readonly values: readonly CorrectionNode[];
  readonly otherwise: CorrectionNode | undefined;
  readonly path: string;
}

/** `variables[i]` is the input that x, y, z, t or x[i] stand for. */
export interface Formula {
  readonly kind: "formula";
  readonly expression: FormulaNode;
  readonly variables: readonly number[];
  readonly parameters: readonly number[];
}

export interface Transform {
  readonly kind: "transform";
  readonly input: number;
  readonly rule: CorrectionNode;
  readonly content: CorrectionNode;
}

export type Distribution = "stdflat" | "stdnormal" | "normal";

export interface HashPrng {
  readonly kind: "hashprng";
  readonly inputs: readonly number[];
  readonly distribution: Distribution;
}

export interface SimpleCorrection {
  readonly kind: "simple";
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly inputs: readonly CorrectionInput[];
  readonly data: CorrectionNode;
}

export type Operation = "+" | "*" | "/";

/** Corrections one after the other, each of which may change inputs of those after it. */
export interface CompoundCorrection {
  readonly kind: "compound";
  readonly name: string;
  readonly description: string;
  readonly inputs: readonly CorrectionInput[];
  /** Which inputs every step changes. */
  readonly updates: readonly number[];
  readonly inputOperation: Operation;
  readonly outputOperation: Operation | "last";
  readonly steps: readonly CompoundStep[];
}

export interface CompoundStep {
  readonly correction: SimpleCorrection;
  /** For each input of the step, which input of the compound it is. */
  readonly inputs: readonly number[];
}

export type Correction = SimpleCorrection | CompoundCorrection;

/** The corrections of a file, by name. */
export type CorrectionSet = ReadonlyMap<string, Correction>;
