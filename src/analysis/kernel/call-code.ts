import type { CheckedCall, CheckedNode } from "../expression/checked-tree.ts";
import type { CallInMemory } from "../expression/functions/signature.ts";
import type { CodeWriter } from "./code-writer.ts";
import { listCallValue } from "./list-call-code.ts";
import { chooseValue, elementwise, reduceList, unlikeLengths } from "./list-code.ts";
import { madeVector } from "./made-vector-code.ts";
import { wholeOrFail } from "./operator-code.ts";
import type { Program } from "./program.ts";
import { atomOf, listOf, scalar, systemValue, type Value, vectorOf } from "./value.ts";
import { boostedVector, sumVectors } from "./vector-code.ts";

type CallNode = CheckedNode & CheckedCall;
type Write = (program: Program, node: CheckedNode) => Value;

/** The value of a function of the language. */
export function callValue(program: Program, node: CallNode, write: Write): Value {
  const { code } = program;
  const parts = (): Value[] => node.arguments.map((part) => write(program, part));
  const each = (combine: (elements: readonly Value[]) => Value): Value =>
    elementwise(code, parts(), combine, unlikeLengths(program, node));
  switch (node.kind) {
    case "elementwise":
      return each((elements) => {
        const javascript = inCode(code, node.signature.javascript(...elements.map(atomOf)));
        return node.signature.whole === true
          ? wholeOrFail(program, node, javascript)
          : scalar(code.constant(javascript));
      });
    case "choice":
      return writeChoice(program, node, write);
    case "quantity":
      return each(([v]) => {
        const javascript = node.signature.javascript(vectorOf(v!));
        return scalar(code.constant(toGeV(program, javascript, node.signature.energy)));
      });
    case "pair":
      return each(([a, b]) => {
        const javascript = inCode(code, node.signature.javascript(vectorOf(a!), vectorOf(b!)));
        return scalar(code.constant(toGeV(program, javascript, node.signature.energy)));
      });
    case "vector":
      return madeVector(program, node, write);
    case "boost":
      return each(([v, frame]) => systemValue(boostedVector(code, vectorOf(v!), vectorOf(frame!))));
    case "reduction": {
      const list = listOf(parts()[0]!);
      const { fallback } = node;
      const empty =
        fallback === undefined
          ? { fail: () => program.fail(program.failures.emptyList(node, node.arguments[0]!), "0", "0") }
          : { value: () => atomOf(write(program, fallback)) };
      return reduceList(program, list, node.signature, empty);
    }
    case "length":
      return scalar(listOf(parts()[0]!).length);
    case "listCall":
      return listCallValue(program, node, write);
    case "vectorSum":
      return systemValue(sumVectors(program, listOf(parts()[0]!)));
  }
}

/** JavaScript as it is; a call in memory is written, and leaves its result there. */
function inCode(code: CodeWriter, javascript: string | CallInMemory): string {
  if (typeof javascript === "string") return javascript;
  const { call, values } = javascript;
  for (const [i, value] of values.entries()) code.line(`real[${i}] = ${value};`);
  code.line(`${call}(real);`);
  return "real[0]";
}

/** Energies come out in GeV: divided by 1000, which is exact in float64 where 0.001 is not. */
function toGeV(program: Program, javascript: string, energy: boolean): string {
  return energy && program.unitsPerGeV !== 1 ? `${javascript} / ${program.unitsPerGeV}` : javascript;
}

/** Only the chosen one is computed; of lists both are, element by element. */
function writeChoice(program: Program, node: CallNode & { readonly kind: "choice" }, write: Write): Value {
  const { code } = program;
  const [condition, yes, no] = node.arguments as readonly [CheckedNode, CheckedNode, CheckedNode];
  const { element, depth } = node.type;
  const single = { element, depth: 0 };
  const test = write(program, condition);
  if (depth === 0) {
    const later = program.later();
    const chosen = (part: CheckedNode) => () => later(() => write(program, part));
    return chooseValue(program, atomOf(test), single, chosen(yes), chosen(no));
  }
  const values = [test, write(program, yes), write(program, no)];
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
