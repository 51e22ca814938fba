import { ExpressionLimitError, ExpressionSyntaxError } from "./errors.ts";
import type { ExpressionSource, Span } from "./source.ts";
import { showText } from "./source.ts";
import type { BinaryOperator, CallNode, ParsedExpression, SyntaxNode } from "./syntax-tree.ts";
import { createTokenizer, type Token } from "./tokens.ts";

/** Levels of parentheses, brackets, calls and signs; keeps every recursion over a tree far from the end of the stack. */
export const maxNesting = 100;
/** Names, numbers, operators and calls of one expression together. */
export const maxNodes = 2000;

/** Higher binds closer. Comparisons do not chain. */
const precedence: ReadonlyMap<string, number> = new Map([
  ["||", 1],
  ["&&", 2],
  ...["==", "!=", "<", "<=", ">", ">="].map((operator) => [operator, 3] as const),
  ["+", 4],
  ["-", 4],
  ["*", 5],
  ["/", 5],
  ["%", 5],
]);
const comparison = 3;

const words: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
]);

/**
 * Parses one expression.
 *
 * @throws {ExpressionSyntaxError} if the text is not an expression.
 * @throws {ExpressionLimitError} if it is nested more than 100 deep or has more than 2,000 parts.
 */
export function parseExpression(source: ExpressionSource): ParsedExpression {
  return new Parser(source).parse();
}

class Parser {
  readonly #source: ExpressionSource;
  readonly #next: () => Token;
  readonly #calls: CallNode[] = [];
  #token: Token;
  #nesting = 0;
  #nodes = 0;

  constructor(source: ExpressionSource) {
    this.#source = source;
    this.#next = createTokenizer(source);
    this.#token = this.#next();
  }

  parse(): ParsedExpression {
    const tree = this.#binary(1);
    if (this.#token.kind !== "end") this.#refuse("an operator or the end");
    return { source: this.#source, tree, calls: this.#calls };
  }

  /** Precedence climbing: a loop over operators of one level, so that a long chain needs no deep stack. */
  #binary(lowest: number): SyntaxNode {
    let left = this.#unary();
    for (;;) {
      const token = this.#token;
      const level = token.kind === "symbol" ? precedence.get(token.text) : undefined;
      if (level === undefined || level < lowest) return left;
      this.#advance();
      const right = this.#binary(level + 1);
      const operator = token.text as BinaryOperator;
      const leftDepth = left.kind === "binary" ? left.depth : left.depth + 1;
      left = this.#node({
        kind: "binary",
        operator,
        left,
        right,
        span: { start: left.span.start, stop: right.span.stop },
        depth: Math.max(leftDepth, right.depth + 1),
      });
      if (level === comparison) this.#refuseChain();
    }
  }

  #refuseChain(): void {
    if (this.#token.kind === "symbol" && precedence.get(this.#token.text) === comparison)
      throw new ExpressionSyntaxError(
        'Comparisons do not chain: write "a < b && b < c" instead of "a < b < c"',
        this.#source,
        this.#token.span,
      );
  }

  #unary(): SyntaxNode {
    const token = this.#token;
    if (token.kind !== "symbol" || (token.text !== "-" && token.text !== "!")) return this.#postfix();
    this.#advance();
    const argument = this.#nested(token.span, () => this.#unary());
    return this.#node({
      kind: "unary",
      operator: token.text,
      argument,
      span: { start: token.span.start, stop: argument.span.stop },
      depth: argument.depth + 1,
    });
  }

  #postfix(): SyntaxNode {
    let base = this.#primary();
    while (this.#at("[")) base = this.#bracket(base);
    return base;
  }

  /** `[index]`, `[start:stop]` with either end left out. */
  #bracket(base: SyntaxNode): SyntaxNode {
    const open = this.#advance();
    return this.#nested(open.span, () => {
      const start = this.#at(":") ? undefined : this.#binary(1);
      if (start !== undefined && this.#at("]")) {
        const span = { start: base.span.start, stop: this.#advance().span.stop };
        return this.#node({ kind: "index", base, index: start, span, depth: Math.max(base.depth, start.depth) + 1 });
      }
      this.#expect(":", start === undefined ? '":"' : '"]", ":" or an operator');
      const stop = this.#at("]") ? undefined : this.#binary(1);
      const span = { start: base.span.start, stop: this.#expect("]", '"]" or an operator').span.stop };
      const depth = Math.max(base.depth, start?.depth ?? 0, stop?.depth ?? 0) + 1;
      return this.#node({ kind: "slice", base, start, stop, span, depth });
    });
  }

  #primary(): SyntaxNode {
    const token = this.#token;
    if (token.kind === "number") {
      this.#advance();
      return this.#node({ kind: "number", value: Number(token.text), span: token.span, depth: 1 });
    }
    if (token.kind === "name") return this.#name();
    if (token.kind !== "symbol" || token.text !== "(") this.#refuse('a name, a number or "("');
    this.#advance();
    const inner = this.#nested(token.span, () => this.#binary(1));
    const close = this.#expect(")", '")" or an operator');
    return { ...inner, span: { start: token.span.start, stop: close.span.stop } };
  }

  #name(): SyntaxNode {
    const token = this.#advance();
    const quoted = this.#source.text[token.span.start] === "`";
    if (!quoted && (token.text === "true" || token.text === "false"))
      return this.#node({ kind: "bool", value: token.text === "true", span: token.span, depth: 1 });
    if (this.#at("(")) return this.#call(token);
    return this.#node({ kind: "name", name: token.text, span: token.span, depth: 1 });
  }

  #call(name: Token): SyntaxNode {
    const open = this.#advance();
    const parts: SyntaxNode[] = [];
    this.#nested(open.span, () => {
      if (this.#at(")")) return;
      parts.push(this.#binary(1));
      while (this.#at(",")) {
        this.#advance();
        parts.push(this.#binary(1));
      }
    });
    const close = this.#expect(")", '",", ")" or an operator');
    const node: CallNode = {
      kind: "call",
      name: name.text,
      nameSpan: name.span,
      arguments: parts,
      span: { start: name.span.start, stop: close.span.stop },
      depth: Math.max(0, ...parts.map((part) => part.depth)) + 1,
    };
    this.#calls.push(node);
    return this.#node(node);
  }

  #nested<T>(span: Span, parse: () => T): T {
    if (++this.#nesting > maxNesting) this.#tooDeep(span);
    const result = parse();
    this.#nesting--;
    return result;
  }

  #node<T extends SyntaxNode>(node: T): T {
    if (++this.#nodes > maxNodes)
      throw new ExpressionLimitError(
        `The expression has more than ${maxNodes} parts; split it into several "define" entries`,
        this.#source,
        this.#token.span,
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

  #at(symbol: string): boolean {
    return this.#token.kind === "symbol" && this.#token.text === symbol;
  }

  #advance(): Token {
    const token = this.#token;
    this.#token = this.#next();
    return token;
  }

  #expect(symbol: string, expected: string): Token {
    if (!this.#at(symbol)) this.#refuse(expected);
    return this.#advance();
  }

  #refuse(expected: string): never {
    const { kind, text, span } = this.#token;
    const word = kind === "name" ? words.get(text) : undefined;
    const found = kind === "end" ? "the end of the expression" : `"${showText(text)}"`;
    const hint = word === undefined ? "" : `; write "${word}" for "${text}"`;
    throw new ExpressionSyntaxError(`Expected ${expected}, found ${found}${hint}`, this.#source, span);
  }
}
