import { ExpressionSyntaxError } from "./errors.ts";
import type { ExpressionSource, Span } from "./source.ts";
import { showText } from "./source.ts";

export interface Token {
  readonly kind: "number" | "name" | "string" | "symbol" | "end";
  /** As written; of a name between backticks, or of a string, what stands between its quotes. */
  readonly text: string;
  readonly span: Span;
}

const space = /[ \t\r\n]*/y;
const numberPattern = /0[xX][0-9a-fA-F]+|(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const namePattern = /[A-Za-z_][A-Za-z0-9_]*/y;
const quotedPattern = /`([^`\n]{1,200})`/y;
const stringPattern = /"([^"\n\\]{0,1000})"|'([^'\n\\]{0,1000})'/y;
const symbolPattern = /\|\||&&|==|!=|<=|>=|<<|>>|\*\*|\/\/|[-+*/%<>!()[\]:,.=&|~]/y;

/** What to say to someone who writes another language. */
const advice: ReadonlyMap<string, string> = new Map([
  ["^", "write pow(x, y) for a power, xor(x, y) for bits"],
  ["**", "write pow(x, y) for a power"],
  ["//", "write floor(x / y), or div(x, y) of whole numbers"],
  ['"', "a string ends with the quote that it starts with, on the same line, and has no backslash"],
  ["'", "a string ends with the quote that it starts with, on the same line, and has no backslash"],
  ["?", "write where(condition, a, b)"],
  [";", "write one expression"],
]);

/**
 * Reads one token after another; after the last one comes `end`, again and again.
 *
 * @throws {ExpressionSyntaxError} at a character that starts no token.
 */
export function createTokenizer(source: ExpressionSource): () => Token {
  const text = source.text;
  let position = 0;

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = position;
    return pattern.exec(text)?.[0];
  }

  function take(kind: Token["kind"], written: string, value = written): Token {
    const span = { start: position, stop: position + written.length };
    position = span.stop;
    return { kind, text: value, span };
  }

  return () => {
    position += match(space)?.length ?? 0;
    if (position >= text.length) return take("end", "");
    const number = match(numberPattern);
    if (number !== undefined) return checkNumber(source, take("number", number));
    const name = match(namePattern);
    if (name !== undefined) return take("name", name);
    const quoted = match(quotedPattern);
    if (quoted !== undefined) return take("name", quoted, quoted.slice(1, -1));
    const string = match(stringPattern);
    if (string !== undefined) return take("string", string, string.slice(1, -1));
    const symbol = match(symbolPattern);
    if (symbol !== undefined && !advice.has(symbol)) return take("symbol", symbol);
    return refuse(source, position, symbol);
  };
}

/** A number must not run into a name (`2lep`) and must fit into float64. */
function checkNumber(source: ExpressionSource, token: Token): Token {
  const next = source.text.charAt(token.span.stop);
  if (/[A-Za-z_0-9.]/.test(next))
    throw new ExpressionSyntaxError(`The number ${token.text} runs into "${next}"; put an operator between`, source, {
      start: token.span.start,
      stop: token.span.stop + 1,
    });
  if (!Number.isFinite(Number(token.text)))
    throw new ExpressionSyntaxError(
      `The number ${showText(token.text, 40)} is too large for float64`,
      source,
      token.span,
    );
  return token;
}

function refuse(source: ExpressionSource, position: number, symbol: string | undefined): never {
  const found = symbol ?? String.fromCodePoint(source.text.codePointAt(position)!);
  const hint = advice.get(found);
  throw new ExpressionSyntaxError(
    `"${showText(found)}" does not belong in an expression${hint === undefined ? "" : `: ${hint}`}`,
    source,
    { start: position, stop: position + found.length },
  );
}
