import type { CheckedCall, CheckedNode } from "../expression/checked-tree.ts";
import { writtenNumbers } from "../expression/written-numbers.ts";
import type { ValueType } from "../expression/value-type.ts";
import { choose, combinationsOf, crossOf, nearestOf } from "./combination-code.ts";
import { chooseValue, elementsAt, elementwise, sliceList, storeList } from "./list-code.ts";
import type { Program } from "./program.ts";
import { atomOf, type ListValue, listOf, scalar, type Value } from "./value.ts";

export type ListCall = CheckedNode & CheckedCall & { readonly kind: "listCall" };
type Write = (program: Program, node: CheckedNode) => Value;

/** Longest list that a function makes of numbers, or of combinations, in one event. */
export const maxMade = 1_000_000;

/** Writes a function that makes a list of lists, or chooses from one. */
export function listCallValue(program: Program, node: ListCall, write: Write): Value {
  const { code } = program;
  const { operation } = node.signature;
  const part = (i: number): Value => write(program, node.arguments[i]!);
  const list = (i = 0): ListValue => listOf(part(i));
  switch (operation) {
    case "argmin":
    case "argmax":
      return extremePosition(program, node, list(), write);
    case "first":
    case "last": {
      const values = list();
      const end = () => values.at(operation === "first" ? "0" : code.constant(`${values.length} - 1`));
      return choose(program, node, values.length, end, write);
    }
    case "sort":
    case "unique": {
      const values = list();
      const keys = storeList(program, values, node.type);
      return ordered(program, keys, keys.buffer, operation === "sort" ? "sortPositions" : "uniquePositions");
    }
    case "sortBy": {
      const [values, keys] = [list(), list(1)];
      if (values.length !== keys.length) {
        const fail = program.fail(program.failures.unlikeLengths(node), values.length, keys.length);
        code.line(`if (${values.length} !== ${keys.length}) ${fail}`);
      }
      return ordered(program, values, storeList(program, keys, node.arguments[1]!.type).buffer, "sortPositions");
    }
    case "reverse": {
      const values = list();
      return { ...values, at: (k) => values.at(code.constant(`${values.length} - 1 - ${k}`)) };
    }
    case "take": {
      const values = list();
      const count = atomOf(part(1));
      const fail = program.fail(program.failures.notACount(node.arguments[1]!), count, "0");
      code.line(`if (!(${count} >= 0 && Math.floor(${count}) === ${count})) ${fail}`);
      return sliceList(code, values, undefined, count);
    }
    case "flatten":
      return flattened(program, list());
    case "cumsum": {
      const values = list();
      const total = code.fresh("s");
      code.line(`let ${total} = 0;`);
      const sums: ListValue = {
        kind: "list",
        length: values.length,
        at: (k) => {
          code.line(`${total} += ${atomOf(values.at(k))};`);
          return scalar(total);
        },
      };
      return storeList(program, sums, node.type);
    }
    case "range": {
      const count = atomOf(part(0));
      const fail = program.fail(program.failures.notACount(node.arguments[0]!, maxMade), count, "0");
      code.line(`if (!(${count} >= 0 && ${count} <= ${maxMade} && Math.floor(${count}) === ${count})) ${fail}`);
      return { kind: "list", length: code.constant(`${count} | 0`), at: scalar };
    }
    case "concat":
      return joinedLists(
        program,
        node.type,
        node.arguments.map((argument) => listOf(write(program, argument))),
      );
    case "combinations":
      return combinationsOf(program, node, list(), sizeOf(node.arguments));
    case "cross":
      return crossOf(
        program,
        node,
        node.arguments.map((argument) => listOf(write(program, argument))),
      );
    case "nearest":
      return nearestOf(program, node, [list(0), list(1)], write);
    case "interpolate": {
      const x = part(0);
      const [xs, ys] = [1, 2].map((i) => program.table(writtenNumbers(node.arguments[i]!)!));
      return elementwise(
        code,
        [x],
        ([value]) => scalar(code.constant(`interpolate(${atomOf(value!)}, ${xs}, ${ys})`)),
        () => "",
      );
    }
  }
}

/** How many parts `combinations(x, n)` and `pairs(x)` have. */
function sizeOf([, size]: readonly CheckedNode[]): number {
  return size?.kind === "number" ? size.value : 2;
}

/** Of the first one on ties; of the first NaN if there is one. */
function extremePosition(program: Program, node: ListCall, list: ListValue, write: Write): Value {
  const { code } = program;
  const sign = node.signature.operation === "argmin" ? "<" : ">";
  const found = () => {
    const [best, at] = [code.fresh("s"), code.fresh("n")];
    code.line(`let ${best} = 0, ${at} = 0;`);
    program.loop(list.length, (k) => {
      const x = atomOf(list.at(k));
      code.line(
        `if (${k} === 0 || ${x} ${sign} ${best} || (${x} !== ${x} && ${best} === ${best})) { ${best} = ${x}; ${at} = ${k}; }`,
      );
    });
    return scalar(at);
  };
  return choose(program, node, list.length, found, write);
}

function ordered(
  program: Program,
  list: ListValue,
  keys: string,
  order: "sortPositions" | "uniquePositions",
): ListValue {
  const { code } = program;
  const positions = program.buffer("Int32Array");
  program.reserve(positions, list.length);
  const call = `${order}(${positions}, ${keys}, ${list.length})`;
  if (order === "uniquePositions") return elementsAt(code, list, positions, code.constant(call));
  code.line(`${call};`);
  return elementsAt(code, list, positions, list.length);
}

function flattened(program: Program, list: ListValue): ListValue {
  const { code } = program;
  const [outer, inner] = [program.buffer("Int32Array"), program.buffer("Int32Array")];
  const count = code.fresh("n");
  code.line(`let ${count} = 0;`);
  program.loop(list.length, (k) => {
    program.loop(listOf(list.at(k)).length, (j) => {
      program.write(outer, count, k);
      program.push(inner, count, j);
    });
  });
  return {
    kind: "list",
    length: code.constant(`${count} | 0`),
    at: (index) => {
      const values = listOf(list.at(code.constant(`${outer}[${index}]`)));
      return values.at(code.constant(`${inner}[${index}]`));
    },
  };
}

/** One behind the other. */
function joinedLists(program: Program, type: ValueType, lists: readonly ListValue[]): ListValue {
  const { code } = program;
  const starts = ["0"];
  for (const { length } of lists) starts.push(code.constant(`${starts.at(-1)!} + ${length}`));
  const inner = { element: type.element, depth: type.depth - 1 };
  const from = (n: number, index: string): Value => {
    const own = () => lists[n]!.at(n === 0 ? index : code.constant(`${index} - ${starts[n]!}`));
    if (n === lists.length - 1) return own();
    return chooseValue(program, code.constant(`${index} < ${starts[n + 1]!}`), inner, own, () => from(n + 1, index));
  };
  return { kind: "list", length: starts.at(-1)!, at: (index) => from(0, index) };
}
