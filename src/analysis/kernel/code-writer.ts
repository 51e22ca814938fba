/** Names of generated variables: a letter or two and a number, never anything that a user wrote. */
const atomPattern = /^[a-z]{1,2}\d+$/;

/**
 * Collects lines of JavaScript and remembers, block by block, what was computed already.
 *
 * What is remembered inside a block is forgotten at its end, so that a value that was first computed in a branch that
 * may not run is never used outside of it.
 */
export class CodeWriter {
  readonly #lines: string[] = [];
  readonly #limit: number;
  readonly #onLimit: () => never;
  readonly #scopes: Map<string, unknown>[] = [new Map<string, unknown>()];
  #count = 0;

  /** @param onLimit called when the code would have more than `limit` lines; must throw. */
  constructor(limit: number, onLimit: () => never) {
    this.#limit = limit;
    this.#onLimit = onLimit;
  }

  get text(): string {
    return this.#lines.join("\n");
  }

  /** A variable name that is not in use. */
  fresh(prefix = "t"): string {
    return `${prefix}${this.#count++}`;
  }

  line(line: string): void {
    if (this.#lines.length >= this.#limit) this.#onLimit();
    this.#lines.push(line);
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
    this.#scopes.push(new Map<string, unknown>());
    body();
    this.#scopes.pop();
    this.line("}");
  }

  /** The value of `key` if it was computed in this block or one around it; else computes and remembers it. */
  once<T>(key: string, compute: () => T): T {
    for (const scope of this.#scopes) if (scope.has(key)) return scope.get(key) as T;
    const value = compute();
    this.#scopes.at(-1)!.set(key, value);
    return value;
  }
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
