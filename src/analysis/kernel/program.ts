import type { CompiledCorrection } from "../../corrections/compile-correction.ts";
import type { CheckedNode, CheckedVariable } from "../expression/checked-tree.ts";
import { ExpressionLimitError } from "../expression/errors.ts";
import type { ColumnInputs } from "./column-inputs.ts";
import { CodeWriter, type Place } from "./code-writer.ts";
import { correctionConstants } from "./correction-runtime.ts";
import type { FailureSites } from "./failure-sites.ts";
import type { Value } from "./value.ts";

/** Lines of code of one stage. A recipe that needs more makes definitions use each other so often that they multiply. */
export const maxLines = 50_000;

/** Elements that loops inside of loops go through in one event, all together: keeps nested comprehensions from running for ever. */
export const maxSteps = 20_000_000;

export type BufferType = "Int32Array" | "Float64Array" | "Uint8Array" | "Array";

/** A point of the code, and how many loops are around it. */
interface LoopPlace extends Place {
  readonly loops: number;
}

/** Everything that comes together while the code of one stage is written. */
export class Program {
  readonly code: CodeWriter;
  readonly inputs: ColumnInputs;
  readonly failures: FailureSites;
  /** Of the file's energy unit in one GeV. */
  readonly unitsPerGeV: number;
  readonly #buffers: { readonly name: string; readonly type: BufferType }[] = [];
  /** What the code uses by number, since nothing that a user wrote stands in it. */
  readonly texts: string[] = [];
  readonly tables: (readonly number[])[] = [];
  readonly corrections: CompiledCorrection[] = [];
  /** Whether the code counts steps. */
  countsSteps = false;
  #variables: ReadonlyMap<CheckedVariable, Value> = new Map();
  readonly #kept = new Map<CheckedNode, string>();
  #loops = 0;
  #current: CheckedNode | undefined;

  constructor(options: {
    readonly inputs: ColumnInputs;
    readonly failures: FailureSites;
    readonly unitsPerGeV: number;
    /** False if only what the code asks for is of interest. */
    readonly keepsCode?: boolean;
  }) {
    this.inputs = options.inputs;
    this.failures = options.failures;
    this.unitsPerGeV = options.unitsPerGeV;
    this.code = new CodeWriter(maxLines, () => this.#tooLong(), options.keepsCode);
  }

  /** Names the expression that is being written, for the message if there is too much code. */
  begin(root: CheckedNode): void {
    this.#current = root;
  }

  #tooLong(): never {
    const root = this.#current;
    throw new ExpressionLimitError(
      `The expressions and the definitions they use expand to more than ${maxLines} steps; let definitions use each other less often`,
      root?.source ?? { text: "", where: {} },
      root?.span ?? { start: 0, stop: 0 },
    );
  }

  /** A buffer that belongs to the compiled function and is used again for every event. */
  buffer(type: BufferType): string {
    const name = this.code.fresh("m");
    this.#buffers.push({ name, type });
    return name;
  }

  /** The variable that holds a text. */
  text(value: string): string {
    return `tx${indexIn(this.texts, value)}`;
  }

  /** The variable that holds a list of numbers. */
  table(values: readonly number[]): string {
    return `tb${this.tables.push(values) - 1}`;
  }

  /** The number of a correction in the names of its variables. */
  correction(compiled: CompiledCorrection): number {
    return indexIn(this.corrections, compiled);
  }

  /** Declarations of texts, tables and corrections, outside of the function. */
  constants(): string[] {
    return [
      ...this.texts.map((_, n) => `const tx${n} = runtime.texts[${n}];`),
      ...this.tables.map((_, n) => `const tb${n} = runtime.tables[${n}];`),
      ...correctionConstants(this.corrections),
    ];
  }

  /** Writes a loop over positions from 0 to below `length`; a loop in a loop counts its steps. */
  loop(length: string, body: (index: string) => void): void {
    const { code } = this;
    this.count(length);
    this.#loops++;
    const k = code.fresh("k");
    code.block(`for (let ${k} = 0; ${k} < ${length}; ${k}++)`, () => {
      body(k);
    });
    this.#loops--;
  }

