import type { CallableCorrection } from "../../corrections/callable-correction.ts";
import type { LeafType } from "../../rootio/column.ts";
import type {
  BoostSignature,
  ChoiceSignature,
  ElementwiseSignature,
  LengthSignature,
  ListSignature,
  PairSignature,
  QuantitySignature,
  ReductionSignature,
  VectorSignature,
} from "./functions/signature.ts";
import type { ExpressionSource, Span } from "./source.ts";
import type { BinaryOperator } from "./syntax-tree.ts";
import type { RecordType, ValueType } from "./value-type.ts";

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
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "branch"; readonly branch: string; readonly column: LeafType }
    | { readonly kind: "define"; readonly define: CheckedDefine }
    | { readonly kind: "collection"; readonly collection: CheckedCollection }
    | { readonly kind: "variable"; readonly variable: CheckedVariable }
    | { readonly kind: "negate" | "not" | "complement"; readonly argument: CheckedNode }
    | { readonly kind: "field"; readonly base: CheckedNode; readonly field: string }
    | { readonly kind: "literal"; readonly elements: readonly CheckedNode[] }
    | CheckedComprehension
    | CheckedBinary
    | { readonly kind: "index"; readonly base: CheckedNode; readonly index: CheckedNode }
    | {
        readonly kind: "slice";
        readonly base: CheckedNode;
        readonly start: CheckedNode | undefined;
        readonly stop: CheckedNode | undefined;
      }
    | { readonly kind: "mask"; readonly base: CheckedNode; readonly mask: CheckedNode }
    | { readonly kind: "positions"; readonly base: CheckedNode; readonly positions: CheckedNode }
    | CheckedCall
    | CheckedCorrection
  );

/** The call of a correction, element by element. */
export interface CheckedCorrection {
  readonly kind: "correction";
  readonly callable: CallableCorrection;
  /** Inputs whose text is written out: choices that hang on them are made when it is compiled. */
  readonly texts: Readonly<Record<string, string>>;
  /** The other inputs, in their order. */
  readonly arguments: readonly CheckedNode[];
}

/** Arithmetic, comparison, logic or bits of numbers, bools and strings; or of four-vectors, elementwise too. */
export interface CheckedBinary {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: CheckedNode;
  readonly right: CheckedNode;
}

/** A name that a comprehension gives to the elements of its list, or to one part of them; compared by identity. */
export interface CheckedVariable {
  readonly name: string;
  readonly type: ValueType;
  /** The part, where several names take a pair apart. */
  readonly part: string | undefined;
}

export interface CheckedComprehension {
  readonly kind: "comprehension";
  readonly body: CheckedNode;
  readonly variables: readonly CheckedVariable[];
  readonly list: CheckedNode;
  readonly condition: CheckedNode | undefined;
}

export type CheckedCall =
  | CallOf<"elementwise", ElementwiseSignature>
  | CallOf<"choice", ChoiceSignature>
  | CallOf<"quantity", QuantitySignature>
  | CallOf<"pair", PairSignature>
  | CallOf<"vector", VectorSignature>
  | CallOf<"boost", BoostSignature>
  | CallOf<"reduction", ReductionSignature>
  | CallOf<"length", LengthSignature>
  | CallOf<"listCall", ListSignature>
  | { readonly kind: "vectorSum"; readonly arguments: readonly CheckedNode[]; readonly fallback: undefined };

interface CallOf<Kind extends string, S> {
  readonly kind: Kind;
  readonly signature: S;
  readonly arguments: readonly CheckedNode[];
  /** What an empty list gives in place of an error. */
  readonly fallback: CheckedNode | undefined;
}

/** One `define` entry. */
export interface CheckedDefine {
  readonly name: string;
  /** Position in the recipe. */
  readonly index: number;
  readonly node: CheckedNode;
}

/** One collection: lists that are equally long, of which some may make up four-vectors. */
export interface CheckedCollection {
  readonly name: string;
  readonly index: number;
  /** At least one; the length of the first is that of the collection. */
  readonly fields: ReadonlyMap<string, CheckedNode>;
  readonly element: RecordType;
}
