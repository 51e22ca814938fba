import type { CheckedNode } from "../expression/checked-tree.ts";
import { ColumnInputs } from "./column-inputs.ts";
import { writeExpression } from "./expression-code.ts";
import { FailureSites } from "./failure-sites.ts";
import { Program } from "./program.ts";
import type { Value } from "./value.ts";

/**
 * The branches that expressions read, in order of first use: those that their code asks for. It is written once for that, and
 * thrown away, so that what is read and what is computed cannot differ: `pt(lep)` does not need eta.
 */
export class NeededBranches {
  readonly #inputs = new ColumnInputs();
  readonly #program = new Program({
    inputs: this.#inputs,
    failures: new FailureSites(),
    unitsPerGeV: 1,
    keepsCode: false,
  });

  readonly #onNode: () => void;

  /** @param onNode called before each expression */
  constructor(onNode: () => void = () => undefined) {
    this.#onNode = onNode;
  }

  /** Branches of all expressions given so far, in order of first use. */
  get names(): string[] {
    return [...this.#inputs.branches()];
  }

  add(nodes: Iterable<CheckedNode>): void {
    const { code } = this.#program;
    for (const node of nodes) {
      this.#onNode();
      code.restartLimit();
      this.#program.begin(node);
      this.#ask(writeExpression(this.#program, node));
    }
  }

  /** Asks for what a root is used for: its value, or every element. */
  #ask(value: Value): void {
    if (value.kind === "scalar") void value.atom;
    if (value.kind === "list")
      this.#program.loop(value.length, (k) => {
        this.#ask(value.at(k));
      });
  }
}
