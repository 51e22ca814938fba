import type { ExpressionSource, Span } from "./source.ts";

/** What the parser makes of a text: names are not yet looked up and types are not yet known. */
export type SyntaxNode = NumberNode | BoolNode | NameNode | UnaryNode | BinaryNode | IndexNode | SliceNode | CallNode;

export type UnaryOperator = "-" | "!";
export type BinaryOperator = "||" | "&&" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/" | "%";

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

export interface NameNode extends NodeBase {
  readonly kind: "name";
  readonly name: string;
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

/** `base[index]`: one element, or a mask; only the types tell which. */
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

export interface CallNode extends NodeBase {
  readonly kind: "call";
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly SyntaxNode[];
}

/** One parsed expression with the functions that it calls. */
export interface ParsedExpression {
  readonly source: ExpressionSource;
  readonly tree: SyntaxNode;
  readonly calls: readonly CallNode[];
}
