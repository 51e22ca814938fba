/** Where and why a text is not JSON. `offset` counts UTF-16 units from 0 and may be the length of the text. */
export interface JsonFault {
  readonly offset: number;
  readonly message: string;
}

/** Far above what any of our documents needs; bounds keep the cost of a hostile one low. */
const deepest = 100;
const mostKeys = 1000;

/** Objects keep the keys they have, so that a key given twice is seen: JSON.parse would silently keep the last one. */
type Frame = { readonly kind: "object"; readonly keys: Set<string> } | { readonly kind: "list" };

/**
 * The first place where `text` is not JSON (RFC 8259), is nested deeper than 100, has an object of more than
 * 1000 fields, gives a key twice, or uses the key `__proto__`; undefined if it is sound. Written by hand since the messages of `JSON.parse` change with the engine and do not always carry a position.
 */
export function findJsonFault(text: string): JsonFault | undefined {
  try {
    new JsonScanner(text).scan();
    return undefined;
  } catch (error) {
    if (error instanceof FaultSignal) return error.fault;
    throw error;
  }
}

class FaultSignal extends Error {
  readonly fault: JsonFault;
  constructor(fault: JsonFault) {
    super(fault.message);
    this.fault = fault;
  }
}

class JsonScanner {
  private readonly text: string;
  private readonly stack: Frame[] = [];
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  scan(): void {
    let needsValue = true;
    for (;;) {
      this.skipSpace();
      if (needsValue) needsValue = this.value();
      else if (this.stack.length === 0) {
        if (this.at < this.text.length) this.fail("expected nothing after the end of the document");
        return;
      } else needsValue = this.afterValue(this.stack[this.stack.length - 1]!);
    }
  }

  /** Takes a value, or the opening of a list or object. @returns whether another value must follow at once */
  private value(): boolean {
    const c = this.text[this.at];
    if (c === "{") return this.open({ kind: "object", keys: new Set() }, "}");
    if (c === "[") return this.open({ kind: "list" }, "]");
    if (c === '"') this.string();
    else if (c === "-" || isDigit(c)) this.number();
    else this.word();
    return false;
  }

  private open(frame: Frame, close: string): boolean {
    this.at++;
    this.skipSpace();
    if (this.text[this.at] === close) {
      this.at++;
      return false;
    }
    if (this.stack.length === deepest) this.fail(`nested deeper than ${deepest}`, this.at - 1);
    this.stack.push(frame);
    if (frame.kind === "object") this.key(frame.keys);
    return true;
  }

  private afterValue(frame: Frame): boolean {
    const close = frame.kind === "object" ? "}" : "]";
    const c = this.text[this.at];
    if (c === close) {
      this.at++;
      this.stack.pop();
      return false;
    }
    if (c !== ",") this.fail(`expected "," or "${close}"`);
    const comma = this.at++;
    this.skipSpace();
    if (this.text[this.at] === close) this.fail(`a comma before "${close}" is not allowed`, comma);
    if (frame.kind === "object") this.key(frame.keys);
    return true;
  }

  private key(keys: Set<string>): void {
    const start = this.at;
    if (this.text[start] !== '"') this.fail('expected a field name in "double quotes"');
    this.string();
    const key = String(JSON.parse(this.text.slice(start, this.at)));
    if (key === "__proto__") this.fail('the field name "__proto__" is not allowed', start);
    if (keys.has(key)) this.fail(`the field ${JSON.stringify(key.slice(0, 64))} is given twice in one object`, start);
    if (keys.size === mostKeys) this.fail(`more than ${mostKeys} fields in one object`, start);
    keys.add(key);
    this.skipSpace();
    if (this.text[this.at] !== ":") this.fail('expected ":" after the field name');
    this.at++;
    this.skipSpace();
  }

  private string(): void {
    const start = this.at++;
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (Number.isNaN(c)) this.fail("this text has no closing quote", start);
      if (c < 0x20) this.fail("a line break or control character inside a text; write it as \\n, \\t or \\u0000");
      this.at++;
      if (c === 0x22) return;
      if (c === 0x5c) this.escape();
    }
  }

  private escape(): void {
    const c = this.text[this.at] ?? "";
    if (c === "u" && /^[0-9a-fA-F]{4}$/.test(this.text.slice(this.at + 1, this.at + 5))) this.at += 5;
    else if (c !== "" && '"\\/bfnrt'.includes(c)) this.at++;
    else this.fail('expected one of " \\ / b f n r t or four hexadecimal digits after \\u');
  }

  private number(): void {
    if (this.text[this.at] === "-") this.at++;
    if (this.text[this.at] === "0") this.at++;
    else this.digits();
    if (this.text[this.at] === ".") {
      this.at++;
      this.digits();
    }
    if (this.text[this.at] === "e" || this.text[this.at] === "E") {
      this.at++;
      if (this.text[this.at] === "+" || this.text[this.at] === "-") this.at++;
      this.digits();
    }
  }

  private digits(): void {
    if (!isDigit(this.text[this.at])) this.fail("expected a digit");
    while (isDigit(this.text[this.at])) this.at++;
  }

  private word(): void {
    for (const word of ["true", "false", "null"]) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return;
    }
    this.fail("expected a value");
  }

  private skipSpace(): void {
    for (;;) {
      const c = this.text[this.at];
      if (c !== " " && c !== "\n" && c !== "\r" && c !== "\t") return;
      this.at++;
    }
  }

  private fail(message: string, offset = this.at): never {
    const found = offset >= this.text.length ? "the end of the text" : hint(this.text, offset);
    throw new FaultSignal({ offset, message: message.startsWith("expected") ? `${message}, found ${found}` : message });
  }
}

function isDigit(c: string | undefined): boolean {
  return c !== undefined && c >= "0" && c <= "9";
}

/** What stands there, with the reason if it is a usual slip. */
function hint(text: string, offset: number): string {
  const rest = text.slice(offset, offset + 12);
  if (rest.startsWith("//") || rest.startsWith("/*")) return "a comment, which JSON does not have";
  if (rest.startsWith("'")) return "a single quote; JSON uses double quotes";
  const word = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0];
  return word ?? JSON.stringify(rest.slice(0, 1));
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
