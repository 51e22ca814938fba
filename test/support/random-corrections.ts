import fc from "fast-check";
import { binaryFunctions, unaryFunctions } from "../../src/corrections/formula.ts";

/** Inputs of every random correction. */
export const randomInputs = [
  { name: "pt", type: "real" },
  { name: "eta", type: "real" },
  { name: "n", type: "int" },
  { name: "syst", type: "string" },
] as const;

const keys = ["nominal", "up", "down", 'a "quoted" `${key}`\n'];
const round = fc.integer({ min: -8, max: 8 }).map((n) => n / 4);
const real = fc.constantFrom("pt", "eta");
const numeric = fc.constantFrom("pt", "eta", "n");

/** Values that lie on edges and between them, and those that lie nowhere. */
export const randomValues = fc.tuple(
  fc.oneof(round, fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0.9999999999999999)),
  fc.oneof(round, fc.double({ min: -3, max: 3 })),
  fc.oneof(fc.integer({ min: -3, max: 3 }), fc.maxSafeInteger(), fc.constantFrom(-0, 0.5, NaN, 2 ** 60)),
  fc.constantFrom(...keys, "nowhere", ""),
);

const { expression } = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom("x", "y", "x[1]", "[0]", "-x", "2", "-1", "0.5", "1e-3", "[1]"),
    fc.tuple(fc.constantFrom(...unaryFunctions), tie("expression")).map(([name, x]) => `${name}(${x})`),
    fc
      .tuple(fc.constantFrom(...binaryFunctions), tie("expression"), tie("expression"))
      .map(([name, a, b]) => `${name}(${a}, ${b})`),
    tie("expression").map((x) => `-(${x})`),
  ),
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("atom"),
    fc
      .tuple(
        tie("atom"),
        fc.constantFrom("||", "&&", "==", "!=", ">", "<", ">=", "<=", "-", "+", "/", "*", "^"),
        tie("expression"),
      )
      .map(([a, operator, b]) => `${a} ${operator} ${b}`),
  ),
}));

const edges = fc.oneof(
  fc
    .uniqueArray(fc.integer({ min: -8, max: 8 }), { minLength: 2, maxLength: 5 })
    .map((list) => list.sort((a, b) => a - b).map((n) => n / 4)),
  fc.record({ n: fc.integer({ min: 1, max: 4 }), low: fc.constantFrom(-1, 0, -0.3), high: fc.constantFrom(0.3, 1, 2) }),
);
type Edges = number[] | { readonly n: number };
const binsOf = (axis: Edges): number => (Array.isArray(axis) ? axis.length - 1 : axis.n);

const parameters = fc.tuple(round, round);

/** The data of a correction, as it stands in a file. */
export const { node: randomNodes } = fc.letrec<{ node: unknown; content: unknown }>((tie) => {
  const flow = fc.oneof(fc.constantFrom("clamp", "error", "wrap"), tie("node"));
  const filled = (lists: Edges[]) => {
    const bins = lists.reduce((product, axis) => product * binsOf(axis), 1);
    const of = (each: fc.Arbitrary<unknown>) => fc.array(each, { minLength: bins, maxLength: bins });
    return fc.oneof(of(round), of(tie("content")));
  };
  return {
    content: fc.oneof({ depthSize: "small" }, round, tie("node")),
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      round,
      fc.record({
        nodetype: fc.constant("formula"),
        parser: fc.constant("TFormula"),
        expression,
        variables: fc.tuple(real, real),
        parameters,
      }),
      fc.record({ nodetype: fc.constant("formularef"), index: fc.integer({ min: 0, max: 1 }), parameters }),
      fc.record({
        nodetype: fc.constant("hashprng"),
        inputs: fc.array(numeric, { maxLength: 6 }),
        distribution: fc.constantFrom("stdflat", "stdnormal", "normal"),
      }),
      edges.chain((axis) =>
        fc.record({
          nodetype: fc.constant("binning"),
          input: numeric,
          edges: fc.constant(axis),
          content: filled([axis]),
          flow,
        }),
      ),
      fc.array(edges, { minLength: 1, maxLength: 3 }).chain((axes) =>
        fc.record({
          nodetype: fc.constant("multibinning"),
          inputs: fc.array(numeric, { minLength: axes.length, maxLength: axes.length }),
          edges: fc.constant(axes),
          content: filled(axes),
          flow,
        }),
      ),
      fc.constantFrom<"n" | "syst">("n", "syst").chain((input) => {
        const key: fc.Arbitrary<string | number> =
          input === "n" ? fc.integer({ min: -3, max: 3 }) : fc.constantFrom(...keys);
        const item = fc.record({ key, value: tie("content") });
        return fc.record(
          {
            nodetype: fc.constant("category"),
            input: fc.constant(input),
            content: fc.uniqueArray(item, { selector: (each) => each.key, maxLength: 4 }),
            default: fc.option(tie("content")),
          },
          { requiredKeys: ["nodetype", "input", "content"] },
        );
      }),
      fc.record({
        nodetype: fc.constant("transform"),
        input: numeric,
        rule: tie("node"),
        content: tie("node"),
      }),
    ),
  };
});

/** A file with three random corrections, and one that is made of them. */
export const randomFile = fc
  .record({
    trees: fc.array(randomNodes, { minLength: 3, maxLength: 3 }),
    generic: fc.array(expression, { minLength: 2, maxLength: 2 }),
    compound: fc.record({
      inputs_update: fc.subarray(["pt", "eta"]),
      input_op: fc.constantFrom("+", "*", "/"),
      output_op: fc.constantFrom("+", "*", "/", "last"),
      stack: fc.array(fc.constantFrom("c0", "c1", "c2"), { maxLength: 4 }),
    }),
  })
  .map(({ trees, generic, compound }) => {
    const formula = (text: string) => ({ parser: "TFormula", expression: text, variables: ["pt", "eta"] });
    const common = { inputs: randomInputs, output: { name: "w", type: "real" } };
    const corrections = trees.map((data, i) => ({
      ...common,
      name: `c${i}`,
      version: 1,
      generic_formulas: generic.map(formula),
      data,
    }));
    return { schema_version: 2, corrections, compound_corrections: [{ ...common, ...compound, name: "all" }] };
  });
