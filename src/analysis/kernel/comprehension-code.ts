import type { CheckedComprehension, CheckedNode, CheckedVariable } from "../expression/checked-tree.ts";
import { invariantsOf } from "./invariants.ts";
import { chooseWhere, storeList } from "./list-code.ts";
import type { Program } from "./program.ts";
import { isComputed } from "./record-code.ts";
import { atomOf, type ListValue, listOf, recordOf, type Value } from "./value.ts";
import { storedVectors } from "./vector-code.ts";

type Write = (program: Program, node: CheckedNode) => Value;

/**
 * `[body for x in list if condition]`. Plain values, and lists of them, are computed into a buffer; of records, which body
 * and element belong together is known by position, and what is asked of them is computed where it is asked.
 */
export function comprehensionValue(
  program: Program,
  node: CheckedNode & CheckedComprehension,
  write: Write,
): ListValue {
  const { body, condition, variables } = node;
  const list = listOf(write(program, node.list));
  const later = program.later();
  const bound = (k: string): [CheckedVariable, Value][] => {
    const element = list.at(k);
    return variables.map((variable) => [
      variable,
      variable.part === undefined ? element : recordOf(element).field(variable.part),
    ]);
  };
  const bodyAt = (k: string): Value => later(() => program.bind(bound(k), () => write(program, body)));
  const isElement = body.kind === "variable" && body.variable === variables[0] && variables.length === 1;
  let positions: ListValue | undefined;
  if (condition !== undefined) {
    const every: ListValue = { kind: "list", length: list.length, at: isElement ? list.at : bodyAt };
    positions = withInvariants(program, [condition], variables, list.length, write, () =>
      chooseWhere(program, every, (k) => program.bind(bound(k), () => atomOf(write(program, condition)))),
    );
  }
  if (isElement) return positions ?? list;
  const chosen: ListValue = positions ?? { kind: "list", length: list.length, at: bodyAt };
  const { element } = node.type;
  if (typeof element === "string")
    return withInvariants(program, [body], variables, chosen.length, write, () =>
      storeList(program, chosen, node.type),
    );
  return node.type.depth === 1 && isComputed(element) ? storedVectors(program, chosen, false) : chosen;
}

/**
 * Computes what is the same for every element before the loop, if there is an element at all: what would be an error for no
 * element stays none.
 */
function withInvariants(
  program: Program,
  nodes: readonly CheckedNode[],
  variables: readonly CheckedVariable[],
  length: string,
  write: Write,
  writeLoop: () => ListValue,
): ListValue {
  const { code } = program;
  const invariants = nodes.flatMap((node) => invariantsOf(node, new Set(variables)));
  if (invariants.length === 0) return writeLoop();
  const count = code.fresh("n");
  code.line(`let ${count} = 0;`);
  let result: ListValue | undefined;
  code.block(`if (${length} > 0)`, () => {
    for (const node of invariants) program.keep(node, () => write(program, node));
    result = writeLoop();
    code.line(`${count} = ${result.length};`);
  });
  return { kind: "list", length: code.constant(`${count} | 0`), at: result!.at };
}
