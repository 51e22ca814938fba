import type { CheckedNode } from "../expression/checked-tree.ts";
import { ExpressionLimitError } from "../expression/errors.ts";
import type { ColumnInputs } from "./column-inputs.ts";
import { CodeWriter } from "./code-writer.ts";
import type { FailureSites } from "./failure-sites.ts";

/** Lines of code of one stage. A recipe that needs more makes definitions use each other so often that they multiply. */
export const maxLines = 50_000;

type BufferType = "Int32Array" | "Float64Array" | "Uint8Array";

/** Everything that comes together while the code of one stage is written. */
export class Program {
  readonly code: CodeWriter;
  readonly inputs: ColumnInputs;
  readonly failures: FailureSites;
  /** Of the file's energy unit in one GeV. */
  readonly unitsPerGeV: number;
  readonly #buffers: { readonly name: string; readonly type: BufferType }[] = [];
  #current: CheckedNode | undefined;

  constructor(options: { inputs: ColumnInputs; failures: FailureSites; unitsPerGeV: number }) {
    this.inputs = options.inputs;
    this.failures = options.failures;
    this.unitsPerGeV = options.unitsPerGeV;
    this.code = new CodeWriter(maxLines, () => this.#tooLong());
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

  /** Statement that makes the buffer at least so long; what it held is lost. */
  grow(buffer: string, length: string): string {
    const type = this.#buffers.find(({ name }) => name === buffer)!.type;
    return `${buffer} = b${buffer} = new ${type}(2 * ${length});`;
  }

  /** Declarations outside of the function, and inside of it (locals are faster). */
  bufferDeclarations(): { readonly outside: string[]; readonly inside: string[] } {
    return {
      outside: this.#buffers.map(({ name, type }) => `let b${name} = new ${type}(64);`),
      inside: this.#buffers.map(({ name }) => `let ${name} = b${name};`),
    };
  }

  /** `throw fail(…)`: the event has no value here. */
  fail(site: number, a: string, b: string): string {
    return `throw fail(${site}, entryStart + i, ${a}, ${b});`;
  }
}
