import type { Element } from "../value-type.ts";

/**
 * What a four-vector can be asked for. A function says which it needs (bits, combined with |), so that only those
 * branches of a collection are read.
 */
export const quantity = { pt: 1, eta: 2, phi: 4, energy: 8, mass: 16 } as const;
/** Enough for px, py, pz and energy. */
export const wholeVector = quantity.pt | quantity.eta | quantity.phi | quantity.energy;

/**
 * How generated code gets at one four-vector. Each call writes the code that computes the quantity (in the file's unit)
 * and gives the name of the variable that holds it; a quantity that was not asked for with `needs` must not be used.
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

/** Element by element; a plain value goes with every element of a list, lists must be equally long. */
export interface ElementwiseSignature {
  readonly kind: "elementwise";
  readonly parameters: readonly Element[];
  /** The last parameter may be repeated. */
  readonly variadic?: true;
  readonly result: "number" | "bool";
  /** JavaScript for the result; each argument is a variable or a literal and may be repeated. */
  readonly javascript: (...values: string[]) => string;
}

/** `where(condition, a, b)`: elementwise, but with plain values only the chosen one is computed. */
export interface ChoiceSignature {
  readonly kind: "choice";
  readonly element: "number" | "bool";
}

/** One number of each four-vector. */
export interface QuantitySignature {
  readonly kind: "quantity";
  readonly needs: number;
  /** An energy, momentum or mass: brought from the file's unit to GeV. */
  readonly energy: boolean;
  readonly javascript: (vector: VectorAccess) => string;
}

/** One number of each pair of four-vectors. */
export interface PairSignature {
  readonly kind: "pair";
  readonly needs: number;
  readonly javascript: (a: VectorAccess, b: VectorAccess) => string;
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

/** How many elements a list has. */
export interface LengthSignature {
  readonly kind: "length";
  readonly element: Element;
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
  | ReductionSignature
  | LengthSignature
  | VectorSumSignature;

/** One function of the language: a row of the table. The first signature that fits the arguments is taken. */
export interface FunctionRow {
  readonly name: string;
  /** What it takes, for messages and for the reference: `sqrt(number)`. */
  readonly usage: string;
  readonly signatures: readonly Signature[];
}
