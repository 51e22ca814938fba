import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type ProcessName2020, release2020 } from "../src/analysis/catalogue.ts";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/sources.md"), "utf8");

/** `- \`name\`: 1.5, 2; source` below a heading with the module. */
const constants = page.split(/^### /m).flatMap((section) => {
  const [, module] = /^`([\w/-]+)`/.exec(section) ?? [];
  if (module === undefined) return [];
  const items = section.replaceAll(/\n {2}/g, " ").matchAll(/^- `([^`]+)`: ([\d., ]+); \S/gm);
  return Array.from(items, ([, name = "", values = ""]) => ({ module, name, values: values.split(", ") }));
});

/** What the code has under a name such as `particles.w.mass` or `poissonInterval(4)`: numbers, in their order. */
async function valuesInCode(module: string, name: string): Promise<number[]> {
  const file = join(root, "src", `${module}.ts`);
  const exported = (await import(file)) as Record<string, unknown>;
  const [, path = "", args] = /^([\w.]+)(?:\(([\d., ]+)\))?$/.exec(name) ?? [];
  const [first = "", ...rest] = path.split(".");
  if (!(first in exported)) return declaredIn(readFileSync(file, "utf8"), path);
  const value = rest.reduce((object, key) => (object as Record<string, unknown>)[key], exported[first]);
  const found = args === undefined ? value : (value as (...n: number[]) => unknown)(...args.split(", ").map(Number));
  return typeof found === "number" ? [found] : Object.values(found as Record<string, number>);
}

/** Of a constant that its module keeps for itself. */
function declaredIn(source: string, name: string): number[] {
  const [, text = ""] = new RegExp(`^const ${name} = (.+);$`, "m").exec(source) ?? [];
  return Array.from(text.matchAll(/\d[\d_]*(\.\d+)?/g), ([number]) => Number(number.replaceAll("_", "")));
}

/** The value, rounded to as many decimals as the page has. */
function asWritten(value: number, text: string): string {
  return value.toFixed(text.split(".")[1]?.length ?? 0);
}

describe("docs/sources.md", () => {
  it.each(constants)("has the value of $name in $module", async ({ module, name, values }) => {
    const found = await valuesInCode(module, name);
    expect(found.map((value, i) => asWritten(value, values[i] ?? ""))).toEqual(values);
  });

  it("reads every item of its lists of values", () => {
    const [, ...sections] = page.split(/^### /m);
    expect(constants.length).toBe(sections.join("").match(/^- `/gm)?.length);
    expect(constants.length).toBeGreaterThan(25);
  });

  it("has every sample of the 2020 release, with its numbers, and compares them rightly with theory", () => {
    const rows = Array.from(page.matchAll(/^\| `(\w+)` .+$/gm), ([row, name = ""]) => ({
      name,
      cells: row.split("|").map((cell) => cell.trim()),
    }));
    expect(rows.map(({ name }) => name)).toEqual(Object.keys(release2020.processes));
    for (const { name, cells } of rows) {
      const [, , dataset, crossSection = "", sumOfWeights, theory = "", ratio = ""] = cells;
      const process = release2020.processes[name as ProcessName2020];
      expect([name, Number(dataset), Number(sumOfWeights)]).toEqual([name, process.dsid, process.sumOfWeights]);
      expect(asWritten(process.crossSectionPb, crossSection)).toBe(crossSection);
      if (theory === "") continue;
      const product = theory.split(" · ").reduce((all, factor) => all * Number(factor), 1);
      expect(asWritten(process.crossSectionPb / product, ratio)).toBe(ratio);
    }
  });
});
