/** Names of generated variables: a letter or two and a number, never anything that a user wrote. */
const atomPattern = /^[a-z]{1,2}\d+$/;

/** Lines, and in between what was or will be written at a place. */
type Lines = (string | Lines)[];

/** What was computed in a block, and when; `before` hides from a place what was computed behind it. */
interface Scope {
  readonly known: Map<string, { readonly value: unknown; readonly time: number }>;
  readonly before: number;
}

/** A point of the code to which more can be written later. */
export interface Place {
  readonly lines: Lines;
  readonly scopes: readonly Scope[];
}

/**
 * Collects lines of JavaScript and remembers, block by block, what was computed already.
 *
 * What is remembered inside a block is forgotten at its end, so that a value that was first computed in a branch that
 * may not run is never used outside of it.
 */
export class CodeWriter {
  readonly #limit: number;
  readonly #keepsLines: boolean;
  readonly #onLimit: () => never;
  readonly #all: Lines = [];
  #out: Lines = this.#all;
  #scopes: Scope[] = [newScope()];
  #count = 0;
  #lineCount = 0;
  #time = 0;

  /** @param onLimit called when the code would have more than `limit` lines; must throw. */
  constructor(limit: number, onLimit: () => never, keepsLines = true) {
    this.#keepsLines = keepsLines;
    this.#limit = limit;
    this.#onLimit = onLimit;
  }

  get text(): string {
    const texts: string[] = [];
    const collect = (lines: Lines): void => {
      for (const line of lines)
        if (typeof line === "string") texts.push(line);
        else collect(line);
    };
    collect(this.#all);
    return texts.join("\n");
  }

  /** Counts lines from here on anew. */
  restartLimit(): void {
    this.#lineCount = 0;
  }

  /** A variable name that is not in use. */
  fresh(prefix = "t"): string {
    return `${prefix}${this.#count++}`;
  }

  line(line: string): void {
    if (++this.#lineCount > this.#limit) this.#onLimit();
    if (this.#keepsLines) this.#out.push(line);
  }

  /** Computes the expression into a variable, unless it is a variable or a plain literal already. */
  constant(expression: string): string {
    if (isAtom(expression)) return expression;
    const name = this.fresh();
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  /** Writes `header {`, the body and `}`. */
  block(header: string, body: () => void): void {
    this.line(`${header} {`);
    this.#scopes.push(newScope());
    body();
    this.#scopes.pop();
    this.line("}");
  }

  /** The value of `key` if it was computed in this block or one around it; else computes and remembers it. */
  once<T>(key: string, compute: () => T): T {
    const entry = this.#find(key);
    if (entry !== undefined) return entry.value as T;
    const value = compute();
    this.#scopes.at(-1)!.known.set(key, { value, time: this.#time++ });
    return value;
  }

  /** The value of `key` if it was computed in this block or one around it. */
  recall(key: string): unknown {
    return this.#find(key)?.value;
  }

  #find(key: string): { readonly value: unknown } | undefined {
    for (const { known, before } of this.#scopes) {
      const entry = known.get(key);
      if (entry !== undefined && entry.time < before) return entry;
    }
    return undefined;
  }

  /** Keeps this point of the code open. */
  place(): Place {
    const lines: Lines = [];
    this.#out.push(lines);
    const before = this.#time;
    const scopes = this.#scopes.map(({ known, before: limit }) => ({ known, before: Math.min(limit, before) }));
    return { lines, scopes: [...scopes, newScope()] };
  }

  /** Writes at a place: what it computes is there for everything behind it. */
  at<T>(place: Place, write: () => T): T {
    const [out, scopes] = [this.#out, this.#scopes];
    this.#out = place.lines;
    this.#scopes = [...place.scopes];
    const value = write();
    [this.#out, this.#scopes] = [out, scopes];
    return value;
  }
}

function newScope(): Scope {
  return { known: new Map(), before: Infinity };
}

/** Whether the JavaScript is a variable or literal, which may be repeated without computing anything twice. */
export function isAtom(expression: string): boolean {
  return atomPattern.test(expression) || /^(?:\d+(?:\.\d+)?|true|false)$/.test(expression);
}

/**
 * A number as JavaScript source that reads back to the same bits.
 *
 * Printed from the number, never copied from what a user wrote.
 */
export function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (value === Infinity) return "Infinity";
  if (value === -Infinity) return "(-Infinity)";
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}
