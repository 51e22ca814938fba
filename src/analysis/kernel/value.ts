import type { VectorAccess } from "../expression/functions/signature.ts";

/**
 * How generated code gets at the value of an expression. All strings are JavaScript: a variable or literal (`atom`) that
 * may be repeated freely.
 */
export type Value = SingleValue | ListValue;
export type SingleValue = ScalarValue | VectorValue;

/** A number or bool in a variable. */
export interface ScalarValue {
  readonly kind: "scalar";
  readonly atom: string;
}

export interface VectorValue {
  readonly kind: "vector";
  readonly vector: VectorAccess;
}

/**
 * A list that need not exist in memory: its length is in a variable, and each element is computed where it is used.
 * `at` writes the code for one element; `index` is an atom from 0 to length - 1.
 */
export interface ListValue {
  readonly kind: "list";
  readonly length: string;
  readonly at: (index: string) => SingleValue;
}

export function scalar(atom: string): ScalarValue {
  return { kind: "scalar", atom };
}

/** The variable of a value that the checker has made sure is a number or bool. */
export function atomOf(value: Value): string {
  if (value.kind !== "scalar") throw new TypeError(`A ${value.kind} where the checked tree has a number or bool`);
  return value.atom;
}

export function vectorOf(value: Value): VectorAccess {
  if (value.kind !== "vector") throw new TypeError(`A ${value.kind} where the checked tree has a four-vector`);
  return value.vector;
}

export function listOf(value: Value): ListValue {
  if (value.kind !== "list") throw new TypeError(`A ${value.kind} where the checked tree has a list`);
  return value;
}
