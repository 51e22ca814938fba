import type { VectorAccess } from "../expression/functions/signature.ts";

/**
 * How generated code gets at the value of an expression. All strings are JavaScript: a variable or literal (`atom`) that
 * may be repeated freely.
 */
export type Value = ScalarValue | RecordValue | ListValue;

/** A number, bool or string in a variable. */
export interface ScalarValue {
  readonly kind: "scalar";
  readonly atom: string;
  /** A number that is written in the expression. */
  readonly literal?: number;
  /** Of a 64-bit integer: variables with its lower 32 bits, not negative, and its upper ones, with the sign. */
  readonly halves?: () => { readonly low: string; readonly high: string };
}

/** A record, a four-vector, or both. Code is written for what is asked of it. */
export interface RecordValue {
  readonly kind: "record";
  readonly vector: VectorAccess | undefined;
  readonly field: (name: string) => Value;
}

/**
 * A list that need not exist in memory: its length is in a variable, and each element is computed where it is used.
 * `at` writes the code for one element; `index` is an atom from 0 to length - 1.
 */
export interface ListValue {
  readonly kind: "list";
  readonly length: string;
  readonly at: (index: string) => Value;
}

export function scalar(atom: string): ScalarValue {
  return { kind: "scalar", atom };
}

/** A four-vector without fields. */
export function systemValue(vector: VectorAccess): RecordValue {
  return {
    kind: "record",
    vector,
    field: (name) => {
      throw new TypeError(`A four-vector without fields is asked for ${name}`);
    },
  };
}

/** The variable of a value that the checker has made sure is a number, bool or string. */
export function atomOf(value: Value): string {
  return scalarOf(value).atom;
}

export function scalarOf(value: Value): ScalarValue {
  if (value.kind !== "scalar") throw new TypeError(`A ${value.kind} where the checked tree has a plain value`);
  return value;
}

export function recordOf(value: Value): RecordValue {
  if (value.kind !== "record") throw new TypeError(`A ${value.kind} where the checked tree has a record`);
  return value;
}

export function vectorOf(value: Value): VectorAccess {
  const { vector } = recordOf(value);
  if (vector === undefined) throw new TypeError("A plain record where the checked tree has a four-vector");
  return vector;
}

export function listOf(value: Value): ListValue {
  if (value.kind !== "list") throw new TypeError(`A ${value.kind} where the checked tree has a list`);
  return value;
}
