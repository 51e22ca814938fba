/** Numeric type of one value as it stands in the file; arithmetic widens to float64. */
export type NumberType =
  "bool" | "int8" | "uint8" | "int16" | "uint16" | "int32" | "uint32" | "int64" | "uint64" | "float32" | "float64";

export type NumericArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/** What one entry of a branch holds: one value (`scalar`) or a list of values, whose length may change (`list`). */
export interface ColumnType {
  readonly shape: "scalar" | "list";
  readonly type: NumberType;
  /** For fixed-size arrays (`x[3]`): how many values every entry has. */
  readonly fixedLength?: number;
}

/** What one entry of a branch with lists in lists holds; `levels` is at least 2. */
export interface NestedType {
  readonly shape: "nested";
  readonly type: NumberType;
  readonly levels: number;
}

/** Texts, with so many lists around each. */
export interface TextType {
  readonly shape: "text";
  readonly type: "text";
  readonly levels: number;
}

/** What one entry of any branch holds. */
export type LeafType = ColumnType | NestedType | TextType;

/** One value an entry. `values[0 .. length)` are valid; the array may be longer, it is reused. */
export interface FlatColumn {
  readonly shape: "scalar";
  readonly type: NumberType;
  readonly length: number;
  readonly values: NumericArray;
}

/**
 * A list of values an entry. `offsets` has (at least) length + 1 valid numbers, `offsets[0]` is 0;
 * entry i is `content.subarray(offsets[i], offsets[i + 1])`. Both arrays may be longer, they are reused.
 */
export interface JaggedColumn {
  readonly shape: "list";
  readonly type: NumberType;
  readonly length: number;
  readonly offsets: Int32Array;
  readonly content: NumericArray;
}

/** Numbers, or lists of them. */
export type Column = FlatColumn | JaggedColumn;

/**
 * Lists in lists. List i of level k has the lists (or values) `levels[k][i] .. levels[k][i + 1]` of the next level; level 0
 * has one list an entry.
 */
export interface NestedColumn {
  readonly shape: "nested";
  readonly type: NumberType;
  readonly length: number;
  readonly levels: readonly Int32Array[];
  readonly content: NumericArray;
}

/** Texts, with any number of lists around each, as in {@link NestedColumn}. */
export interface TextColumn {
  readonly shape: "text";
  readonly length: number;
  readonly levels: readonly Int32Array[];
  readonly texts: readonly string[];
}

/** Whatever a branch may hold. */
export type LeafColumn = Column | NestedColumn | TextColumn;

/** Bytes of one value in the file. */
export function byteWidth(type: NumberType): 1 | 2 | 4 | 8 {
  switch (type) {
    case "bool":
    case "int8":
    case "uint8":
      return 1;
    case "int16":
    case "uint16":
      return 2;
    case "int32":
    case "uint32":
    case "float32":
      return 4;
    case "int64":
    case "uint64":
    case "float64":
      return 8;
  }
}

/** An array of `length` values of that type; bool is one byte, 0 or 1. */
export function createArray(type: NumberType, length: number): NumericArray {
  switch (type) {
    case "bool":
    case "uint8":
      return new Uint8Array(length);
    case "int8":
      return new Int8Array(length);
    case "int16":
      return new Int16Array(length);
    case "uint16":
      return new Uint16Array(length);
    case "int32":
      return new Int32Array(length);
    case "uint32":
      return new Uint32Array(length);
    case "int64":
      return new BigInt64Array(length);
    case "uint64":
      return new BigUint64Array(length);
    case "float32":
      return new Float32Array(length);
    case "float64":
      return new Float64Array(length);
  }
}
