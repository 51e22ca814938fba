import type { CheckedCall, CheckedCollection, CheckedNode } from "../expression/checked-tree.ts";
import { quantity, wholeVector } from "../expression/functions/signature.ts";
import { branchValue } from "./branch-code.ts";
import { numberLiteral } from "./code-writer.ts";
import { elementwise, maskList, reduceList, sliceList, storeList } from "./list-code.ts";
import { fieldsFor } from "./needed-branches.ts";
import type { Program } from "./program.ts";
import { atomOf, listOf, scalar, type SingleValue, type Value, vectorOf } from "./value.ts";
import { addVectors, loadFields, polarVector, sumVectors } from "./vector-code.ts";

type Node<Kind extends CheckedNode["kind"]> = CheckedNode & { readonly kind: Kind };

/**
 * Writes the code that computes an expression for event `i` of the chunk, and says where its value is.
 *
 * Operands are computed from left to right. Each name is computed once in a block, see `CodeWriter`.
 *
 * @param want what will be asked of the result if it holds four-vectors (bits of `quantity`)
 */
export function writeExpression(program: Program, node: CheckedNode, want = wholeVector): Value {
  const { code } = program;
  switch (node.kind) {
    case "number":
      return scalar(code.constant(numberLiteral(node.value)));
    case "bool":
      return scalar(String(node.value));
    case "branch":
      return branchValue(program, node);
    case "define":
      return writeDefine(program, node, want);
    case "collection":
      return writeCollection(program, node, want);
    case "negate":
    case "not": {
      const operator = node.kind === "negate" ? "-" : "!";
      const argument = writeExpression(program, node.argument);
      return elementwise(code, [argument], ([x]) => `${operator}${atomOf(x!)}`, noLists);
    }
    case "binary":
      return writeChain(program, node);
    case "index":
      return writeIndex(program, node, want);
    case "slice": {
      const base = listOf(writeExpression(program, node.base, want));
      const start = writeEnd(program, node.start);
      return sliceList(code, base, start, writeEnd(program, node.stop));
    }
    case "mask": {
      const base = listOf(writeExpression(program, node.base, want));
      const mask = listOf(writeExpression(program, node.mask));
      return maskList(program, base, mask, unlikeLengths(program, node));
    }
    case "elementwise":
    case "choice":
    case "quantity":
    case "pair":
    case "reduction":
    case "length":
    case "vectorSum":
      return writeCall(program, node);
  }
}

function noLists(): never {
  throw new TypeError("One list alone cannot have unlike lengths");
}

function unlikeLengths(program: Program, node: CheckedNode): (a: string, b: string) => string {
  return (a, b) => program.fail(program.failures.unlikeLengths(node), a, b);
}

/** A list that has to be computed is stored, or the code for definitions that use each other twice would double each time. */
function writeDefine(program: Program, { define, type }: Node<"define">, want: number): Value {
  const key = type.element === "vector" ? `define ${define.index} ${want}` : `define ${define.index}`;
  return program.code.once(key, () => {
    const value = writeExpression(program, define.node, want);
    if (value.kind !== "list" || type.element === "vector" || isDirect(define.node)) return value;
    return storeList(program, value, type.element);
  });
}

/** Whether reading an element is a look-up rather than a computation. */
function isDirect(node: CheckedNode): boolean {
  let at = node;
  while (at.kind === "slice" || at.kind === "mask") at = at.base;
  return at.kind === "branch" || at.kind === "define";
}

function writeCollection(program: Program, node: Node<"collection">, want: number): Value {
  const { collection } = node;
  const list = (field: keyof CheckedCollection & ("pt" | "eta" | "phi" | "energy" | "mass")) =>
    program.code.once(`collection ${collection.index} ${field}`, () =>
      listOf(writeExpression(program, collection[field]!)),
    );
  const fields = fieldsFor(collection, want);
  const lists = Object.fromEntries(fields.map((field) => [field, list(field)]));
  const { length } = list("pt");
  for (const field of fields) {
    const other = lists[field]!.length;
    if (other === length) continue;
    program.code.once(`collection ${collection.index} checked ${field}`, () => {
      const site = program.failures.unlikeFields(node, collection.name, field);
      program.code.line(`if (${other} !== ${length}) ${program.fail(site, length, other)}`);
    });
  }
  return {
    kind: "list",
    length,
    at: (k) => ({ kind: "vector", vector: polarVector(program.code, loadFields(lists, k)) }),
  };
}

