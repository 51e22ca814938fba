import type { FunctionRow, ReductionSignature } from "./signature.ts";

const countTrue: ReductionSignature = {
  kind: "reduction",
  element: "bool",
  result: "number",
  initial: "0",
  step: (total, element) => `if (${element}) ${total}++;`,
  refusesEmpty: false,
};

function extreme(name: "min" | "max", initial: string): FunctionRow {
  return {
    name,
    usage: `${name}(list of numbers), ${name}(list of numbers, default=number) or ${name}(number, number, …)`,
    signatures: [
      {
        kind: "reduction",
        element: "number",
        result: "number",
        initial,
        step: (total, element) => `${total} = Math.${name}(${total}, ${element});`,
        refusesEmpty: true,
      },
      {
        kind: "elementwise",
        parameters: ["number", "number"],
        variadic: true,
        result: "number",
        javascript: (...values) => `Math.${name}(${values.join(", ")})`,
      },
    ],
  };
}

/** Functions that make one value of a list, and `where`. */
export const listFunctions: readonly FunctionRow[] = [
  {
    name: "sum",
    usage: "sum(list of numbers), sum(list of bools) or sum(list of four-vectors)",
    signatures: [
      {
        kind: "reduction",
        element: "number",
        result: "number",
        initial: "0",
        step: (total, element) => `${total} += ${element};`,
        refusesEmpty: false,
      },
      countTrue,
      { kind: "vectorSum" },
    ],
  },
  {
    name: "product",
    usage: "product(list of numbers)",
    signatures: [
      {
        kind: "reduction",
        element: "number",
        result: "number",
        initial: "1",
        step: (total, element) => `${total} *= ${element};`,
        refusesEmpty: false,
      },
    ],
  },
  {
    name: "any",
    usage: "any(list of bools)",
    signatures: [
      {
        kind: "reduction",
        element: "bool",
        result: "bool",
        initial: "false",
        step: (total, element) => `if (${element}) { ${total} = true; break; }`,
        refusesEmpty: false,
      },
    ],
  },
  {
    name: "all",
    usage: "all(list of bools)",
    signatures: [
      {
        kind: "reduction",
        element: "bool",
        result: "bool",
        initial: "true",
        step: (total, element) => `if (!${element}) { ${total} = false; break; }`,
        refusesEmpty: false,
      },
    ],
  },
  { name: "count", usage: "count(list)", signatures: [countTrue, { kind: "length" }] },
  { name: "length", usage: "length(list)", signatures: [{ kind: "length" }] },
  extreme("min", "Infinity"),
  extreme("max", "-Infinity"),
  {
    name: "where",
    usage: "where(bool, number, number), or two bools, strings or four-vectors, or lists of them",
    signatures: [{ kind: "choice" }],
  },
];
