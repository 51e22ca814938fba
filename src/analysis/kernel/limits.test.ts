import { describe, expect, test } from "vitest";
import {
  ExpressionLimitError,
  ExpressionTypeError,
  ExpressionValueError,
  NameConflictError,
} from "../expression/errors.ts";
import {
  boolOf,
  branchMap,
  type BranchTypes,
  type Event,
  numberOf,
  recipeOf,
} from "../../../test/support/kernel-fixtures.ts";
import { compileKernel, requiredBranches } from "./kernel.ts";

const types: BranchTypes = {
  n: "float64",
  x: ["float64"],
  id: "int64",
  mask: "uint64",
  text: "text",
  eta: ["float64"],
};
const event: Event = { n: 2000, x: [1, 2, 3], id: -1n, mask: 2n ** 63n + 1n, text: "b", eta: [0, 1, 2] };
const particles = { p: { pt: "x", eta: "eta", phi: "x", mass: "x", charge: "eta" } };
const value = (expression: string) => numberOf(expression, { types, event, recipe: { collections: particles } });
const holds = (expression: string) => boolOf(expression, { types, event, recipe: { collections: particles } });

describe("loops in one event are bounded:", () => {
  test.each([
    ["count(pairs(range(2000)))", "there are 1999000 combinations in this event"],
    ["count(cross(range(1001), range(1000)))", "there are 1001000 combinations"],
    ["count(combinations(range(n), 6))", "combinations in this event"],
    ["count(range(1e7))", "which is not a whole number of at most 1000000"],
    ["sum([sum([i * j for j in range(n * 50)]) for i in range(n)])", "go through more than 20000000 elements"],
    ["sum(flatten([[a for b in range(n * 100)] for a in range(n)]))", "go through more than 20000000 elements"],
  ])("%s", (expression, message) => {
    const start = process.cpuUsage();
    expect(() => value(expression)).toThrow(ExpressionValueError);
    expect(() => value(expression)).toThrow(message);
    expect(() => value(expression)).toThrow(/entry 0/);
    const { user } = process.cpuUsage(start);
    expect(user / 1e6).toBeLessThan(60);
  });

  test("comprehensions nest six deep, and no deeper", () => {
    const nested = (depth: number) => {
      let text = "1";
      for (let i = 0; i < depth; i++) text = `sum([${text} for v${i} in x])`;
      return text;
    };
    expect(value(nested(6))).toBe(3 ** 6);
    expect(() => value(nested(7))).toThrow(ExpressionLimitError);
  });
});

describe("64-bit integers", () => {
  test("count with all of their bits", () => {
    expect(holds("mask & 1 != 0 && mask & 2 == 0")).toBe(true);
    expect(holds("mask & 0x8000000000000000 != 0")).toBe(true);
    expect(holds("mask >> 63 == 1 && id & 0xFFFFFFFF == 0xFFFFFFFF")).toBe(true);
    expect(() => value("mask | 2")).toThrow(/float64 cannot hold/);
    expect(() => value("mask + 1")).toThrow(/holds 9223372036854775809/);
  });
});

describe("a comprehension", () => {
  test("computes what is the same for each element before, but only if there is an element", () => {
    expect(value("sum([v * max(x) for v in x])")).toBe(18);
    expect(value("sum([v * max(x[0:0]) for v in x[0:0]])")).toBe(0);
    expect(() => value("sum([v * max(x[0:0]) for v in x])")).toThrow(/is empty in this event/);
    expect(value("sum([where(v > 9, max(x[0:0]), v) for v in x])")).toBe(6);
  });

  test("gives no name a second meaning", () => {
    for (const [text, problem] of [
      ["sum([x for x in x])", NameConflictError],
      ["sum([sum([v for v in x]) for v in x])", NameConflictError],
      ["count([p for p in x])", NameConflictError],
      ["sum([a for a, b in x])", ExpressionTypeError],
      ["sum([v for v in n])", ExpressionTypeError],
      ["sum([v for v in x if v])", ExpressionTypeError],
    ] as const)
      expect(() => value(text), text).toThrow(problem);
  });
});

test("only fields that something asks for are read, through choosing, sorting and combining", () => {
  const needed = (expression: string) => {
    const axis = { type: "regular", bins: 1, lower: 0, upper: 1, label: "", unit: "" } as const;
    const collections = { q: { pt: "x", eta: "eta", phi: "phi", mass: "m", charge: "charge", tag: "tag" } };
    const names = ["x", "eta", "phi", "m", "charge", "tag"].map((name) => [name, ["float32"]] as const);
    const recipe = recipeOf({ collections, histograms: [{ name: "h", title: "", expression, axis }] });
    return requiredBranches(recipe, branchMap(Object.fromEntries(names)), true);
  };
  expect(needed("sortBy(q, -q.tag)[0].charge")).toEqual(["x", "tag", "charge"]);
  expect(needed("[j for j in q if j.charge > 0].tag")).toEqual(["x", "charge", "tag"]);
  expect(needed("pt(pairs(q))")).toEqual(["x", "phi"]);
  expect(needed("pairs(q).b.tag")).toEqual(["x", "tag"]);
});

test("strings of an expression are no part of the code", () => {
  const bodies = ['text == "b"', 'text == "constructor"'].map((expression) => {
    const written: string[] = [];
    const recipe = recipeOf({ cuts: [{ name: "c", expression }] });
    compileKernel(recipe, branchMap(types), {
      weighted: false,
      normalisation: 1,
      where: {},
      build: (body) => {
        written.push(body);
        return () => () => 0;
      },
    });
    return written.join("\n");
  });
  expect(bodies[0]).toBe(bodies[1]);
  expect(holds('text in ["a", "b"] && text != "c"')).toBe(true);
});
