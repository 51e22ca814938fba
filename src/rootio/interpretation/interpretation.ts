import type { ColumnType, NumberType } from "../column.ts";

/**
 * How the bytes of a branch's baskets become values.
 *
 * `fixed`: `length` values an entry, one after the other (a scalar has one). `counted`: values only, where each entry starts
 * stands behind them in the basket. `vector`: every entry has a 10-byte header with its own count (std::vector, RVec).
 */
export type Interpretation =
  | { readonly kind: "fixed"; readonly type: NumberType; readonly length: number; readonly isList: boolean }
  | { readonly kind: "counted"; readonly type: NumberType }
  | { readonly kind: "vector"; readonly type: NumberType };

/** A branch that this reader does not read is a value, not an error, until somebody asks for it. */
export interface UnknownInterpretation {
  readonly kind: "unknown";
  readonly reason: string;
}

/** What one entry holds, as expressions see it. */
export function columnTypeOf(interpretation: Interpretation): ColumnType {
  if (interpretation.kind !== "fixed") return { shape: "list", type: interpretation.type };
  if (!interpretation.isList) return { shape: "scalar", type: interpretation.type };
  return { shape: "list", type: interpretation.type, fixedLength: interpretation.length };
}

/** `vector<float32>`, `int32[NJet]`, `float64[3]`, `bool`: for people. */
export function describeInterpretation(interpretation: Interpretation): string {
  switch (interpretation.kind) {
    case "fixed":
      return interpretation.isList ? `${interpretation.type}[${interpretation.length}]` : interpretation.type;
    case "counted":
      return `${interpretation.type}[]`;
    case "vector":
      return `vector<${interpretation.type}>`;
  }
}
