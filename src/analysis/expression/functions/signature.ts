import type { Coordinates } from "../../collection-fields.ts";
import type { ValueType } from "../value-type.ts";

/** What functions take that are computed element by element. */
export type Plain = "number" | "bool" | "string";

/**
 * How generated code gets at one four-vector. Each call writes the code that computes the quantity (in the file's unit)
 * and gives the name of the variable that holds it. Branches that nothing asks for are not read.
 */
export interface VectorAccess {
  pt(): string;
  eta(): string;
  phi(): string;
  energy(): string;
  mass(): string;
  px(): string;
  py(): string;
  pz(): string;
}

/** A call of one of `functionsInMemory` in src/analysis/kernel. */
export interface CallInMemory {
  readonly call: string;
  /** Variables or literals. */
  readonly values: readonly string[];
}

/** Element by element; a plain value goes with every element of a list, lists must be equally long. */
export interface ElementwiseSignature {
  readonly kind: "elementwise";
  readonly parameters: readonly Plain[];
  /** The last parameter may be repeated. */
  readonly variadic?: true;
  readonly result: "number" | "bool";
  /** NaN means that there is no result: an argument is no whole number, or the result one that float64 cannot hold. */
  readonly whole?: true;
  /** JavaScript for the result; each argument is a variable or a literal and may be repeated. */
  readonly javascript: (...values: string[]) => string | CallInMemory;
}

/** `where(condition, a, b)`: elementwise, but with plain values only the chosen one is computed. */
export interface ChoiceSignature {
  readonly kind: "choice";
}

/** One number of each four-vector. */
export interface QuantitySignature {
  readonly kind: "quantity";
  /** An energy, momentum or mass: brought from the file's unit to GeV. */
  readonly energy: boolean;
  readonly javascript: (vector: VectorAccess) => string;
}

/** One number of each pair of four-vectors. */
export interface PairSignature {
  readonly kind: "pair";
  readonly result: "number";
  /** As of a quantity. */
  readonly energy: boolean;
  readonly javascript: (a: VectorAccess, b: VectorAccess) => string | CallInMemory;
}

/** A four-vector of four numbers, elementwise. */
export interface VectorSignature {
  readonly kind: "vector";
  readonly coordinates: Coordinates;
}

/** A four-vector as seen from where another one is at rest, elementwise. */
export interface BoostSignature {
  readonly kind: "boost";
}

/** One value of a whole list, in a loop over its elements. */
export interface ReductionSignature {
  readonly kind: "reduction";
  readonly element: "number" | "bool";
  readonly result: "number" | "bool";
  readonly initial: string;
  /** One JavaScript statement that takes `element` into `total`. It may `break` when the result is settled. */
  readonly step: (total: string, element: string) => string;
  /** Whether an empty list has no result: an error in that event. */
  readonly refusesEmpty: boolean;
}

/** How many elements a list has, whatever they are. */
export interface LengthSignature {
  readonly kind: "length";
}

/** What makes lists of lists, or one element of them; each has its own code. */
export type ListOperation =
  | "argmin"
  | "argmax"
  | "first"
  | "last"
  | "sort"
  | "sortBy"
  | "reverse"
  | "take"
  | "unique"
  | "flatten"
  | "cumsum"
  | "range"
  | "concat"
  | "combinations"
  | "cross"
  | "nearest"
  | "interpolate";

/** What a signature sees of an argument. */
export interface Argument {
  readonly type: ValueType;
  /** If it is a number, or a list of them, that is written out. */
  readonly numbers: readonly number[] | undefined;
}

export interface ListSignature {
  readonly kind: "listCall";
  readonly operation: ListOperation;
  /** Type of the result, or undefined if these arguments are not taken. */
  readonly result: (parts: readonly Argument[]) => ValueType | undefined;
  /** Type of `default=…`; undefined if there is none. */
  readonly fallback?: (parts: readonly Argument[]) => ValueType;
}

/** The system of all four-vectors of a list. */
export interface VectorSumSignature {
  readonly kind: "vectorSum";
}

export type Signature =
  | ElementwiseSignature
  | ChoiceSignature
  | QuantitySignature
  | PairSignature
  | VectorSignature
  | BoostSignature
  | ReductionSignature
  | LengthSignature
  | ListSignature
  | VectorSumSignature;

/** One function of the language: a row of the table. The first signature that fits the arguments is taken. */
export interface FunctionRow {
  readonly name: string;
  /** What it takes, for messages: `sqrt(number)`. */
  readonly usage: string;
  /**
   * How it is called and what it gives, in Markdown, a line for each kind of argument. The reference (docs/expressions.md) and the editor
   * show them. A four-vector is `v`, bools are `m`.
   */
  readonly about: readonly string[];
  readonly signatures: readonly Signature[];
}
