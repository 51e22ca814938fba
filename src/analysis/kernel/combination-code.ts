import type { CheckedCall, CheckedNode } from "../expression/checked-tree.ts";
import type { RecordType } from "../expression/value-type.ts";
import { chooseValue } from "./list-code.ts";
import type { Program } from "./program.ts";
import { isMeasured, tupleValue } from "./record-code.ts";
import { atomOf, type ListValue, scalar, type Value, vectorOf } from "./value.ts";
import { storedVectors } from "./vector-code.ts";

type ListCall = CheckedNode & CheckedCall & { readonly kind: "listCall" };
type Write = (program: Program, node: CheckedNode) => Value;

/** Most combinations of one list in one event. */
export const maxCombinations = 1_000_000;

/** What a list that is not empty gives; of an empty one the default, or a failure if there is none. */
export function choose(program: Program, node: ListCall, length: string, found: () => Value, write: Write): Value {
  const { code } = program;
  const { fallback } = node;
  if (fallback === undefined) {
    const site = program.failures.emptyList(node, node.arguments[0]!);
    code.line(`if (${length} === 0) ${program.fail(site, "0", "0")}`);
    return found();
  }
  const later = program.later();
  return chooseValue(program, code.constant(`${length} > 0`), node.type, found, () =>
    later(() => write(program, fallback)),
  );
}

/** Elements of combinations are used again and again; what is long to compute is computed once. */
function sharedElements(program: Program, list: ListValue, node: CheckedNode): ListValue {
  const { element, depth } = node.type;
  if (depth > 1 || typeof element !== "object" || !element.isVector) return list;
  return storedVectors(program, list, isMeasured(element));
}

function checkCount(program: Program, node: ListCall, count: string): void {
  const fail = program.fail(program.failures.tooManyCombinations(node, maxCombinations), count, "0");
  program.code.line(`if (${count} > ${maxCombinations}) ${fail}`);
}

/** Every choice of `size` elements with ascending positions, in lexicographic order. */
export function combinationsOf(program: Program, node: ListCall, given: ListValue, size: number): ListValue {
  const { code } = program;
  const list = sharedElements(program, given, node.arguments[0]!);
  const n = list.length;
  const factors = Array.from({ length: size }, (_, i) => `(${n} - ${i}) / ${i + 1}`);
  const total = code.constant(`${n} < ${size} ? 0 : ${factors.join(" * ")}`);
  checkCount(program, node, total);
  const buffers = Array.from({ length: size }, () => program.buffer("Int32Array"));
  // At once, not in the innermost loop; each division above leaves no rest.
  for (const buffer of buffers) program.reserve(buffer, total);
  const count = code.fresh("n");
  code.line(`let ${count} = 0;`);
  const from = (i: number, chosen: readonly string[]): void => {
    if (i === size) {
      for (const [p, buffer] of buffers.entries()) code.line(`${buffer}[${count}] = ${chosen[p]!};`);
      code.line(`${count}++;`);
      return;
    }
    const k = code.fresh("k");
    const start = i === 0 ? "0" : `${chosen[i - 1]!} + 1`;
    code.block(`for (let ${k} = ${start}; ${k} < ${n} - ${size - 1 - i}; ${k}++)`, () => {
      from(i + 1, [...chosen, k]);
    });
  };
  from(0, []);
  const length = code.constant(`${count} | 0`);
  program.count(length);
  const element = node.type.element as RecordType;
  const at = (index: string): Value =>
    tupleValue(
      program,
      element,
      buffers.map((buffer) => list.at(code.constant(`${buffer}[${index}]`))),
    );
  return { kind: "list", length, at };
}

/** One of each list, the last list running fastest. */
export function crossOf(program: Program, node: ListCall, given: readonly ListValue[]): ListValue {
  const { code } = program;
  const lists = given.map((list, i) => sharedElements(program, list, node.arguments[i]!));
  const length = code.constant(lists.map((list) => list.length).join(" * "));
  checkCount(program, node, length);
  const element = node.type.element as RecordType;
  const at = (index: string): Value => {
    let rest = index;
    const positions: string[] = [];
    for (const list of lists.slice(1).reverse()) {
      const quotient = code.constant(`(${rest} / ${list.length}) | 0`);
      positions.unshift(code.constant(`${rest} - ${quotient} * ${list.length}`));
      rest = quotient;
    }
    return tupleValue(
      program,
      element,
      [rest, ...positions].map((position, i) => lists[i]!.at(position)),
    );
  };
  return { kind: "list", length, at };
}

/** For each element of one list the position of the one of the other with the smallest deltaR, the first on ties. */
export function nearestOf(
  program: Program,
  node: ListCall,
  lists: readonly [ListValue, ListValue],
  write: Write,
): Value {
  const { code } = program;
  const [list, others] = lists;
  const { fallback } = node;
  const none = code.fresh("s");
  code.line(`let ${none} = 0;`);
  code.block(`if (${others.length} === 0 && ${list.length} > 0)`, () => {
    if (fallback === undefined) code.line(program.fail(program.failures.emptyList(node, node.arguments[1]!), "0", "0"));
    else code.line(`${none} = ${atomOf(write(program, fallback))};`);
  });
  const buffer = program.buffer("Float64Array");
  program.reserve(buffer, list.length);
  program.loop(list.length, (k) => {
    const from = vectorOf(list.at(k));
    const [eta, phi] = [from.eta(), from.phi()];
    const [best, at] = [code.fresh("s"), code.fresh("s")];
    code.line(`let ${best} = Infinity, ${at} = ${none};`);
    program.loop(others.length, (j) => {
      const to = vectorOf(others.at(j));
      const dEta = code.constant(`${eta} - ${to.eta()}`);
      const difference = code.constant(`${phi} - ${to.phi()}`);
      const turn = String(2 * Math.PI);
      const dPhi = code.constant(`${difference} - ${turn} * Math.round(${difference} / ${turn})`);
      const distance = code.constant(`Math.sqrt(${dEta} * ${dEta} + ${dPhi} * ${dPhi})`);
      code.line(`if (${distance} < ${best}) { ${best} = ${distance}; ${at} = ${j}; }`);
    });
    code.line(`${buffer}[${k}] = ${at};`);
  });
  return { kind: "list", length: list.length, at: (k) => scalar(code.constant(`${buffer}[${k}]`)) };
}
