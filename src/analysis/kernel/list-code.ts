import type { ReductionSignature } from "../expression/functions/signature.ts";
import type { CodeWriter } from "./code-writer.ts";
import type { Program } from "./program.ts";
import { atomOf, type ListValue, scalar, type ScalarValue, type SingleValue, type Value } from "./value.ts";

/**
 * Element by element: a single value goes with every element of a list.
 *
 * @param combine JavaScript for the result from one element of each
 * @param unlike writes the failure of lists with different lengths
 */
export function elementwise(
  code: CodeWriter,
  values: readonly Value[],
  combine: (elements: readonly SingleValue[]) => string,
  unlike: (length1: string, length2: string) => string,
): Value {
  const lists = values.filter((value) => value.kind === "list");
  const [first] = lists;
  if (first === undefined) return scalar(code.constant(combine(values as readonly SingleValue[])));
  for (const list of lists)
    if (list.length !== first.length)
      code.line(`if (${list.length} !== ${first.length}) ${unlike(first.length, list.length)}`);
  return {
    kind: "list",
    length: first.length,
    at: (k) => scalar(code.constant(combine(values.map((value) => (value.kind === "list" ? value.at(k) : value))))),
  };
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

/** Elements where the mask is true: their positions are collected in a buffer that is used again for every event. */
export function maskList(
  program: Program,
  list: ListValue,
  mask: ListValue,
  unlike: (a: string, b: string) => string,
): ListValue {
  const { code } = program;
  if (list.length !== mask.length)
    code.line(`if (${mask.length} !== ${list.length}) ${unlike(list.length, mask.length)}`);
  const buffer = program.buffer("Int32Array");
  code.line(`if (${buffer}.length < ${mask.length}) ${program.grow(buffer, mask.length)}`);
  const chosen = code.fresh("n");
  code.line(`let ${chosen} = 0;`);
  const k = code.fresh("k");
  code.block(`for (let ${k} = 0; ${k} < ${mask.length}; ${k}++)`, () => {
    code.line(`if (${atomOf(mask.at(k))}) ${buffer}[${chosen}++] = ${k};`);
  });
  const length = code.constant(`${chosen} | 0`);
  return { kind: "list", length, at: (index) => list.at(code.constant(`${buffer}[${index}]`)) };
}

/** Computes every element once into a buffer, for a list that may be used several times. */
export function storeList(program: Program, list: ListValue, element: "number" | "bool"): ListValue {
  const { code } = program;
  const buffer = program.buffer(element === "bool" ? "Uint8Array" : "Float64Array");
  code.line(`if (${buffer}.length < ${list.length}) ${program.grow(buffer, list.length)}`);
  const k = code.fresh("k");
  code.block(`for (let ${k} = 0; ${k} < ${list.length}; ${k}++)`, () => {
    const value = atomOf(list.at(k));
    code.line(`${buffer}[${k}] = ${element === "bool" ? `${value} ? 1 : 0` : value};`);
  });
  return {
    kind: "list",
    length: list.length,
    at: (index) => scalar(code.constant(element === "bool" ? `${buffer}[${index}] !== 0` : `${buffer}[${index}]`)),
  };
}

/** One value of a whole list. */
export function reduceList(
  code: CodeWriter,
  list: ListValue,
  signature: ReductionSignature,
  empty: () => string,
): ScalarValue {
  if (signature.refusesEmpty) code.line(`if (${list.length} === 0) ${empty()}`);
  const total = code.fresh("s");
  code.line(`let ${total} = ${signature.initial};`);
  const k = code.fresh("k");
  code.block(`for (let ${k} = 0; ${k} < ${list.length}; ${k}++)`, () => {
    code.line(signature.step(total, atomOf(list.at(k))));
  });
  return scalar(total);
}
