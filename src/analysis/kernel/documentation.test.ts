import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkRecipe } from "../expression/check-recipe.ts";
import { ExpressionValueError } from "../expression/errors.ts";
import type { ValueType } from "../expression/value-type.ts";
import { functionTable } from "../expression/functions/table.ts";
import type { Recipe } from "../spec-recipe.ts";
import {
  boolOf,
  branchMap,
  type BranchTypes,
  type Event,
  numberOf,
  recipeOf,
} from "../../../test/support/kernel-fixtures.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/expressions.md"), "utf8");

interface Example {
  readonly branches: BranchTypes;
  readonly event: Record<string, Event[string] | string>;
  readonly energyUnit: "MeV";
  readonly collections: Recipe["collections"];
  readonly define: Recipe["define"];
}

const { branches: types, event: written, ...recipe } = JSON.parse(blocks("json event")[0]!) as Example;
const event = { ...written, eventNumber: BigInt(written["eventNumber"] as string) } as Event;

function blocks(kind: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, "gms"))].map((match) => match[1]!);
}

/** The value through compiled kernels; a list element by element. */
function valueOf(text: string): unknown {
  const at = { types, event, recipe };
  const { element, depth } = typeOf(text);
  const single = element === "bool" ? boolOf : numberOf;
  const value = (expression: string, levels: number): unknown => {
    if (levels === 0) return single(expression, at);
    const length = numberOf(`length(${expression})`, at);
    return Array.from({ length }, (_, k) => value(`(${expression})[${k}]`, levels - 1));
  };
  return value(text, depth);
}

/** As the checker sees it: the body of a comprehension may be anything. */
function typeOf(text: string): ValueType {
  const axis = { type: "regular", bins: 1, lower: 0, upper: 1, label: "", unit: "" } as const;
  const histogram = { name: "h", title: "", expression: `length([(${text}) for once in range(1)])`, axis };
  const check = checkRecipe(recipeOf({ ...recipe, histograms: [histogram] }), branchMap(types));
  if (!check.ok) throw check.errors[0];
  const count = check.recipe.histograms[0]!.values[0]!;
  const list = count.kind === "length" ? count.arguments[0] : undefined;
  if (list?.kind !== "comprehension") throw new TypeError("This is the count of a comprehension");
  return list.body.type;
}

describe("docs/expressions.md", () => {
  const examples = blocks("expression").flatMap((block) => block.trimEnd().split("\n"));

  test.each(examples.map((line) => line.split("→").map((part) => part.trim()) as [string, string]))(
    "says that %s is %s",
    (text, expected) => {
      if (expected === "error") expect(() => valueOf(text)).toThrow(ExpressionValueError);
      else expect(valueOf(text)).toEqual(JSON.parse(expected));
    },
  );

  test("has examples, and every function in a list and in an example", () => {
    expect(examples.length).toBeGreaterThan(50);
    for (const name of functionTable.keys()) {
      expect(page, name).toMatch(new RegExp(`^- .*(\\n {2}.*)*\`${name}\\(`, "m"));
      if (!["py", "eta", "phi", "rapidity"].includes(name))
        expect(
          examples.some((line) => line.includes(`${name}(`)),
          name,
        ).toBe(true);
    }
  });
});
