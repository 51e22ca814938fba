import type { CheckedNode } from "../expression/checked-tree.ts";
import type { Program } from "./program.ts";
import { scalar, type ScalarValue, type Value } from "./value.ts";

type BranchNode = CheckedNode & { readonly kind: "branch" };

/** The value of a branch in event `i`: a number, bool or string, or the list between two offsets. */
export function branchValue(program: Program, node: BranchNode): Value {
  const { values, offsets } = program.inputs.argumentsOf(node.branch, node.column);
  return program.code.once(`branch ${node.branch}`, () =>
    leveled(program, offsets, 0, "i", (position) => load(program, node, values, position)),
  );
}

/** The value at a position of a level of lists: what stands between two offsets of it, or the value itself. */
export function leveled(
  program: Program,
  offsets: readonly string[],
  level: number,
  position: string,
  leaf: (position: string) => Value,
): Value {
  const { code } = program;
  const starts = offsets[level];
  if (starts === undefined) return leaf(position);
  const from = code.constant(`${starts}[${position}]`);
  const length = code.constant(`${starts}[${position} + 1] - ${from}`);
  const isInner = level + 1 < offsets.length;
  return {
    kind: "list",
    length,
    at: (k) => {
      const at = k === "0" ? from : `${from} + ${k}`;
      return leveled(program, offsets, level + 1, isInner ? code.constant(at) : at, leaf);
    },
  };
}

function load(program: Program, node: BranchNode, values: string, position: string): ScalarValue {
  const { code } = program;
  const { type } = node.column;
  const element = `${values}[${position}]`;
  if (type === "bool") return scalar(code.constant(`${element} !== 0`));
  if (type !== "int64" && type !== "uint64") return scalar(code.constant(element));
  const at = code.constant(position);
  const id = code.fresh("g");
  return {
    kind: "scalar",
    get atom() {
      return code.once(id, () => loadBig(program, node, element));
    },
    halves: () => {
      const halves = program.inputs.halvesOf(node.branch);
      const high = `${halves}[2 * ${at} + 1]`;
      return {
        low: code.constant(`${halves}[2 * ${at}] >>> 0`),
        high: code.constant(type === "uint64" ? `${high} >>> 0` : high),
      };
    },
  };
}

function loadBig(program: Program, node: BranchNode, element: string): string {
  const { code } = program;
  const big = code.constant(element);
  const number = code.constant(`Number(${big})`);
  const fail = program.fail(program.failures.inexactInteger(node.source, node.branch), big, "0");
  // Below ±2^53 every integer is exact; from there on (2^53 + 1 rounds to 2^53), only a look at the digits tells.
  code.line(
    `if ((${number} >= 9007199254740992 || ${number} <= -9007199254740992) && BigInt(${number}) !== ${big}) ${fail}`,
  );
  return number;
}
