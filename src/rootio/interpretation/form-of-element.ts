import type { NumberType } from "../column.ts";
import type { StreamerElement } from "../streamer-info.ts";
import { closed, type Form } from "./form.ts";
import { codingOf } from "./packed-number.ts";

/**
 * Kinds of members, as ROOT numbers them: base class 0, numbers 1 … 19, arrays of them 21 … 39, pointers to so many as
 * another member says 41 … 59, objects and pointers to them 61 … 69, STL 300, 365 and 500.
 *
 * @see https://root.cern/doc/master/classTVirtualStreamerInfo.html
 */
const numberKinds: Readonly<Record<number, NumberType>> = {
  1: "int8",
  2: "int16",
  3: "int32",
  4: "int64",
  5: "float32",
  6: "uint32",
  8: "float64",
  9: "float64",
  10: "uint8",
  11: "uint8",
  12: "uint16",
  13: "uint32",
  14: "uint64",
  15: "uint32",
  16: "int64",
  17: "uint64",
  18: "bool",
  19: "float32",
};

/** Forms of classes, by name. */
export interface ClassForms {
  /** Of a value that stands by itself. */
  ofValue(typeName: string): Form;
  /** Of an object with members that the file describes. */
  ofObject(className: string, version?: number): Form;
}

/** The form of a member of an object, as it stands behind the member before it. */
export function formOfElement(element: StreamerElement, classes: ClassForms): Form {
  const { type, typeName, name } = element;
  if (type === 0) return name === "TObject" ? { kind: "base" } : classes.ofObject(name, element.baseVersion);
  if (type < 20) return numberOf(type, element);
  if (type > 20 && type < 40) return inArrays(numberOf(type - 20, element), element.dimensions);
  if (type > 40 && type < 60) {
    if (element.counter === undefined) return closed(`the file does not say what counts the values of ${name}`);
    return { kind: "counted", counter: element.counter, flag: true, of: numberOf(type - 40, element) };
  }
  const single = type > 80 && type < 100 ? type - 20 : type;
  return inArrays(objectOf(single, typeName, classes), element.dimensions);
}

function objectOf(kind: number, typeName: string, classes: ClassForms): Form {
  switch (kind) {
    case 61:
    case 62:
      return classes.ofValue(typeName);
    case 63:
    case 68: // pointers that are never empty are written as the object itself
      return classes.ofValue(typeName.replace(/\*+$/, ""));
    case 65:
      return { kind: "text", head: false };
    case 66:
      return { kind: "base" };
    case 67:
      return classes.ofObject("TNamed");
    case 300:
    case 365:
    case 500:
      return classes.ofValue(typeName.replace(/\*+$/, ""));
    default:
      return closed(`members of kind ${kind} (${typeName}) are not read`);
  }
}

function numberOf(kind: number, { title, name }: StreamerElement): Form {
  if (kind === 7) return { kind: "text", head: false, long: true };
  const type = numberKinds[kind];
  if (type === undefined) return closed(`members of kind ${kind} are not read`);
  const coding = kind === 15 ? bits : kind === 9 || kind === 19 ? codingOf(title, kind === 19) : undefined;
  return { kind: "number", type, ...(coding === undefined ? {} : { coding }), ...(kind === 6 ? { counts: name } : {}) };
}

const bits = { kind: "bits" } as const;

/** The outermost of several dimensions comes first. */
export function inArrays(form: Form, dimensions: readonly number[]): Form {
  return dimensions.reduceRight<Form>((of, length) => ({ kind: "array", length, of }), form);
}
