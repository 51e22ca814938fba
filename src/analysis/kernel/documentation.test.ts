import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkRecipe } from "../expression/check-recipe.ts";
import { ExpressionValueError } from "../expression/errors.ts";
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
  const asHistogram = recipeOf({
    ...recipe,
    histograms: [
      {
        name: "h",
        title: "",
        expression: text,
        axis: { type: "regular", bins: 1, lower: 0, upper: 1, label: "", unit: "" },
      },
    ],
  });
  const check = checkRecipe(asHistogram, branchMap(types));
  const at = { types, event, recipe };
  const [list, bool] = check.ok
    ? [check.recipe.histograms[0]!.values[0]!.type.list, false]
    : [check.errors[0].message.includes("is a list of bools"), true];
  const one = (expression: string) => (bool ? boolOf(expression, at) : numberOf(expression, at));
  if (!list) return one(text);
  return Array.from({ length: numberOf(`length(${text})`, at) }, (_, k) => one(`(${text})[${k}]`));
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
