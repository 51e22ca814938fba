import type { CheckedNode } from "../expression/checked-tree.ts";
import type { ReductionSignature } from "../expression/functions/signature.ts";
import { type Element, isVectorElement, type ValueType } from "../expression/value-type.ts";
import { leveled } from "./branch-code.ts";
import type { CodeWriter } from "./code-writer.ts";
import type { BufferType, Program } from "./program.ts";
import { atomOf, type ListValue, listOf, recordOf, scalar, type ScalarValue, type Value, vectorOf } from "./value.ts";

/**
 * Element by element: a single value goes with every element of a list, and so at each level of lists in lists.
 *
 * @param combine the result from one element of each
 * @param unlike writes the failure of lists with different lengths
 */
export function elementwise(
  code: CodeWriter,
  values: readonly Value[],
  combine: (elements: readonly Value[]) => Value,
  unlike: (length1: string, length2: string) => string,
): Value {
  const lists = values.filter((value) => value.kind === "list");
  const [first] = lists;
  if (first === undefined) return combine(values);
  for (const list of lists)
    if (list.length !== first.length)
      code.line(`if (${list.length} !== ${first.length}) ${unlike(first.length, list.length)}`);
  return {
    kind: "list",
    length: first.length,
    at: (k) =>
      elementwise(
        code,
        values.map((value) => (value.kind === "list" ? value.at(k) : value)),
        combine,
        unlike,
      ),
  };
}

/** For {@link elementwise}: the failure of lists with different lengths. */
export function unlikeLengths(program: Program, node: CheckedNode): (a: string, b: string) => string {
  return (a, b) => program.fail(program.failures.unlikeLengths(node), a, b);
}

/** Whether reading an element is a look-up rather than a computation. */
export function isDirect(node: CheckedNode): boolean {
  let at = node;
  while (at.kind === "slice" || at.kind === "mask" || at.kind === "positions") at = at.base;
  return at.kind === "branch" || at.kind === "define" || at.kind === "comprehension";
}

/** `[start:stop]` with clipping as in Python; `start` and `stop` are atoms that hold whole numbers. */
export function sliceList(
  code: CodeWriter,
  list: ListValue,
  start: string | undefined,
  stop: string | undefined,
): ListValue {
  const from = start === undefined ? "0" : clip(code, start, list.length);
  const to = stop === undefined ? list.length : clip(code, stop, list.length);
  if (from === "0") return { kind: "list", length: to, at: list.at };
  const length = code.constant(`${to} > ${from} ? ${to} - ${from} : 0`);
  return { kind: "list", length, at: (k) => list.at(code.constant(`${from} + ${k}`)) };
}

function clip(code: CodeWriter, end: string, length: string): string {
  if (end === "0") return end;
  if (/^\d+$/.test(end)) return code.constant(`${end} < ${length} ? ${end} : ${length}`);
  const shifted = code.constant(`${end} < 0 ? ${end} + ${length} : ${end}`);
  return code.constant(`${shifted} < 0 ? 0 : ${shifted} > ${length} ? ${length} : ${shifted} | 0`);
}

/** Elements where the mask is true. */
export function maskList(
  program: Program,
  list: ListValue,
  mask: ListValue,
  unlike: (a: string, b: string) => string,
): ListValue {
  if (list.length !== mask.length)
    program.code.line(`if (${mask.length} !== ${list.length}) ${unlike(list.length, mask.length)}`);
  return chooseWhere(program, list, (k) => atomOf(mask.at(k)));
}

/** Elements that pass: their positions are collected in a buffer that is used again for every event. */
export function chooseWhere(program: Program, list: ListValue, passes: (index: string) => string): ListValue {
  const { code } = program;
  const buffer = program.buffer("Int32Array");
  program.reserve(buffer, list.length);
  const chosen = code.fresh("n");
  code.line(`let ${chosen} = 0;`);
  program.loop(list.length, (k) => {
    code.line(`if (${passes(k)}) ${buffer}[${chosen}++] = ${k};`);
  });
  return elementsAt(code, list, buffer, code.constant(`${chosen} | 0`));
}

/** The elements at the positions that a buffer holds. */
export function elementsAt(code: CodeWriter, list: ListValue, buffer: string, length: string): ListValue {
  return { kind: "list", length, at: (index) => list.at(code.constant(`${buffer}[${index}]`)) };
}

function bufferTypeOf(element: Element): BufferType {
  if (element === "bool") return "Uint8Array";
  return element === "string" ? "Array" : "Float64Array";
}

/** How a value is kept in a buffer. */
function kept(element: Element, atom: string): string {
  return element === "bool" ? `${atom} ? 1 : 0` : atom;
}

