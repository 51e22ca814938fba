import type { CheckedNode } from "../expression/checked-tree.ts";
import { elementsAt, maskList, sliceList, unlikeLengths } from "./list-code.ts";
import type { Program } from "./program.ts";
import { atomOf, type ListValue, listOf, type Value } from "./value.ts";

type Node<Kind extends CheckedNode["kind"]> = CheckedNode & { readonly kind: Kind };
type Write = (program: Program, node: CheckedNode) => Value;

/** One element; a negative position counts from the end. */
export function indexValue(program: Program, node: Node<"index">, write: Write): Value {
  const { code } = program;
  const base = listOf(write(program, node.base));
  const index = atomOf(write(program, node.index));
  const site = program.failures.indexOutOfRange(node);
  const fail = program.fail(site, index, base.length);
  if (/^\d+$/.test(index)) {
    code.line(`if (${base.length} <= ${index}) ${fail}`);
    return base.at(index);
  }
  const shifted = code.constant(`${index} < 0 ? ${index} + ${base.length} : ${index}`);
  // Also refuses NaN, and fractions, which `| 0` changes.
  code.line(`if (!(${shifted} >= 0 && ${shifted} < ${base.length} && ${shifted} === (${shifted} | 0))) ${fail}`);
  return base.at(code.constant(`${shifted} | 0`));
}

/** The elements at several positions, in that order; negative ones count from the end. */
export function positionsValue(program: Program, node: Node<"positions">, write: Write): ListValue {
  const { code } = program;
  const base = listOf(write(program, node.base));
  const positions = listOf(write(program, node.positions));
  const buffer = program.buffer("Int32Array");
  program.reserve(buffer, positions.length);
  program.loop(positions.length, (k) => {
    const position = atomOf(positions.at(k));
    const shifted = code.constant(`${position} < 0 ? ${position} + ${base.length} : ${position}`);
    const fail = program.fail(program.failures.positionOutOfRange(node), position, base.length);
    code.line(`if (!(${shifted} >= 0 && ${shifted} < ${base.length} && ${shifted} === (${shifted} | 0))) ${fail}`);
    code.line(`${buffer}[${k}] = ${shifted};`);
  });
  return elementsAt(code, base, buffer, positions.length);
}

/** One end of a slice: an atom that holds a whole number, or nothing where it is left out. */
function writeEnd(program: Program, node: CheckedNode | undefined, write: Write): string | undefined {
  if (node === undefined) return undefined;
  const end = atomOf(write(program, node));
  if (node.kind !== "number") {
    const fail = program.fail(program.failures.sliceNotWhole(node), end, "0");
    program.code.line(`if (Math.floor(${end}) - ${end} !== 0) ${fail}`);
  }
  return end;
}

export function sliceValue(program: Program, node: Node<"slice">, write: Write): ListValue {
  const base = listOf(write(program, node.base));
  const start = writeEnd(program, node.start, write);
  return sliceList(program.code, base, start, writeEnd(program, node.stop, write));
}

/** The elements where a list of bools is true. */
export function maskValue(program: Program, node: Node<"mask">, write: Write): ListValue {
  const base = listOf(write(program, node.base));
  const mask = listOf(write(program, node.mask));
  return maskList(program, base, mask, unlikeLengths(program, node));
}
