import { coordinateFields, type Coordinates, isFourVector } from "../collection-fields.ts";

/** What one element of a value is. */
export type Element = "number" | "bool" | "string" | RecordType;

/**
 * Named fields, a four-vector, or both: an element of a collection has the fields of the collection, a system of particles
 * has none, a pair has `a` and `b`. Records compare by structure.
 */
export interface RecordType {
  readonly fields: ReadonlyMap<string, ValueType>;
  readonly isVector: boolean;
}

/** Type of an expression: one element an event (depth 0), a list of them whose length may change, a list of lists, … */
export interface ValueType {
  readonly element: Element;
  readonly depth: number;
}

export const numberType: ValueType = { element: "number", depth: 0 };
export const boolType: ValueType = { element: "bool", depth: 0 };
export const stringType: ValueType = { element: "string", depth: 0 };
/** A four-vector without fields. */
export const systemElement: RecordType = { fields: new Map(), isVector: true };

/** A four-vector that is given by these. */
export function vectorElement(coordinates: Coordinates): RecordType {
  return { fields: new Map(coordinateFields[coordinates].map((field) => [field, numberType])), isVector: true };
}

/** Of an element of a collection that has its four-vector in the field `vector`. */
export function vectorField({ fields, isVector }: RecordType): RecordType | undefined {
  const type = fields.get("vector");
  if (!isVector || type?.depth !== 0 || isFourVector(fields.keys())) return undefined;
  return typeof type.element === "object" && type.element.isVector ? type.element : undefined;
}

const partNames = "abcdef";

/** A pair, a triple, …: as all of its parts are four-vectors, it is the four-vector of their sum. */
export function tupleElement(parts: readonly ValueType[]): RecordType {
  const fields = new Map(parts.map((part, i) => [partNames[i]!, part]));
  return { fields, isVector: parts.every((part) => part.depth === 0 && isVectorElement(part.element)) };
}

/** Whether the fields are those of a pair, a triple, … and of nothing else. */
export function isTuple({ fields }: RecordType): boolean {
  return fields.size > 1 && [...fields.keys()].join("") === partNames.slice(0, fields.size);
}

export function isVectorElement(element: Element): boolean {
  return typeof element === "object" && element.isVector;
}

export function sameElement(a: Element, b: Element): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  if (a === b) return true;
  if (a.isVector !== b.isVector || a.fields.size !== b.fields.size) return false;
  return [...a.fields].every(([name, type]) => {
    const other = b.fields.get(name);
    return other !== undefined && sameType(type, other);
  });
}

export function sameType(a: ValueType, b: ValueType): boolean {
  return a.depth === b.depth && sameElement(a.element, b.element);
}

/** What both can stand for: the fields that both have, and a four-vector if both are one. */
export function commonElement(a: Element, b: Element): Element | undefined {
  if (typeof a !== "object" || typeof b !== "object") return a === b ? a : undefined;
  const fields = [...a.fields].filter(([name, type]) => {
    const other = b.fields.get(name);
    return other !== undefined && sameType(type, other);
  });
  const isVector = a.isVector && b.isVector;
  return isVector || fields.length > 0 ? { fields: new Map(fields), isVector } : undefined;
}

/** `a number`, `a list of bools`, `a list of lists of four-vectors`, …; for messages. */
export function describeType({ element, depth }: ValueType): string {
  const [singular, plural] = wordsOf(element);
  if (depth === 0) return singular;
  return `a list of ${"lists of ".repeat(depth - 1)}${plural}`;
}

function wordsOf(element: Element): readonly [string, string] {
  if (typeof element === "string") return [`a ${element}`, `${element}s`];
  if (element.isVector) return ["a four-vector", "four-vectors"];
  const names = [...element.fields.keys()];
  const shown = names.length > 6 ? `${names.slice(0, 6).join(", ")}, …` : names.join(", ");
  return [`a record of ${shown}`, `records of ${shown}`];
}

export function isNumber(type: ValueType): boolean {
  return type.element === "number" && type.depth === 0;
}

export function listOf(element: Element): ValueType {
  return { element, depth: 1 };
}
