import { ExpressionSyntaxError } from "./errors.ts";
import { type ExpressionSource, showText } from "./source.ts";
import { createTokenizer, type Token } from "./tokens.ts";

/** How other languages write operators. */
const words: ReadonlyMap<string, string> = new Map([
  ["and", "&&"],
  ["or", "||"],
  ["not", "!"],
  ["if", "where(condition, a, b)"],
  ["else", "where(condition, a, b)"],
]);

/** The tokens of an expression, of which the parser sees one at a time. */
export class TokenCursor {
  readonly #source: ExpressionSource;
  readonly #next: () => Token;
  #current: Token;

  constructor(source: ExpressionSource) {
    this.#source = source;
    this.#next = createTokenizer(source);
    this.#current = this.#next();
  }

  get current(): Token {
    return this.#current;
  }

  /** Whether this symbol is next. */
  at(symbol: string): boolean {
    return this.#current.kind === "symbol" && this.#current.text === symbol;
  }

  /** Whether a name stands here that has a meaning in comprehensions. */
  isWord(word: string): boolean {
    const { kind, text, span } = this.#current;
    return kind === "name" && text === word && this.#source.text[span.start] !== "`";
  }

  /** Takes the next one. */
  advance(): Token {
    const token = this.#current;
    this.#current = this.#next();
    return token;
  }

  /** Takes this symbol. @param expected for the message */
  expect(symbol: string, expected: string): Token {
    if (!this.at(symbol)) this.refuse(expected);
    return this.advance();
  }

  /** @throws {ExpressionSyntaxError} always: something else was expected. */
  refuse(expected: string): never {
    const { kind, text, span } = this.#current;
    const word = kind === "name" ? words.get(text) : undefined;
    const found = kind === "end" ? "the end of the expression" : `"${showText(text)}"`;
    const equals = text === "=" ? '; write "==" to compare' : "";
    const hint = word === undefined ? equals : `; write "${word}" for "${text}"`;
    throw new ExpressionSyntaxError(`Expected ${expected}, found ${found}${hint}`, this.#source, span);
  }
}
