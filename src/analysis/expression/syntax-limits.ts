import { ExpressionLimitError } from "./errors.ts";
import type { ExpressionSource, Span } from "./source.ts";
import type { SyntaxNode } from "./syntax-tree.ts";
import type { TokenCursor } from "./token-cursor.ts";

/** Levels of parentheses, brackets, calls and signs; keeps every recursion over a tree far from the end of the stack. */
export const maxNesting = 100;
/** Names, numbers, operators and calls of one expression together. */
export const maxNodes = 2000;

/** Counts levels and parts while an expression is parsed. */
export class SyntaxLimits {
  readonly #source: ExpressionSource;
  readonly #tokens: TokenCursor;
  #nesting = 0;
  #nodes = 0;

  constructor(source: ExpressionSource, tokens: TokenCursor) {
    this.#source = source;
    this.#tokens = tokens;
  }

  /** Parses what stands one level deeper. */
  nested<T>(span: Span, parse: () => T): T {
    if (++this.#nesting > maxNesting) this.#tooDeep(span);
    const result = parse();
    this.#nesting--;
    return result;
  }

  /** Counts a node. */
  node<T extends SyntaxNode>(node: T): T {
    if (++this.#nodes > maxNodes)
      throw new ExpressionLimitError(
        `The expression has more than ${maxNodes} parts; split it into several "define" entries`,
        this.#source,
        this.#tokens.current.span,
      );
    if (node.depth > maxNesting) this.#tooDeep(node.span);
    return node;
  }

  #tooDeep(span: Span): never {
    throw new ExpressionLimitError(
      `The expression is nested more than ${maxNesting} deep; split it into several "define" entries`,
      this.#source,
      span,
    );
  }
}
