import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** What IEEE 754 and ECMAScript define to the last bit, and what changes no number that is written. */
const exact = /^(abs|ceil|floor|fround|imul|max|min|round|sqrt|PI|LN2|LOG2E|SQRT2)$/;

const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("testing"),
);

it("generates with functions only whose last bit no engine may choose", () => {
  const wrong = files.flatMap((name) => {
    const code = readFileSync(join(folder, name), "utf8").replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
    const uses = [...code.matchAll(/Math\.(\w+)/g)].map((match) => match[1]!).filter((use) => !exact.test(use));
    const powers = /\*\*/.test(code) ? ["**"] : [];
    return [...uses, ...powers].map((use) => `${name}: ${use}`);
  });
  expect(files.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});
