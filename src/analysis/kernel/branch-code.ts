import type { NumberType } from "../../rootio/column.ts";
import type { CheckedNode } from "../expression/checked-tree.ts";
import type { Program } from "./program.ts";
import { scalar, type Value } from "./value.ts";

/** The value of a branch in event `i`: a number or bool, or the list between two offsets. */
export function branchValue(program: Program, node: CheckedNode & { readonly kind: "branch" }): Value {
  const { code } = program;
  const { values, offsets } = program.inputs.argumentsOf(node.branch, node.column);
  return code.once(`branch ${node.branch}`, (): Value => {
    if (offsets === undefined) return scalar(load(program, node, `${values}[i]`));
    const from = code.constant(`${offsets}[i]`);
    const length = code.constant(`${offsets}[i + 1] - ${from}`);
    return {
      kind: "list",
      length,
      at: (k) => scalar(load(program, node, k === "0" ? `${values}[${from}]` : `${values}[${from} + ${k}]`)),
    };
  });
}

function load(program: Program, node: CheckedNode & { readonly kind: "branch" }, element: string): string {
  const { code } = program;
  if (node.column.type === "bool") return code.constant(`${element} !== 0`);
  if (!isBig(node.column.type)) return code.constant(element);
  const big = code.constant(element);
  const number = code.constant(`Number(${big})`);
  const fail = program.fail(program.failures.inexactInteger(node.source, node.branch), big, "0");
  // Below ±2^53 every integer is exact; from there on (2^53 + 1 rounds to 2^53), only a look at the digits tells.
  code.line(
    `if ((${number} >= 9007199254740992 || ${number} <= -9007199254740992) && BigInt(${number}) !== ${big}) ${fail}`,
  );
  return number;
}

function isBig(type: NumberType): boolean {
  return type === "int64" || type === "uint64";
}
