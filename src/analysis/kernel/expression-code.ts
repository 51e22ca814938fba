import type { CheckedCall, CheckedNode } from "../expression/checked-tree.ts";
import { isVectorElement } from "../expression/value-type.ts";
import { bitOperation, isBitOperator } from "./bit-code.ts";
import { branchValue } from "./branch-code.ts";
import { numberLiteral } from "./code-writer.ts";
import { comprehensionValue } from "./comprehension-code.ts";
import { listCallValue } from "./list-call-code.ts";
import { chooseValue, elementsAt, elementwise, maskList, reduceList, sliceList, storeList } from "./list-code.ts";
import type { Program } from "./program.ts";
import { collectionValue, isComputed } from "./record-code.ts";
import {
  atomOf,
  type ListValue,
  listOf,
  recordOf,
  scalar,
  scalarOf,
  systemValue,
  type Value,
  vectorOf,
} from "./value.ts";
import { computedVector, storedVectors, sumVectors } from "./vector-code.ts";

type Node<Kind extends CheckedNode["kind"]> = CheckedNode & { readonly kind: Kind };

/**
 * Writes the code that computes an expression for event `i` of the chunk, and says where its value is.
 *
 * Operands are computed from left to right. Each name is computed once in a block, see `CodeWriter`.
 */
export function writeExpression(program: Program, node: CheckedNode): Value {
  return program.kept(node) ?? writeKind(program, node);
}

