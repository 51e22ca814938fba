import type { CheckedNode } from "../expression/checked-tree.ts";
import { isVectorElement } from "../expression/value-type.ts";
import { bitOperation, isBitOperator } from "./bit-code.ts";
import { elementwise, isDirect, storeList, unlikeLengths } from "./list-code.ts";
import type { Program } from "./program.ts";
import { atomOf, listOf, scalar, scalarOf, systemValue, type Value, vectorOf } from "./value.ts";
import { computedVector } from "./vector-code.ts";

type Node<Kind extends CheckedNode["kind"]> = CheckedNode & { readonly kind: Kind };
type Write = (program: Program, node: CheckedNode) => Value;

function noLists(): never {
  throw new TypeError("One list alone cannot have unlike lengths");
}

export function unaryValue(program: Program, node: Node<"negate" | "not" | "complement">, write: Write): Value {
  const { code } = program;
  const argument = write(program, node.argument);
  const one = ([value]: readonly Value[]): Value => {
    const x = atomOf(value!);
    if (node.kind !== "complement") return scalar(code.constant(`${node.kind === "negate" ? "-" : "!"}${x}`));
    return wholeOrFail(program, node, `complement(${x})`);
  };
  return elementwise(code, [argument], one, noLists);
}

/** A result that is NaN where there is none. */
export function wholeOrFail(program: Program, node: CheckedNode, javascript: string): Value {
  const result = program.code.constant(javascript);
  program.code.line(`if (${result} !== ${result}) ${program.fail(program.failures.noBits(node), "0", "0")}`);
  return scalar(result);
}

/** Down the left side and up again in loops, not in recursion: a chain of operators may be long. */
export function chainValue(program: Program, node: Node<"binary">, write: Write): Value {
  const chain: Node<"binary">[] = [];
  let first: CheckedNode = node;
  while (first.kind === "binary") {
    chain.push(first);
    first = first.left;
  }
  let value = write(program, first);
  for (const link of chain.reverse()) value = writeBinary(program, link, value, write);
  return value;
}

function writeBinary(program: Program, node: Node<"binary">, left: Value, write: Write): Value {
  const { code } = program;
  const { operator } = node;
  if (node.type.depth === 0 && (operator === "&&" || operator === "||"))
    return writeShortCircuit(program, node, atomOf(left), write);
  if (operator === "in") return writeMembership(program, node, left, write);
  const right = write(program, node.right);
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
function writeMembership(program: Program, node: Node<"binary">, left: Value, write: Write): Value {
  const { code } = program;
  const written = node.right.kind === "literal" ? node.right.elements : [];
  if (written.length > 0 && written.length <= 8) {
    const atoms = written.map((element) => atomOf(write(program, element)));
    const one = ([x]: readonly Value[]) =>
      scalar(code.constant(atoms.map((atom) => `${atomOf(x!)} === ${atom}`).join(" || ")));
    return elementwise(code, [left], one, noLists);
  }
  const right = write(program, node.right);
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
function writeShortCircuit(program: Program, node: Node<"binary">, left: string, write: Write): Value {
  const { code } = program;
  const result = code.fresh("c");
  code.line(`let ${result} = ${left};`);
  code.block(node.operator === "&&" ? `if (${result})` : `if (!${result})`, () => {
    code.line(`${result} = ${atomOf(write(program, node.right))};`);
  });
  return scalar(result);
}
