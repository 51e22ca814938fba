import {
  commonElement,
  type Element,
  isNumber,
  isVectorElement,
  listOf,
  numberType,
  tupleElement,
  type ValueType,
} from "../value-type.ts";
import type { Argument, FunctionRow, ListOperation, ListSignature } from "./signature.ts";

/** Parts of a combination. */
const maxParts = 6;

type Result = ListSignature["result"];

function row(
  name: string,
  usage: string,
  about: string,
  operation: ListOperation,
  result: Result,
  fallback?: ListSignature["fallback"],
): FunctionRow {
  const signature: ListSignature = { kind: "listCall", operation, result, ...(fallback && { fallback }) };
  return { name, usage, about: [about], signatures: [signature] };
}

/** With one list of anything. */
function ofList(result: (type: ValueType) => ValueType | undefined): Result {
  return (parts) => {
    const [list] = parts;
    return parts.length === 1 && list!.type.depth > 0 ? result(list!.type) : undefined;
  };
}

const isList = (node: Argument | undefined, element?: Element): boolean =>
  node?.type.depth === 1 && (element === undefined || node.type.element === element);

const isVectors = (node: Argument | undefined): boolean => node?.type.depth === 1 && isVectorElement(node.type.element);

const inner = ({ element, depth }: ValueType): ValueType => ({ element, depth: depth - 1 });
const numbers: Result = ofList(({ element, depth }) => (element === "number" && depth === 1 ? numberType : undefined));
const comparable = ofList((type) => (type.depth === 1 && isPlain(type.element) ? type : undefined));

function isPlain(element: Element): boolean {
  return element === "number" || element === "string";
}

const pairs: Result = (parts) => {
  const [list] = parts;
  return parts.length === 1 && list!.type.depth > 0 ? combinationsOf(list!, 2) : undefined;
};

function combinationsOf(list: Argument, size: number): ValueType {
  return listOf(tupleElement(Array.from({ length: size }, () => inner(list.type))));
}

const combinations: Result = (parts) => {
  const [list, size] = parts;
  if (parts.length !== 2 || list!.type.depth === 0 || !isNumber(size!.type)) return undefined;
  const n = size!.numbers?.[0] ?? NaN;
  return Number.isInteger(n) && n >= 2 && n <= maxParts ? combinationsOf(list!, n) : undefined;
};

const cross: Result = (parts) => {
  if (parts.length < 2 || parts.length > 3 || parts.some((part) => part.type.depth === 0)) return undefined;
  return listOf(tupleElement(parts.map((part) => inner(part.type))));
};

const concat: Result = (parts) => {
  const [first, ...rest] = parts;
  if (rest.length === 0 || first!.type.depth === 0) return undefined;
  let element: Element | undefined = first!.type.element;
  for (const { type } of rest) {
    if (element === undefined || type.depth !== first!.type.depth) return undefined;
    element = commonElement(element, type.element);
  }
  return element === undefined ? undefined : { element, depth: first!.type.depth };
};

const sortBy: Result = (parts) => {
  const [list, key] = parts;
  return parts.length === 2 && list!.type.depth > 0 && isList(key, "number") ? list!.type : undefined;
};

const take: Result = (parts) => {
  const [list, count] = parts;
  return parts.length === 2 && list!.type.depth > 0 && isNumber(count!.type) ? list!.type : undefined;
};

const nearest: Result = (parts) =>
  parts.length === 2 && parts.every(isVectors) ? { element: "number", depth: 1 } : undefined;

const interpolate: Result = (parts) => {
  const [x, xs, ys] = parts;
  if (parts.length !== 3 || x!.type.element !== "number") return undefined;
  if (xs!.type.depth !== 1 || ys!.type.depth !== 1) return undefined;
  const [from, to] = [xs!.numbers, ys!.numbers];
  if (from === undefined || from.length !== to?.length) return undefined;
  return from.every((value, i) => i === 0 || from[i - 1]! < value) ? x!.type : undefined;
};

const position = (): ValueType => numberType;
const element: ListSignature["fallback"] = ([list]) => inner(list!.type);