  /** Counts steps, if they are those of a loop in a loop. */
  count(steps: string): void {
    if (this.#loops === 0) return;
    this.countsSteps = true;
    const site = this.failures.tooManySteps(this.#current?.source ?? { text: "", where: {} }, maxSteps);
    this.code.line(`if ((steps += ${steps}) > ${maxSteps}) ${this.fail(site, "0", "0")}`);
  }

  /** Remembers, in this block, the value of a node that is written again in it. */
  keep(node: CheckedNode, write: () => Value): void {
    const key = this.#kept.get(node) ?? this.code.fresh("kept");
    this.#kept.set(node, key);
    this.code.once(key, write);
  }

  /** The value that `keep` remembered, if it did in this block or one around it. */
  kept(node: CheckedNode): Value | undefined {
    const key = this.#kept.get(node);
    return key === undefined ? undefined : (this.code.recall(key) as Value | undefined);
  }

  /** Keeps this point of the code open, see {@link at}. */
  place(): LoopPlace {
    return { ...this.code.place(), loops: this.#loops };
  }

  /** Writes at a place. */
  at<T>(place: LoopPlace, write: () => T): T {
    const loops = this.#loops;
    this.#loops = place.loops;
    const value = this.code.at(place, write);
    this.#loops = loops;
    return value;
  }

  variable(variable: CheckedVariable): Value {
    const value = this.#variables.get(variable);
    if (value === undefined) throw new TypeError(`The variable ${variable.name} is not bound here`);
    return value;
  }

  /** Writes with more variables bound. */
  bind<T>(bound: Iterable<readonly [CheckedVariable, Value]>, write: () => T): T {
    const before = this.#variables;
    this.#variables = new Map([...before, ...bound]);
    const value = write();
    this.#variables = before;
    return value;
  }

  /** For what is written later: runs it with the variables that are bound now. */
  later(): <T>(write: () => T) => T {
    const now = this.#variables;
    return (write) => {
      const before = this.#variables;
      this.#variables = now;
      const value = write();
      this.#variables = before;
      return value;
    };
  }

  /** Statement that makes the buffer at least so long; what it held is lost. */
  grow(buffer: string, length: string): string {
    const type = this.#typeOf(buffer);
    return `${buffer} = b${buffer} = ${type === "Array" ? "[]" : `new ${type}(2 * ${length})`};`;
  }

  /** Makes the buffer long enough for a list; what it held is lost. Arrays grow by themselves. */
  reserve(buffer: string, length: string): void {
    if (this.#typeOf(buffer) === "Array") return;
    this.code.line(`if (${buffer}.length < ${length}) ${this.grow(buffer, length)}`);
  }

  /** Appends to a buffer that keeps what it holds. */
  push(buffer: string, at: string, value: string): void {
    this.write(buffer, at, value);
    this.code.line(`${at}++;`);
  }

  /** Writes to a position of a buffer, which is at most its length, and keeps what it holds. */
  write(buffer: string, at: string, value: string): void {
    const type = this.#typeOf(buffer);
    if (type !== "Array")
      this.code.line(
        `if (${at} === ${buffer}.length) { const old = ${buffer}; ${buffer} = b${buffer} = new ${type}(2 * ${at}); ${buffer}.set(old); }`,
      );
    this.code.line(`${buffer}[${at}] = ${value};`);
  }

  #typeOf(buffer: string): BufferType {
    return this.#buffers.find(({ name }) => name === buffer)!.type;
  }

  /** Declarations outside of the function, and inside of it (locals are faster). */
  bufferDeclarations(): { readonly outside: string[]; readonly inside: string[] } {
    return {
      outside: this.#buffers.map(({ name, type }) => `let b${name} = ${type === "Array" ? "[]" : `new ${type}(64)`};`),
      inside: this.#buffers.map(({ name }) => `let ${name} = b${name};`),
    };
  }

  /** `throw fail(…)`: the event has no value here. @param texts variables that hold texts */
  fail(site: number, a: string, b: string, texts: readonly string[] = []): string {
    const more = texts.map((text) => `, ${text}`).join("");
    return `throw fail(${site}, entryStart + i, ${a}, ${b}${more});`;
  }
}

function indexIn<T>(list: T[], value: T): number {
  const at = list.indexOf(value);
  return at === -1 ? list.push(value) - 1 : at;
}
