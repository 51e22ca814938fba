import type { Correction, InputType } from "./correction-tree.ts";

/**
 * Type of what a correction is given; `number` fits reals and integers (whether it is whole is seen when it is there), `bool` and `record`
 * fit nothing.
 */
export type ArgumentType = InputType | "number" | "bool" | "record";

export interface ArgumentFault {
  readonly kind: "wrong-count" | "wrong-type";
  readonly message: string;
  /** Which argument, if it is one. */
  readonly argument?: number;
}

/**
 * Why a correction cannot be called with arguments of these types: first their number, then one after the other. Undefined if it can.
 *
 * @param types undefined for one that is not known yet
 */
export function argumentFault(
  { name, inputs }: Correction,
  types: readonly (ArgumentType | undefined)[],
): ArgumentFault | undefined {
  const title = `The correction ${JSON.stringify(name)}`;
  if (types.length !== inputs.length) {
    const list = inputs.map((input) => `${input.name}: ${input.type}`).join(", ");
    const message = `${title} takes ${inputs.length} inputs (${list}), given ${types.length}`;
    return { kind: "wrong-count", message };
  }
  for (const [i, input] of inputs.entries()) {
    const type = types[i];
    if (type === undefined || type === input.type || (type === "number" && input.type !== "string")) continue;
    return { kind: "wrong-type", message: `${title} takes ${input.name} as ${input.type}, given ${type}`, argument: i };
  }
  return undefined;
}