/** Functions that make lists of lists, or choose from them. */
export const listMakers: readonly FunctionRow[] = [
  row(
    "argmin",
    "argmin(list of numbers) or argmin(list of numbers, default=number)",
    "`argmin(x)`, of numbers: the position of the smallest, the first on ties; an error for an empty list",
    "argmin",
    numbers,
    position,
  ),
  row(
    "argmax",
    "argmax(list of numbers) or argmax(list of numbers, default=number)",
    "`argmax(x)`, of numbers: the position of the largest, the first on ties; an error for an empty list",
    "argmax",
    numbers,
    position,
  ),
  row(
    "first",
    "first(list) or first(list, default=element)",
    "`first(x)`: the first element; an error for an empty list",
    "first",
    ofList(inner),
    element,
  ),
  row(
    "last",
    "last(list) or last(list, default=element)",
    "`last(x)`: the last element; an error for an empty list",
    "last",
    ofList(inner),
    element,
  ),
  row(
    "sort",
    "sort(list of numbers or strings)",
    "`sort(x)`, of numbers or strings: ascending, NaN last",
    "sort",
    comparable,
  ),
  row(
    "sortBy",
    "sortBy(list, list of numbers)",
    "`sortBy(x, key)`: any list, by ascending numbers that are equally many; equal ones stay in order; `-key` for descending",
    "sortBy",
    sortBy,
  ),
  row(
    "reverse",
    "reverse(list)",
    "`reverse(x)`: from the end to the start",
    "reverse",
    ofList((type) => type),
  ),
  row("take", "take(list, number)", "`take(x, n)`: the first n, or fewer", "take", take),
  row(
    "unique",
    "unique(list of numbers or strings)",
    "`unique(x)`, of numbers or strings: each only once, where it comes first",
    "unique",
    comparable,
  ),
  row(
    "flatten",
    "flatten(list of lists)",
    "`flatten(x)`: one list of a list of lists",
    "flatten",
    ofList((type) => (type.depth > 1 ? inner(type) : undefined)),
  ),
  row(
    "cumsum",
    "cumsum(list of numbers)",
    "`cumsum(x)`, of numbers: the sums up to each",
    "cumsum",
    ofList((type) => (type.depth === 1 && type.element === "number" ? type : undefined)),
  ),
  row("range", "range(number)", "`range(n)`: 0, 1, … n − 1", "range", (parts) =>
    parts.length === 1 && isNumber(parts[0]!.type) ? listOf("number") : undefined,
  ),
  row(
    "concat",
    "concat(list, list, …) of elements that have something in common",
    "`concat(x, y, …)`: one behind the other; of records, the fields that all have",
    "concat",
    concat,
  ),
  row(
    "pairs",
    "pairs(list)",
    "`pairs(x)`: every choice of two elements, in the order of their positions: 01, 02, 12 of three",
    "combinations",
    pairs,
  ),
  row(
    "combinations",
    `combinations(list, n) with a written n from 2 to ${maxParts}`,
    `\`combinations(x, n)\` with a written n from 2 to ${maxParts}: every choice of so many elements, in the order of their positions`,
    "combinations",
    combinations,
  ),
  row(
    "cross",
    "cross(list, list) or cross(list, list, list)",
    "`cross(x, y)`, `cross(x, y, z)`: one of each, the last running fastest",
    "cross",
    cross,
  ),
  row(
    "nearest",
    "nearest(list of four-vectors, list of four-vectors) or with default=number",
    "`nearest(v, w)`, of lists of four-vectors: for each of v the position of the one of w with the smallest deltaR; an error if w is empty, unless `default=` is given",
    "nearest",
    nearest,
    position,
  ),
  row(
    "interpolate",
    "interpolate(number, [x0, x1, …], [y0, y1, …]) with equally many written numbers, the first ascending",
    "`interpolate(x, [x0, x1, …], [y0, y1, …])`: on the lines between the points, which are written out with ascending x; the first and the last y beyond them",
    "interpolate",
    interpolate,
  ),
];
