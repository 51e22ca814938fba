import type { FunctionRow, ReductionSignature } from "./signature.ts";

const countTrue: ReductionSignature = {
  kind: "reduction",
  element: "bool",
  result: "number",
  initial: "0",
  step: (total, element) => `if (${element}) ${total}++;`,
  refusesEmpty: false,
};

function extreme(name: "min" | "max", which: string, initial: string): FunctionRow {
  return {
    name,
    about: [
      `\`${name}(x)\`, of numbers: the ${which}; an error for an empty list, NaN if one is NaN`,
      `\`${name}(a, b, …)\`: the ${which} of two or more numbers`,
    ],
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
    about: [
      "`sum(x)`, of numbers: from the first to the last; 0 for an empty list",
      "`sum(m)`, of bools: how many are true",
      "`sum(v)`, of four-vectors: the four-vector of the whole system",
    ],
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
    about: ["`product(x)`, of numbers: from the first to the last; 1 for an empty list"],
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
    about: ["`any(m)`: whether one is true; false for an empty list"],
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
    about: ["`all(m)`: whether none is false; true for an empty list"],
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
  {
    name: "count",
    about: ["`count(m)`, of bools: how many are true", "`count(x)`, of any other list: how many elements it has"],
    usage: "count(list)",
    signatures: [countTrue, { kind: "length" }],
  },
  {
    name: "length",
    about: ["`length(x)`: how many elements any list has"],
    usage: "length(list)",
    signatures: [{ kind: "length" }],
  },
  extreme("min", "smallest", "Infinity"),
  extreme("max", "largest", "-Infinity"),
  {
    name: "where",
    about: ["`where(c, a, b)`: a where the bool c is true, else b; both numbers, bools, strings or four-vectors"],
    usage: "where(bool, number, number), or two bools, strings or four-vectors, or lists of them",
    signatures: [{ kind: "choice" }],
  },
];