function fromBuffer(code: CodeWriter, element: Element, buffer: string, index: string): ScalarValue {
  return scalar(code.constant(element === "bool" ? `${buffer}[${index}] !== 0` : `${buffer}[${index}]`));
}

/** Computes every element once into a buffer, for a list of plain values, or of lists of them, that may be used several times. */
export function storeList(
  program: Program,
  list: ListValue,
  { element, depth }: ValueType,
): ListValue & { readonly buffer: string } {
  const { code } = program;
  const buffer = program.buffer(bufferTypeOf(element));
  if (depth > 1) return { ...storeLevels(program, list, { element, depth }, buffer), buffer };
  program.reserve(buffer, list.length);
  program.loop(list.length, (k) => {
    code.line(`${buffer}[${k}] = ${kept(element, atomOf(list.at(k)))};`);
  });
  return { kind: "list", length: list.length, at: (index) => fromBuffer(code, element, buffer, index), buffer };
}

/** As a column of the file: all values one after the other, and for each level where its lists start. */
function storeLevels(program: Program, list: ListValue, { element, depth }: ValueType, content: string): ListValue {
  const { code } = program;
  const starts = Array.from({ length: depth - 1 }, () => program.buffer("Int32Array"));
  const counts = [...starts, content].map(() => code.fresh("n"));
  code.line(`let ${counts.map((count) => `${count} = 0`).join(", ")};`);
  for (const buffer of starts) code.line(`${buffer}[0] = 0;`);
  const store = (inner: ListValue, level: number): void => {
    program.loop(inner.length, (k) => {
      const value = inner.at(k);
      if (value.kind !== "list") {
        program.push(content, counts[level]!, kept(element, atomOf(value)));
        return;
      }
      store(value, level + 1);
      code.line(`${counts[level]!}++;`);
      program.write(starts[level]!, counts[level]!, counts[level + 1]!);
    });
  };
  store(list, 0);
  return {
    kind: "list",
    length: list.length,
    at: (index) => leveled(program, starts, 0, index, (at) => fromBuffer(code, element, content, at)),
  };
}

/** One value of a whole list. `empty` writes what happens where there is none: a failure, or a value into the variable. */
export function reduceList(
  program: Program,
  list: ListValue,
  signature: ReductionSignature,
  empty: { readonly fail: () => string } | { readonly value: () => string },
): ScalarValue {
  const { code } = program;
  if (signature.refusesEmpty && "fail" in empty) code.line(`if (${list.length} === 0) ${empty.fail()}`);
  const total = code.fresh("s");
  code.line(`let ${total} = ${signature.initial};`);
  program.loop(list.length, (k) => {
    code.line(signature.step(total, atomOf(list.at(k))));
  });
  if ("value" in empty)
    code.block(`if (${list.length} === 0)`, () => {
      code.line(`${total} = ${empty.value()};`);
    });
  return scalar(total);
}

/**
 * One of two values, of which only the chosen one is computed: of a record or list, only what is asked for.
 *
 * @param test atom of a bool
 */
export function chooseValue(program: Program, test: string, type: ValueType, yes: () => Value, no: () => Value): Value {
  const { code } = program;
  const { element, depth } = type;
  const plain = (initial: string, get: (value: Value) => string): string => {
    const result = code.fresh("c");
    code.line(`let ${result} = ${initial};`);
    code.block(`if (${test})`, () => {
      code.line(`${result} = ${get(yes())};`);
    });
    code.block("else", () => {
      code.line(`${result} = ${get(no())};`);
    });
    return result;
  };
  const part = (of: ValueType, get: (value: Value) => Value): Value =>
    chooseValue(
      program,
      test,
      of,
      () => get(yes()),
      () => get(no()),
    );
  if (depth > 0) {
    const length = plain("0", (value) => listOf(value).length);
    return { kind: "list", length, at: (k) => part({ element, depth: depth - 1 }, (value) => listOf(value).at(k)) };
  }
  if (typeof element === "string") return scalar(plain({ number: "0", bool: "false", string: '""' }[element], atomOf));
  const quantity = (name: keyof ReturnType<typeof vectorOf>) => () => plain("0", (value) => vectorOf(value)[name]());
  return {
    kind: "record",
    vector: isVectorElement(element)
      ? {
          pt: quantity("pt"),
          eta: quantity("eta"),
          phi: quantity("phi"),
          energy: quantity("energy"),
          mass: quantity("mass"),
          px: quantity("px"),
          py: quantity("py"),
          pz: quantity("pz"),
        }
      : undefined,
    field: (name) => part(element.fields.get(name)!, (value) => recordOf(value).field(name)),
  };
}
