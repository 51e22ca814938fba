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
  ...["==", "!=", "<", "<=", ">", ">=", "in"].map((operator) => [operator, 3] as const),
  ["|", 4],
  ["&", 5],
  ["<<", 6],
  [">>", 6],
  ["+", 7],
  ["-", 7],
  ["*", 8],
  ["/", 8],
  ["%", 8],
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
      const level = this.#levelOf(token);
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

  #levelOf(token: Token): number | undefined {
    return token.kind === "symbol" || this.#isWord("in") ? precedence.get(token.text) : undefined;
  }

  #refuseChain(): void {
    if (this.#levelOf(this.#token) === comparison)
      throw new ExpressionSyntaxError(
        'Comparisons do not chain: write "a < b && b < c" instead of "a < b < c"',
        this.#source,
        this.#token.span,
      );
  }

  #unary(): SyntaxNode {
    const token = this.#token;
    if (token.kind !== "symbol" || (token.text !== "-" && token.text !== "!" && token.text !== "~"))
      return this.#postfix();
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
    while (this.#at("[") || this.#at(".")) base = this.#at("[") ? this.#bracket(base) : this.#field(base);
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
    if (token.kind === "string") {
      this.#advance();
      return this.#node({ kind: "string", value: token.text, span: token.span, depth: 1 });
    }
    if (token.kind === "name") return this.#name();
    if (this.#at("[")) return this.#list();
    if (token.kind !== "symbol" || token.text !== "(") this.#refuse('a name, a number or "("');
    this.#advance();
    const inner = this.#nested(token.span, () => this.#binary(1));
    const close = this.#expect(")", '")" or an operator');
    return { ...inner, span: { start: token.span.start, stop: close.span.stop } };
  }

  #field(base: SyntaxNode): SyntaxNode {
    this.#advance();
    const field = this.#token;
    if (field.kind !== "name") this.#refuse('the name of a field after "."');
    this.#advance();
    const span = { start: base.span.start, stop: field.span.stop };
    return this.#node({
      kind: "field",
      base,
      field: field.text,
      fieldSpan: field.span,
      span,
      depth: base.depth + 1,
    });
  }

  /** `[a, b, c]`, or `[body for x in list if condition]`. */
  #list(): SyntaxNode {
    const open = this.#advance();
    const { start } = open.span;
    return this.#nested(open.span, () => {
      if (this.#at("]")) this.#refuse("the first element of a list");
      const elements = [this.#binary(1)];
      if (this.#isWord("for")) return this.#comprehension(elements[0]!, start);
      while (this.#at(",")) {
        this.#advance();
        elements.push(this.#binary(1));
      }
      const { stop } = this.#expect("]", '",", "]", "for" or an operator').span;
      return this.#node({ kind: "list", elements, span: { start, stop }, depth: depthAround(elements) });
    });
  }

  #comprehension(body: SyntaxNode, start: number): SyntaxNode {
    const names: { name: string; span: Span }[] = [];
    do {
      this.#advance(); // "for", or ","
      const { kind, text, span } = this.#token;
      if (kind !== "name" || this.#isWord("in")) this.#refuse('a name for the elements after "for"');
      this.#advance();
      names.push({ name: text, span });
    } while (this.#at(","));
    if (!this.#isWord("in")) this.#refuse('"in" or ","');
    this.#advance();
    const list = this.#binary(1);
    let condition: SyntaxNode | undefined;
    if (this.#isWord("if")) {
      this.#advance();
      condition = this.#binary(1);
    }
    const { stop } = this.#expect(
      "]",
      condition === undefined ? '"if", "]" or an operator' : '"]" or an operator',
    ).span;
    const depth = depthAround([body, list, ...(condition === undefined ? [] : [condition])]);
    return this.#node({ kind: "comprehension", body, names, list, condition, span: { start, stop }, depth });
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
    let fallback: SyntaxNode | undefined;
    this.#nested(open.span, () => {
      if (this.#at(")")) return;
      for (;;) {
        const part = this.#binary(1);
        if (this.#at("=")) fallback = this.#fallback(part);
        else parts.push(part);
        if (fallback !== undefined || !this.#at(",")) return;
        this.#advance();
      }
    });
    const close = this.#expect(")", '",", ")" or an operator');
    const node: CallNode = {
      kind: "call",
      name: name.text,
      nameSpan: name.span,
      arguments: parts,
      fallback,
      span: { start: name.span.start, stop: close.span.stop },
      depth: depthAround(fallback === undefined ? parts : [...parts, fallback]),
    };
    this.#calls.push(node);
    return this.#node(node);
  }

  /** What stands behind `default=`. */
  #fallback(name: SyntaxNode): SyntaxNode {
    if (name.kind !== "name" || name.name !== "default")
      this.#refuse('an operator; "==" compares, "default=" is named');
    this.#advance();
    return this.#binary(1);
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

  /** Whether a name stands here that has a meaning in comprehensions. */
  #isWord(word: string): boolean {
    const { kind, text, span } = this.#token;
    return kind === "name" && text === word && this.#source.text[span.start] !== "`";
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
    const equals = text === "=" ? '; write "==" to compare' : "";
    const hint = word === undefined ? equals : `; write "${word}" for "${text}"`;
    throw new ExpressionSyntaxError(`Expected ${expected}, found ${found}${hint}`, this.#source, span);
  }
}

function depthAround(nodes: readonly SyntaxNode[]): number {
  return Math.max(0, ...nodes.map((node) => node.depth)) + 1;
}
