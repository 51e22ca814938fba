import { CorrectionFileError } from "./errors.ts";
import type { CorrectionFailure } from "./failures.ts";
import { correctionLimits } from "./limits.ts";

/** A list of numbers that grows in a typed array: ten million of them in plain arrays would be a gigabyte. */
class Grown<Numbers extends Float64Array | Int32Array> {
  #numbers: Numbers;
  length = 0;

  constructor(empty: Numbers) {
    this.#numbers = empty;
  }

  /** @returns where the first of them stands */
  push(values: readonly number[]): number {
    const start = this.length;
    this.length += values.length;
    if (this.length > this.#numbers.length) {
      const Type = this.#numbers.constructor as new (length: number) => Numbers;
      const more = new Type(2 * this.length);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers.set(values, start);
    return start;
  }

  get(): Numbers {
    return this.#numbers.slice(0, this.length) as Numbers;
  }
}

/** Collects what the code of one compiled correction reads. */
export class Tables {
  readonly #numbers = new Grown(new Float64Array(64));
  readonly #integers = new Grown(new Int32Array(64));
  readonly failures: CorrectionFailure[] = [];
  readonly #codes: ReadonlyMap<string, number>;
  readonly #correction: string;
  #lines = 0;

  /** @param texts keys of categories; each is known to the code by its position */
  constructor(correction: string, texts: readonly string[]) {
    this.#correction = correction;
    this.#codes = new Map(texts.map((text, i) => [text, i]));
  }

  number(value: number): number {
    return this.#numbers.push([value]);
  }

  numbers(values: readonly number[]): number {
    return this.#numbers.push(values);
  }

  integers(values: readonly number[]): number {
    return this.#integers.push(values);
  }

  failure(failure: CorrectionFailure): number {
    return this.failures.push(failure) - 1;
  }

  /** The number that stands for a text; -1 for all that are no key. */
  codeOf(text: string): number {
    return this.#codes.get(text) ?? -1;
  }

  /** @throws {CorrectionFileError} if this makes more code than is compiled. */
  countLines(lines: number): void {
    this.#lines += lines;
    if (this.#lines <= correctionLimits.codeLines) return;
    const message = `expected at most ${correctionLimits.codeLines} lines of code; it has too many formulas of different forms`;
    throw new CorrectionFileError([{ correction: this.#correction, path: "", message }]);
  }

  get F(): Float64Array {
    return this.#numbers.get();
  }

  get I(): Int32Array {
    return this.#integers.get();
  }
}
