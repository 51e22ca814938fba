/** The text is not JSON, or not as we take it. */
export class JsonFault extends Error {
  /** UTF-16 units from 0; the length of the text if it ends too soon. */
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Far above what any of our documents needs; bounds keep the cost of a hostile one low. */
const deepest = 100;
const mostFields = 1000;

/** A number, also one that lacks a digit somewhere. */
const numberToken = /-?(?:0|[1-9][0-9]*)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]*)?/y;
const lackOfDigit = /^-(?![0-9])|\.(?![0-9])|[eE](?:[+-](?![0-9])|(?![+\-0-9]))/;

/**
 * Reads JSON (RFC 8259) in one pass: the same value as `JSON.parse`, with faults that say where they are.
 *
 * Refuses more than `JSON.parse` does: nesting deeper than 100, an object of more than 1000 fields, a field that is given twice
 * (`JSON.parse` silently keeps the last one), and the field name `__proto__`.
 *
 * @throws {JsonFault} for the first fault in the text.
 */
export function parseJson(text: string): unknown {
  return new JsonReader(text).read();
}

/** A list or object that is not closed yet. */
type Open =
  | { readonly close: "]"; readonly value: unknown[] }
  | { readonly close: "}"; readonly value: Record<string, unknown>; key: string; fields: number };

class JsonReader {
  readonly #text: string;
  readonly #open: Open[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    this.#skipSpace();
    for (;;) {
      let value = this.#value();
      // Undefined: a list or object was opened, whose first value comes next.
      while (value !== undefined) {
        const parent = this.#open.at(-1);
        this.#skipSpace();
        if (parent === undefined) {
          if (this.#at < this.#text.length) this.#fail("expected nothing after the end of the document");
          return value;
        }
        if (parent.close === "]") parent.value.push(value);
        else parent.value[parent.key] = value;
        value = this.#closes(parent) ? this.#open.pop()!.value : undefined;
      }
    }
  }

  #value(): unknown {
    const c = this.#text[this.#at];
    if (c === "{") return this.#begin({ close: "}", value: {}, key: "", fields: 0 });
    if (c === "[") return this.#begin({ close: "]", value: [] });
    if (c === '"') return this.#string();
    if (c === "-" || (c !== undefined && c >= "0" && c <= "9")) return this.#number();
    const word = /^(?:true|false|null)/.exec(this.#text.slice(this.#at, this.#at + 5))?.[0];
    if (word === undefined) this.#fail("expected a value");
    this.#at += word.length;
    return JSON.parse(word);
  }

  /** @returns the list or object if it is empty; else undefined, and its first value comes next */
  #begin(opened: Open): unknown {
    this.#at++;
    this.#skipSpace();
    if (this.#text[this.#at] === opened.close) {
      this.#at++;
      return opened.value;
    }
    if (this.#open.length === deepest) this.#fail(`nested deeper than ${deepest}`, this.#at - 1);
    this.#open.push(opened);
    this.#key(opened);
    return undefined;
  }

  /** What follows a value: the end of the list or object, or a comma and the next one. */
  #closes(parent: Open): boolean {
    const { close } = parent;
    const c = this.#text[this.#at];
    if (c !== close && c !== ",") this.#fail(`expected "," or "${close}"`);
    const place = this.#at++;
    if (c === close) return true;
    this.#skipSpace();
    if (this.#text[this.#at] === close) this.#fail(`a comma before "${close}" is not allowed`, place);
    this.#key(parent);
    return false;
  }

  /** In an object, the name of the field that comes next. */
  #key(parent: Open): void {
    if (parent.close === "]") return;
    const start = this.#at;
    if (this.#text[start] !== '"') this.#fail('expected a field name in "double quotes"');
    const key = this.#string();
    if (key === "__proto__") this.#fail('the field name "__proto__" is not allowed', start);
    if (Object.hasOwn(parent.value, key))
      this.#fail(`the field ${JSON.stringify(key.slice(0, 64))} is given twice in one object`, start);
    if (parent.fields++ === mostFields) this.#fail(`more than ${mostFields} fields in one object`, start);
    parent.key = key;
    this.#skipSpace();
    if (this.#text[this.#at] !== ":") this.#fail('expected ":" after the field name');
    this.#at++;
    this.#skipSpace();
  }

  #string(): string {
    const start = this.#at++;
    let isPlain = true;
    for (;;) {
      const c = this.#text.charCodeAt(this.#at);
      if (Number.isNaN(c)) this.#fail("this text has no closing quote", start);
      if (c < 0x20) this.#fail("a line break or control character inside a text; write it as \\n, \\t or \\u0000");
      this.#at++;
      if (c === 0x22) break;
      if (c !== 0x5c) continue;
      isPlain = false;
      const escape = /^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at, this.#at + 5))?.[0];
      if (escape === undefined) this.#fail('expected one of " \\ / b f n r t or four hexadecimal digits after \\u');
      this.#at += escape.length;
    }
    if (isPlain) return this.#text.slice(start + 1, this.#at - 1);
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  #number(): number {
    numberToken.lastIndex = this.#at;
    const token = numberToken.exec(this.#text)?.[0] ?? "";
    const lack = lackOfDigit.exec(token);
    if (lack !== null) this.#fail("expected a digit", this.#at + lack.index + lack[0].length);
    this.#at += token.length;
    return Number(token);
  }

  #skipSpace(): void {
    for (;;) {
      const c = this.#text.charCodeAt(this.#at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.#at++;
    }
  }

  #fail(message: string, offset = this.#at): never {
    const found = offset >= this.#text.length ? "the end of the text" : hint(this.#text.slice(offset, offset + 12));
    throw new JsonFault(offset, message.startsWith("expected") ? `${message}, found ${found}` : message);
  }
}

/** What stands there, with the reason if it is a usual slip. */
function hint(rest: string): string {
  if (rest.startsWith("//") || rest.startsWith("/*")) return "a comment, which JSON does not have";
  if (rest.startsWith("'")) return "a single quote; JSON uses double quotes";
  return /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0] ?? JSON.stringify(rest.slice(0, 1));
}

/** Line and column (both from 1) of an offset, and the line with a caret under the place. */
export function placeInText(text: string, offset: number): { line: number; column: number; excerpt: string } {
  const before = text.slice(0, offset);
  const lineStart = Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r")) + 1;
  const line = before.split(/\r\n|\r|\n/).length;
  const lineEnd = /[\r\n]/.exec(text.slice(offset, offset + 1000))?.index ?? 1000;
  const from = Math.max(lineStart, offset - 50);
  const shown = text.slice(from, Math.min(offset + lineEnd, offset + 30)).replaceAll(/\p{Cc}/gu, " ");
  return { line, column: offset - lineStart + 1, excerpt: `${shown}\n${" ".repeat(offset - from)}^` };
}
