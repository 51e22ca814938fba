import type { LeafType, NumberType } from "../column.ts";
import type { Form, FormLeaf } from "./form.ts";

/**
 * How the bytes of a branch's baskets become values.
 *
 * `fixed`: `length` values an entry, one after the other (a scalar has one). `counted`: values only, where each entry starts
 * stands behind them in the basket. `vector`: every entry has a 10-byte header with its own count (std::vector, RVec).
 * These three are forms that most branches have, read fast; `form`: any other, of which the values at `path` are taken.
 */
export type Interpretation =
  | {
      readonly kind: "fixed";
      readonly type: NumberType;
      readonly length: number;
      readonly isList: boolean;
      /** Sizes of an array of arrays, outermost first. */
      readonly dimensions?: readonly number[];
    }
  | { readonly kind: "counted"; readonly type: NumberType }
  | { readonly kind: "vector"; readonly type: NumberType }
  | {
      readonly kind: "form";
      readonly form: Form;
      readonly path: readonly string[];
      readonly type: NumberType | "text";
      readonly levels: number;
    };

/** The forms that most branches have. */
export type FastInterpretation = Exclude<Interpretation, { kind: "form" }>;

/** A branch that this reader does not read is a value, not an error, until somebody asks for it. */
export interface UnknownInterpretation {
  readonly kind: "unknown";
  readonly reason: string;
}

/** How to read the values of `leaf` in entries of a form. */
export function interpret(form: Form, leaf: FormLeaf): Interpretation | UnknownInterpretation {
  if (leaf.closed !== undefined) return { kind: "unknown", reason: leaf.closed };
  if (leaf.path.length === 0) {
    if (isPlain(form)) return { kind: "fixed", type: form.type, length: 1, isList: false };
    if ((form.kind === "rest" && form.skip === 0) || form.kind === "each")
      if (isPlain(form.of)) return { kind: "counted", type: form.of.type };
    if (form.kind === "list" && form.head && isPlain(form.of)) return { kind: "vector", type: form.of.type };
    const dimensions: number[] = [];
    let inner: Form = form;
    for (; inner.kind === "array"; inner = inner.of) dimensions.push(inner.length);
    if (isPlain(inner)) {
      const length = dimensions.reduce((product, size) => product * size, 1);
      return {
        kind: "fixed",
        type: inner.type,
        length,
        isList: true,
        ...(dimensions.length > 1 ? { dimensions } : {}),
      };
    }
  }
  return { kind: "form", form, path: leaf.path, type: leaf.type, levels: leaf.levels };
}

/** A number that stands in the file as it is in memory. */
type PlainNumber = Extract<Form, { kind: "number" }> & { readonly coding?: undefined };

function isPlain(form: Form): form is PlainNumber {
  return form.kind === "number" && form.coding === undefined;
}

/** What one entry holds, as expressions see it: an array of arrays of fixed sizes is one list. */
export function columnTypeOf(interpretation: Interpretation): LeafType {
  switch (interpretation.kind) {
    case "form": {
      const { type, levels } = interpretation;
      if (type === "text") return { shape: "text", type, levels };
      if (levels > 1) return { shape: "nested", type, levels };
      return { shape: levels === 0 ? "scalar" : "list", type };
    }
    case "fixed":
      if (!interpretation.isList) return { shape: "scalar", type: interpretation.type };
      return { shape: "list", type: interpretation.type, fixedLength: interpretation.length };
    case "counted":
    case "vector":
      return { shape: "list", type: interpretation.type };
  }
}

/** `vector<float32>`, `int32[NJet]`, `float64[3]`, `bool`, `text[][]`: for people. */
export function describeInterpretation(interpretation: Interpretation): string {
  switch (interpretation.kind) {
    case "fixed": {
      const { type, isList, length, dimensions = [length] } = interpretation;
      return isList ? `${type}[${dimensions.join("][")}]` : type;
    }
    case "counted":
      return `${interpretation.type}[]`;
    case "vector":
      return `vector<${interpretation.type}>`;
    case "form":
      return interpretation.type + "[]".repeat(interpretation.levels);
  }
}
