import { ExpressionSyntaxError } from "./errors.ts";
import type { ExpressionSource, Span } from "./source.ts";
import type { BinaryOperator, CallNode, ParsedExpression, SyntaxNode } from "./syntax-tree.ts";
import { SyntaxLimits } from "./syntax-limits.ts";
import { TokenCursor } from "./token-cursor.ts";
import type { Token } from "./tokens.ts";

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
  readonly #tokens: TokenCursor;
  readonly #limits: SyntaxLimits;
  readonly #calls: CallNode[] = [];

  constructor(source: ExpressionSource) {
    this.#source = source;
    this.#tokens = new TokenCursor(source);
    this.#limits = new SyntaxLimits(source, this.#tokens);
  }

  parse(): ParsedExpression {
    const tree = this.#binary(1);
    if (this.#tokens.current.kind !== "end") this.#tokens.refuse("an operator or the end");
    return { source: this.#source, tree, calls: this.#calls };
  }

  /** Precedence climbing: a loop over operators of one level, so that a long chain needs no deep stack. */
  #binary(lowest: number): SyntaxNode {
    let left = this.#unary();
    for (;;) {
      const token = this.#tokens.current;
      const level = this.#levelOf(token);
      if (level === undefined || level < lowest) return left;
      this.#tokens.advance();
      const right = this.#binary(level + 1);
      const operator = token.text as BinaryOperator;
      const leftDepth = left.kind === "binary" ? left.depth : left.depth + 1;
      left = this.#limits.node({
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
    return token.kind === "symbol" || this.#tokens.isWord("in") ? precedence.get(token.text) : undefined;
  }

  #refuseChain(): void {
    if (this.#levelOf(this.#tokens.current) === comparison)
      throw new ExpressionSyntaxError(
        'Comparisons do not chain: write "a < b && b < c" instead of "a < b < c"',
        this.#source,
        this.#tokens.current.span,
      );
  }

  #unary(): SyntaxNode {
    const token = this.#tokens.current;
    if (token.kind !== "symbol" || (token.text !== "-" && token.text !== "!" && token.text !== "~"))
      return this.#postfix();
    this.#tokens.advance();
    const argument = this.#limits.nested(token.span, () => this.#unary());
    return this.#limits.node({
      kind: "unary",
      operator: token.text,
      argument,
      span: { start: token.span.start, stop: argument.span.stop },
      depth: argument.depth + 1,
    });
  }

  #postfix(): SyntaxNode {
    let base = this.#primary();
    while (this.#tokens.at("[") || this.#tokens.at("."))
      base = this.#tokens.at("[") ? this.#bracket(base) : this.#field(base);
    return base;
  }

  /** `[index]`, `[start:stop]` with either end left out. */
  #bracket(base: SyntaxNode): SyntaxNode {
    const open = this.#tokens.advance();
    return this.#limits.nested(open.span, () => {
      const start = this.#tokens.at(":") ? undefined : this.#binary(1);
      if (start !== undefined && this.#tokens.at("]")) {
        const span = { start: base.span.start, stop: this.#tokens.advance().span.stop };
        return this.#limits.node({
          kind: "index",
          base,
          index: start,
          span,
          depth: Math.max(base.depth, start.depth) + 1,
        });
      }
      this.#tokens.expect(":", start === undefined ? '":"' : '"]", ":" or an operator');
      const stop = this.#tokens.at("]") ? undefined : this.#binary(1);
      const span = { start: base.span.start, stop: this.#tokens.expect("]", '"]" or an operator').span.stop };
      const depth = Math.max(base.depth, start?.depth ?? 0, stop?.depth ?? 0) + 1;
      return this.#limits.node({ kind: "slice", base, start, stop, span, depth });
    });
  }

  #primary(): SyntaxNode {
    const token = this.#tokens.current;
    if (token.kind === "number") {
      this.#tokens.advance();
      return this.#limits.node({ kind: "number", value: Number(token.text), span: token.span, depth: 1 });
    }
    if (token.kind === "string") {
      this.#tokens.advance();
      return this.#limits.node({ kind: "string", value: token.text, span: token.span, depth: 1 });
    }
    if (token.kind === "name") return this.#name();
    if (this.#tokens.at("[")) return this.#list();
    if (token.kind !== "symbol" || token.text !== "(") this.#tokens.refuse('a name, a number or "("');
    this.#tokens.advance();
    const inner = this.#limits.nested(token.span, () => this.#binary(1));
    const close = this.#tokens.expect(")", '")" or an operator');
    return { ...inner, span: { start: token.span.start, stop: close.span.stop } };
  }

  #field(base: SyntaxNode): SyntaxNode {
    this.#tokens.advance();
    const field = this.#tokens.current;
    if (field.kind !== "name") this.#tokens.refuse('the name of a field after "."');
    this.#tokens.advance();
    const span = { start: base.span.start, stop: field.span.stop };
    return this.#limits.node({
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
    const open = this.#tokens.advance();
    const { start } = open.span;
    return this.#limits.nested(open.span, () => {
      if (this.#tokens.at("]")) this.#tokens.refuse("the first element of a list");
      const elements = [this.#binary(1)];
      if (this.#tokens.isWord("for")) return this.#comprehension(elements[0]!, start);
      while (this.#tokens.at(",")) {
        this.#tokens.advance();
        elements.push(this.#binary(1));
      }
      const { stop } = this.#tokens.expect("]", '",", "]", "for" or an operator').span;
      return this.#limits.node({ kind: "list", elements, span: { start, stop }, depth: depthAround(elements) });
    });
  }

  #comprehension(body: SyntaxNode, start: number): SyntaxNode {
    const names: { name: string; span: Span }[] = [];
    do {
      this.#tokens.advance(); // "for", or ","
      const { kind, text, span } = this.#tokens.current;
      if (kind !== "name" || this.#tokens.isWord("in")) this.#tokens.refuse('a name for the elements after "for"');
      this.#tokens.advance();
      names.push({ name: text, span });
    } while (this.#tokens.at(","));
    if (!this.#tokens.isWord("in")) this.#tokens.refuse('"in" or ","');
    this.#tokens.advance();
    const list = this.#binary(1);
    let condition: SyntaxNode | undefined;
    if (this.#tokens.isWord("if")) {
      this.#tokens.advance();
      condition = this.#binary(1);
    }
    const { stop } = this.#tokens.expect(
      "]",
      condition === undefined ? '"if", "]" or an operator' : '"]" or an operator',
    ).span;
    const depth = depthAround([body, list, ...(condition === undefined ? [] : [condition])]);
    return this.#limits.node({ kind: "comprehension", body, names, list, condition, span: { start, stop }, depth });
  }

  #name(): SyntaxNode {
    const token = this.#tokens.advance();
    const quoted = this.#source.text[token.span.start] === "`";
    if (!quoted && (token.text === "true" || token.text === "false"))
      return this.#limits.node({ kind: "bool", value: token.text === "true", span: token.span, depth: 1 });
    if (this.#tokens.at("(")) return this.#call(token);
    return this.#limits.node({ kind: "name", name: token.text, span: token.span, depth: 1 });
  }

  #call(name: Token): SyntaxNode {
    const open = this.#tokens.advance();
    const parts: SyntaxNode[] = [];
    let fallback: SyntaxNode | undefined;
    this.#limits.nested(open.span, () => {
      if (this.#tokens.at(")")) return;
      for (;;) {
        const part = this.#binary(1);
        if (this.#tokens.at("=")) fallback = this.#fallback(part);
        else parts.push(part);
        if (fallback !== undefined || !this.#tokens.at(",")) return;
        this.#tokens.advance();
      }
    });
    const close = this.#tokens.expect(")", '",", ")" or an operator');
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
    return this.#limits.node(node);
  }

  /** What stands behind `default=`. */
  #fallback(name: SyntaxNode): SyntaxNode {
    if (name.kind !== "name" || name.name !== "default")
      this.#tokens.refuse('an operator; "==" compares, "default=" is named');
    this.#tokens.advance();
    return this.#binary(1);
  }
}

function depthAround(nodes: readonly SyntaxNode[]): number {
  return Math.max(0, ...nodes.map((node) => node.depth)) + 1;
}
