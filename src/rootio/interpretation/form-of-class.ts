import type { StreamerClass, StreamerElement, Streamers } from "../streamer-info.ts";
import { closed, type Form, type Member } from "./form.ts";
import { type ClassForms, formOfElement } from "./form-of-element.ts";
import { referenceClasses } from "./reference-classes.ts";
import { numberTypeOf } from "./number-names.ts";
import { parseClassName } from "./class-name.ts";

/** Classes that contain themselves are followed so deep. */
const maxDepth = 24;

/** What makes forms of classes: what the file says of them, and the classes that are being looked at. */
export interface FormContext {
  readonly streamers: Streamers;
  readonly open: readonly string[];
}

/** Lists, by the name of their template. */
const lists = new Set([
  "vector",
  "list",
  "deque",
  "set",
  "multiset",
  "unordered_set",
  "unordered_multiset",
  "forward_list",
  "ROOT::VecOps::RVec",
  "ROOT::RVec",
  "RVec",
]);
const maps = new Set(["map", "multimap", "unordered_map", "unordered_multimap"]);

/**
 * The form of a value by its type in C++.
 *
 * @param outer whether it stands by itself (a member, an entry): lists and texts then have a head.
 */
export function formOfClass(typeName: string, context: FormContext, outer: boolean): Form {
  const { name, parts } = parseClassName(typeName);
  const number = numberTypeOf(name);
  if (number !== undefined && parts.length === 0) return number;
  if (name === "string") return { kind: "text", head: outer, isStd: true };
  if (name === "TString") return { kind: "text", head: false };
  if (name === "TObject") return { kind: "base" };
  const reference = referenceClasses.get(name);
  if (reference !== undefined) return reference;
  if (name.endsWith("*")) return closed(`it holds pointers, ${typeName}`);
  if (context.open.length > maxDepth) return closed(`its classes contain each other without end (${typeName})`, true);
  const inner = { ...context, open: [...context.open, typeName] };
  const [first, second] = parts;
  if (lists.has(name) && first !== undefined)
    return { kind: "list", head: outer, of: formOfClass(first, inner, false) };
  if (maps.has(name) && first !== undefined && second !== undefined)
    return { kind: "list", head: outer, of: pairOf(first, second, inner, false) };
  if (name === "pair" && first !== undefined && second !== undefined && context.streamers.find(typeName) === undefined)
    return pairOf(first, second, inner, true);
  if (name === "array" && first !== undefined)
    return { kind: "array", length: Number(second), of: formOfClass(first, inner, false) };
  if (name === "bitset") return { kind: "list", head: outer, of: { kind: "number", type: "bool" } };
  return formOfObject(typeName, inner);
}

export function classesIn(context: FormContext): ClassForms {
  return {
    ofValue: (typeName) => formOfClass(typeName, context, true),
    ofObject: (className, version) => formOfObject(className, context, version),
  };
}

function pairOf(first: string, second: string, context: FormContext, head: boolean): Form {
  return {
    kind: "object",
    name: "pair",
    head,
    members: [
      { name: "first", form: formOfClass(first, context, false) },
      { name: "second", form: formOfClass(second, context, false) },
    ],
  };
}

/** An object of a class that the file describes. */
export function formOfObject(className: string, context: FormContext, version?: number, checksum?: number): Form {
  const found = context.streamers.find(className, version, checksum) ?? standardClass(className);
  if (found === undefined) return closed(`the file does not describe class ${className}`, true);
  return formOfDescribed(found, className, context);
}

function formOfDescribed(found: ObjectDescription, className: string, context: FormContext): Form {
  if (context.open.filter((name) => name === className).length > 1)
    return closed(`class ${className} contains itself`, true);
  const inner = { ...context, open: [...context.open, className] };
  return {
    kind: "object",
    name: className,
    head: true,
    version: found.version,
    checksum: found.checksum,
    asOf: (by) => {
      const other = context.streamers.findExactly(className, by);
      return other === undefined ? undefined : formOfDescribed(other, className, context);
    },
    members: found.elements.map((element): Member => {
      const isBase =
        element.type === 0 ||
        (element.type === 66 && element.name === "TObject") ||
        (element.type === 67 && element.name === "TNamed");
      return { name: isBase ? "" : element.name, form: formOfElement(element, classesIn(inner)) };
    }),
  };
}

type ObjectDescription = Pick<StreamerClass, "version" | "checksum" | "elements">;

/** Classes so common that files may leave their description out. */
function standardClass(name: string): ObjectDescription | undefined {
  if (name !== "TNamed") return undefined;
  const element = (member: string, type: number, typeName: string): StreamerElement => ({
    name: member,
    title: "",
    type,
    typeName,
    dimensions: [],
    baseVersion: undefined,
    counter: undefined,
  });
  return {
    version: 1,
    checksum: 0,
    elements: [element("TObject", 66, "BASE"), element("fName", 65, "TString"), element("fTitle", 65, "TString")],
  };
}