function writeKind(program: Program, node: CheckedNode): Value {
  const { code } = program;
  switch (node.kind) {
    case "number":
      return { kind: "scalar", atom: code.constant(numberLiteral(node.value)), literal: node.value };
    case "bool":
      return scalar(String(node.value));
    case "string":
      return scalar(program.text(node.value));
    case "branch":
      return branchValue(program, node);
    case "define":
      return writeDefine(program, node);
    case "collection":
      return collectionValue(program, node, writeExpression);
    case "variable":
      return program.variable(node.variable);
    case "field":
      return fieldOf(writeExpression(program, node.base), node.field);
    case "literal":
      return writeLiteral(program, node);
    case "comprehension":
      return comprehensionValue(program, node, writeExpression);
    case "negate":
    case "not":
    case "complement":
      return writeUnary(program, node);
    case "binary":
      return writeChain(program, node);
    case "index":
      return writeIndex(program, node);
    case "slice": {
      const base = listOf(writeExpression(program, node.base));
      const start = writeEnd(program, node.start);
      return sliceList(code, base, start, writeEnd(program, node.stop));
    }
    case "mask": {
      const base = listOf(writeExpression(program, node.base));
      const mask = listOf(writeExpression(program, node.mask));
      return maskList(program, base, mask, unlikeLengths(program, node));
    }
    case "positions":
      return writePositions(program, node);
    case "elementwise":
    case "choice":
    case "quantity":
    case "pair":
    case "reduction":
    case "length":
    case "listCall":
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
function writeDefine(program: Program, { define, type }: Node<"define">): Value {
  return program.code.once(`define ${define.index}`, () => {
    const value = writeExpression(program, define.node);
    if (value.kind !== "list" || isDirect(define.node)) return value;
    const { element, depth } = type;
    if (typeof element === "string") return storeList(program, value, type);
    return depth === 1 && isComputed(element) && element.fields.size === 0
      ? storedVectors(program, value, false)
      : value;
  });
}

/** Whether reading an element is a look-up rather than a computation. */
function isDirect(node: CheckedNode): boolean {
  let at = node;
  while (at.kind === "slice" || at.kind === "mask" || at.kind === "positions") at = at.base;
  return at.kind === "branch" || at.kind === "define" || at.kind === "comprehension";
}

/** Of a list the field of each element, and so at each level of lists in lists. */
function fieldOf(value: Value, field: string): Value {
  if (value.kind !== "list") return recordOf(value).field(field);
  return { kind: "list", length: value.length, at: (k) => fieldOf(value.at(k), field) };
}

function writeLiteral(program: Program, node: Node<"literal">): Value {
  const { code } = program;
  const { elements, type } = node;
  const numbers = elements.flatMap((element) => (element.kind === "number" ? element.value : []));
  const length = String(elements.length);
  if (numbers.length === elements.length) {
    const table = program.table(numbers);
    return { kind: "list", length, at: (k) => scalar(code.constant(`${table}[${k}]`)) };
  }
  const atoms = elements.map((element) => atomOf(writeExpression(program, element)));
  const { element } = type;
  const buffer = program.buffer(element === "string" ? "Array" : element === "bool" ? "Uint8Array" : "Float64Array");
  program.reserve(buffer, length);
  for (const [i, atom] of atoms.entries())
    code.line(`${buffer}[${i}] = ${element === "bool" ? `${atom} ? 1 : 0` : atom};`);
  return {
    kind: "list",
    length,
    at: (k) => scalar(code.constant(element === "bool" ? `${buffer}[${k}] !== 0` : `${buffer}[${k}]`)),
  };
}

function writeUnary(program: Program, node: Node<"negate" | "not" | "complement">): Value {
  const { code } = program;
  const argument = writeExpression(program, node.argument);
  const one = ([value]: readonly Value[]): Value => {
    const x = atomOf(value!);
    if (node.kind !== "complement") return scalar(code.constant(`${node.kind === "negate" ? "-" : "!"}${x}`));
    return wholeOrFail(program, node, `complement(${x})`);
  };
  return elementwise(code, [argument], one, noLists);
}

/** A result that is NaN where there is none. */
function wholeOrFail(program: Program, node: CheckedNode, javascript: string): Value {
  const result = program.code.constant(javascript);
  program.code.line(`if (${result} !== ${result}) ${program.fail(program.failures.noBits(node), "0", "0")}`);
  return scalar(result);
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
  const { code } = program;
  const { operator } = node;
  if (node.type.depth === 0 && (operator === "&&" || operator === "||"))
    return writeShortCircuit(program, node, atomOf(left));
  if (operator === "in") return writeMembership(program, node, left);
  const right = writeExpression(program, node.right);
  return elementwise(code, [left, right], ([a, b]) => binaryOf(program, node, a!, b!), unlikeLengths(program, node));
}

function binaryOf(program: Program, node: Node<"binary">, a: Value, b: Value): Value {
  const { code } = program;
  const { operator } = node;
  if (isVectorElement(node.type.element)) return systemValue(vectorResult(program, operator, a, b));
  if (isBitOperator(operator)) {
    const fail = program.fail(program.failures.noBits(node), "0", "0");
    return bitOperation(program, operator, scalarOf(a), scalarOf(b), fail);
  }
  const javascript = operator === "==" || operator === "!=" ? `${operator}=` : operator;
  return scalar(code.constant(`${atomOf(a)} ${javascript} ${atomOf(b)}`));
}

/** Sum and difference of four-vectors, or one times a number. */
function vectorResult({ code }: Program, operator: string, a: Value, b: Value): ReturnType<typeof vectorOf> {
  if (a.kind === "record" && b.kind === "record") {
    const [v, w] = [vectorOf(a), vectorOf(b)];
    return computedVector(code, (name) => `${v[name]()} ${operator} ${w[name]()}`);
  }
  const [vector, factor] = a.kind === "record" ? [vectorOf(a), atomOf(b)] : [vectorOf(b), atomOf(a)];
  return computedVector(code, (name) => `${vector[name]()} ${operator} ${factor}`);
}

/** Whether each value is one of a list. */
function writeMembership(program: Program, node: Node<"binary">, left: Value): Value {
  const { code } = program;
  const written = node.right.kind === "literal" ? node.right.elements : [];
  if (written.length > 0 && written.length <= 8) {
    const atoms = written.map((element) => atomOf(writeExpression(program, element)));
    const one = ([x]: readonly Value[]) =>
      scalar(code.constant(atoms.map((atom) => `${atomOf(x!)} === ${atom}`).join(" || ")));
    return elementwise(code, [left], one, noLists);
  }
  const right = writeExpression(program, node.right);
  const list = isDirect(node.right) ? listOf(right) : storeList(program, listOf(right), node.right.type);
  const one = ([value]: readonly Value[]): Value => {
    const x = atomOf(value!);
    const found = code.fresh("c");
    code.line(`let ${found} = false;`);
    program.loop(list.length, (k) => {
      code.line(`if (${x} === ${atomOf(list.at(k))}) { ${found} = true; break; }`);
    });
    return scalar(found);
  };
  return elementwise(code, [left], one, noLists);
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

function writeIndex(program: Program, node: Node<"index">): Value {
  const { code } = program;
  const base = listOf(writeExpression(program, node.base));
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

/** The elements at several positions, in that order; negative ones count from the end. */
function writePositions(program: Program, node: Node<"positions">): ListValue {
  const { code } = program;
  const base = listOf(writeExpression(program, node.base));
  const positions = listOf(writeExpression(program, node.positions));
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
  const parts = (): Value[] => node.arguments.map((part) => writeExpression(program, part));
  const each = (combine: (elements: readonly Value[]) => Value): Value =>
    elementwise(code, parts(), combine, unlikeLengths(program, node));
  switch (node.kind) {
    case "elementwise":
      return each((elements) => {
        const javascript = node.signature.javascript(...elements.map(atomOf));
        return node.signature.whole === true
          ? wholeOrFail(program, node, javascript)
          : scalar(code.constant(javascript));
      });
    case "choice":
      return writeChoice(program, node);
    case "quantity":
      return each(([v]) => {
        const javascript = node.signature.javascript(vectorOf(v!));
        return scalar(code.constant(toGeV(program, javascript, node.signature.energy)));
      });
    case "pair":
      return each(([a, b]) => {
        const javascript = node.signature.javascript(vectorOf(a!), vectorOf(b!));
        return scalar(code.constant(toGeV(program, javascript, node.signature.energy)));
      });
    case "reduction": {
      const list = listOf(parts()[0]!);
      const { fallback } = node;
      const empty =
        fallback === undefined
          ? { fail: () => program.fail(program.failures.emptyList(node, node.arguments[0]!), "0", "0") }
          : { value: () => atomOf(writeExpression(program, fallback)) };
      return reduceList(program, list, node.signature, empty);
    }
    case "length":
      return scalar(listOf(parts()[0]!).length);
    case "listCall":
      return listCallValue(program, node, writeExpression);
    case "vectorSum":
      return systemValue(sumVectors(program, listOf(parts()[0]!)));
  }
}

/** Energies come out in GeV: divided by 1000, which is exact in float64 where 0.001 is not. */
function toGeV(program: Program, javascript: string, energy: boolean): string {
  return energy && program.unitsPerGeV !== 1 ? `${javascript} / ${program.unitsPerGeV}` : javascript;
}

/** Only the chosen one is computed; of lists both are, element by element. */
function writeChoice(program: Program, node: Node<"choice">): Value {
  const { code } = program;
  const [condition, yes, no] = node.arguments as readonly [CheckedNode, CheckedNode, CheckedNode];
  const { element, depth } = node.type;
  const single = { element, depth: 0 };
  const test = writeExpression(program, condition);
  if (depth === 0) {
    const later = program.later();
    const write = (part: CheckedNode) => () => later(() => writeExpression(program, part));
    return chooseValue(program, atomOf(test), single, write(yes), write(no));
  }
  const values = [test, writeExpression(program, yes), writeExpression(program, no)];
  const combine = ([c, a, b]: readonly Value[]): Value =>
    typeof element === "string"
      ? scalar(code.constant(`${atomOf(c!)} ? ${atomOf(a!)} : ${atomOf(b!)}`))
      : chooseValue(
          program,
          atomOf(c!),
          single,
          () => a!,
          () => b!,
        );
  return elementwise(code, values, combine, unlikeLengths(program, node));
}
