import type { ExpressionSource, Span } from "./source.ts";

/** What the parser makes of a text: names are not yet looked up and types are not yet known. */
export type SyntaxNode =
  | NumberNode
  | BoolNode
  | StringNode
  | NameNode
  | ListNode
  | ComprehensionNode
  | UnaryNode
  | BinaryNode
  | IndexNode
  | SliceNode
  | FieldNode
  | CallNode;

export type UnaryOperator = "-" | "!" | "~";
export type BitOperator = "&" | "|" | "<<" | ">>";
export type BinaryOperator =
  "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "+" | "-" | "*" | "/" | "%" | BitOperator;

interface NodeBase {
  readonly span: Span;
  /** Levels of nesting below and including this node; a chain of binary operators counts as one. */
  readonly depth: number;
}

export interface NumberNode extends NodeBase {
  readonly kind: "number";
  readonly value: number;
}

export interface BoolNode extends NodeBase {
  readonly kind: "bool";
  readonly value: boolean;
}

export interface StringNode extends NodeBase {
  readonly kind: "string";
  readonly value: string;
}

export interface NameNode extends NodeBase {
  readonly kind: "name";
  readonly name: string;
}

/** `[a, b, c]`, at least one. */
export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly elements: readonly SyntaxNode[];
}

/** `[body for name in list if condition]`; several names take the parts of a pair, a triple, …. */
export interface ComprehensionNode extends NodeBase {
  readonly kind: "comprehension";
  readonly body: SyntaxNode;
  readonly names: readonly { readonly name: string; readonly span: Span }[];
  readonly list: SyntaxNode;
  readonly condition: SyntaxNode | undefined;
}

export interface UnaryNode extends NodeBase {
  readonly kind: "unary";
  readonly operator: UnaryOperator;
  readonly argument: SyntaxNode;
}

/** Operators of one precedence lean to the left: `a - b - c` has `a - b` as its left side. */
export interface BinaryNode extends NodeBase {
  readonly kind: "binary";
  readonly operator: BinaryOperator;
  readonly left: SyntaxNode;
  readonly right: SyntaxNode;
}

/** `base[index]`: one element, a mask, or several positions; only the types tell which. */
export interface IndexNode extends NodeBase {
  readonly kind: "index";
  readonly base: SyntaxNode;
  readonly index: SyntaxNode;
}

export interface SliceNode extends NodeBase {
  readonly kind: "slice";
  readonly base: SyntaxNode;
  readonly start: SyntaxNode | undefined;
  readonly stop: SyntaxNode | undefined;
}

/** `base.field`. */
export interface FieldNode extends NodeBase {
  readonly kind: "field";
  readonly base: SyntaxNode;
  readonly field: string;
  readonly fieldSpan: Span;
}

export interface CallNode extends NodeBase {
  readonly kind: "call";
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly SyntaxNode[];
  /** `default=…`, what an empty list gives. */
  readonly fallback: SyntaxNode | undefined;
}

/** One parsed expression with the functions that it calls. */
export interface ParsedExpression {
  readonly source: ExpressionSource;
  readonly tree: SyntaxNode;
  readonly calls: readonly CallNode[];
}
