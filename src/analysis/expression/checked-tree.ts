import type { ColumnType } from "../../rootio/column.ts";
import type {
  ChoiceSignature,
  ElementwiseSignature,
  LengthSignature,
  PairSignature,
  QuantitySignature,
  ReductionSignature,
} from "./functions/signature.ts";
import type { ExpressionSource, Span } from "./source.ts";
import type { BinaryOperator } from "./syntax-tree.ts";
import type { ValueType } from "./value-type.ts";

interface CheckedBase {
  readonly type: ValueType;
  readonly source: ExpressionSource;
  readonly span: Span;
  /** Levels below and including this node, through defined names; bounds every recursion over checked trees. */
  readonly depth: number;
}

/**
 * An expression whose names are looked up and whose types fit. Code is generated from nothing else.
 *
 * Elementwise nodes have a list type exactly if one of their operands has.
 */
export type CheckedNode = CheckedBase &
  (
    | { readonly kind: "number"; readonly value: number }
    | { readonly kind: "bool"; readonly value: boolean }
    | { readonly kind: "branch"; readonly branch: string; readonly column: ColumnType }
    | { readonly kind: "define"; readonly define: CheckedDefine }
    | { readonly kind: "collection"; readonly collection: CheckedCollection }
    | { readonly kind: "negate" | "not"; readonly argument: CheckedNode }
    | CheckedBinary
    | { readonly kind: "index"; readonly base: CheckedNode; readonly index: CheckedNode }
    | {
        readonly kind: "slice";
        readonly base: CheckedNode;
        readonly start: CheckedNode | undefined;
        readonly stop: CheckedNode | undefined;
      }
    | { readonly kind: "mask"; readonly base: CheckedNode; readonly mask: CheckedNode }
    | CheckedCall
  );

/** Arithmetic, comparison or logic of numbers and bools; or the sum of two four-vectors. */
export interface CheckedBinary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: CheckedNode;
  readonly right: CheckedNode;
}

export type CheckedCall =
  | CallOf<"elementwise", ElementwiseSignature>
  | CallOf<"choice", ChoiceSignature>
  | CallOf<"quantity", QuantitySignature>
  | CallOf<"pair", PairSignature>
  | CallOf<"reduction", ReductionSignature>
  | CallOf<"length", LengthSignature>
  | { readonly kind: "vectorSum"; readonly arguments: readonly CheckedNode[] };

interface CallOf<Kind extends string, S> {
  readonly kind: Kind;
  readonly signature: S;
  readonly arguments: readonly CheckedNode[];
}

/** One `define` entry. */
export interface CheckedDefine {
  readonly name: string;
  /** Position in the recipe. */
  readonly index: number;
  readonly node: CheckedNode;
}

/** One collection: lists of numbers that make up four-vectors. Exactly one of `energy` and `mass` is present. */
export interface CheckedCollection {
  readonly name: string;
  readonly index: number;
  readonly pt: CheckedNode;
  readonly eta: CheckedNode;
  readonly phi: CheckedNode;
  readonly energy?: CheckedNode;
  readonly mass?: CheckedNode;
}
