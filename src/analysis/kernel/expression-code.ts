import type { CheckedNode } from "../expression/checked-tree.ts";
import { branchValue } from "./branch-code.ts";
import { callValue } from "./call-code.ts";
import { numberLiteral } from "./code-writer.ts";
import { comprehensionValue } from "./comprehension-code.ts";
import { correctionValue } from "./correction-code.ts";
import { indexValue, maskValue, positionsValue, sliceValue } from "./index-code.ts";
import { isDirect, storeList } from "./list-code.ts";
import { chainValue, unaryValue } from "./operator-code.ts";
import type { Program } from "./program.ts";
import { collectionValue, isComputed } from "./record-code.ts";
import { atomOf, recordOf, scalar, type Value } from "./value.ts";
import { storedVectors } from "./vector-code.ts";

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
      return unaryValue(program, node, writeExpression);
    case "binary":
      return chainValue(program, node, writeExpression);
    case "index":
      return indexValue(program, node, writeExpression);
    case "slice":
      return sliceValue(program, node, writeExpression);
    case "mask":
      return maskValue(program, node, writeExpression);
    case "positions":
      return positionsValue(program, node, writeExpression);
    case "correction":
      return correctionValue(program, node, writeExpression);
    case "elementwise":
    case "choice":
    case "quantity":
    case "pair":
    case "vector":
    case "boost":
    case "reduction":
    case "length":
    case "listCall":
    case "vectorSum":
      return callValue(program, node, writeExpression);
  }
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
