/** What one element of a value is. */
export type Element = "number" | "bool" | "vector";

/** Type of an expression: one element an event, or a list of them whose length may change from event to event. */
export interface ValueType {
  readonly element: Element;
  readonly list: boolean;
}

export const numberType: ValueType = { element: "number", list: false };
export const boolType: ValueType = { element: "bool", list: false };

const singular: Record<Element, string> = { number: "a number", bool: "a bool", vector: "a four-vector" };
const plural: Record<Element, string> = { number: "numbers", bool: "bools", vector: "four-vectors" };

/** `a number`, `a list of bools`, …; for messages. */
export function describeType(type: ValueType): string {
  return type.list ? `a list of ${plural[type.element]}` : singular[type.element];
}

export function isNumber(type: ValueType): boolean {
  return type.element === "number" && !type.list;
}