/** Down the left side and up again in loops, not in recursion: a chain of operators may be long. */
function writeChain(program: Program, node: Node<"binary">): Value {
  const chain: Node<"binary">[] = [];
  let first: CheckedNode = node;
  while (first.kind === "binary") {
    chain.push(first);
    first = first.left;
  }
  let value = writeExpression(program, first);
  for (const link of chain.reverse()) value = writeBinary(program, link, value);
  return value;
}

function writeBinary(program: Program, node: Node<"binary">, left: Value): Value {
  const { operator } = node;
  if (!node.type.list && (operator === "&&" || operator === "||"))
    return writeShortCircuit(program, node, atomOf(left));
  const right = writeExpression(program, node.right);
  if (node.type.element === "vector")
    return { kind: "vector", vector: addVectors(program.code, vectorOf(left), vectorOf(right)) };
  const javascript = operator === "==" || operator === "!=" ? `${operator}=` : operator;
  return elementwise(
    program.code,
    [left, right],
    ([a, b]) => `${atomOf(a!)} ${javascript} ${atomOf(b!)}`,
    unlikeLengths(program, node),
  );
}

/** The right side is computed only where the left side leaves the result open. */
function writeShortCircuit(program: Program, node: Node<"binary">, left: string): Value {
  const { code } = program;
  const result = code.fresh("c");
  code.line(`let ${result} = ${left};`);
  code.block(node.operator === "&&" ? `if (${result})` : `if (!${result})`, () => {
    code.line(`${result} = ${atomOf(writeExpression(program, node.right))};`);
  });
  return scalar(result);
}

function writeIndex(program: Program, node: Node<"index">, want: number): Value {
  const { code } = program;
  const base = listOf(writeExpression(program, node.base, want));
  const index = atomOf(writeExpression(program, node.index));
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

/** One end of a slice: an atom that holds a whole number, or nothing where it is left out. */
function writeEnd(program: Program, node: CheckedNode | undefined): string | undefined {
  if (node === undefined) return undefined;
  const end = atomOf(writeExpression(program, node));
  if (node.kind !== "number") {
    const fail = program.fail(program.failures.sliceNotWhole(node), end, "0");
    program.code.line(`if (Math.floor(${end}) - ${end} !== 0) ${fail}`);
  }
  return end;
}

function writeCall(program: Program, node: CheckedNode & CheckedCall): Value {
  const { code } = program;
  const parts = (want?: number): Value[] => node.arguments.map((part) => writeExpression(program, part, want));
  switch (node.kind) {
    case "elementwise":
      return elementwise(
        code,
        parts(),
        (elements) => node.signature.javascript(...elements.map(atomOf)),
        unlikeLengths(program, node),
      );
    case "choice":
      return node.type.list
        ? elementwise(
            code,
            parts(),
            (elements) => elements.map(atomOf).reduceRight((b, a, i) => (i === 1 ? `${a} : ${b}` : `${a} ? ${b}`)),
            unlikeLengths(program, node),
          )
        : writeChoice(program, node);
    case "quantity":
      return elementwise(
        code,
        parts(node.signature.needs),
        ([v]) => toGeV(program, node.signature.javascript(vectorOf(v!)), node.signature.energy),
        noLists,
      );
    case "pair":
      return elementwise(
        code,
        parts(node.signature.needs),
        ([a, b]) => node.signature.javascript(vectorOf(a!), vectorOf(b!)),
        unlikeLengths(program, node),
      );
    case "reduction": {
      const list = listOf(parts()[0]!);
      const empty = () => program.fail(program.failures.emptyList(node, node.arguments[0]!), "0", "0");
      return reduceList(code, list, node.signature, empty);
    }
    case "length":
      return scalar(listOf(parts(quantity.pt)[0]!).length);
    case "vectorSum":
      return { kind: "vector", vector: sumVectors(code, listOf(parts()[0]!)) };
  }
}

/** Energies come out in GeV: divided by 1000, which is exact in float64 where 0.001 is not. */
function toGeV(program: Program, javascript: string, energy: boolean): string {
  return energy && program.unitsPerGeV !== 1 ? `${javascript} / ${program.unitsPerGeV}` : javascript;
}

/** Only the chosen one is computed. */
function writeChoice(program: Program, node: Node<"choice">): SingleValue {
  const { code } = program;
  const [condition, yes, no] = node.arguments as readonly [CheckedNode, CheckedNode, CheckedNode];
  const result = code.fresh("c");
  const test = atomOf(writeExpression(program, condition));
  code.line(`let ${result} = ${node.signature.element === "bool" ? "false" : "0"};`);
  code.block(`if (${test})`, () => {
    code.line(`${result} = ${atomOf(writeExpression(program, yes))};`);
  });
  code.block("else", () => {
    code.line(`${result} = ${atomOf(writeExpression(program, no))};`);
  });
  return scalar(result);
}
