import { expect, test } from "vitest";
import { functionTable } from "./table.ts";

test("no function is there twice, and its usage and what is told of it start with its name", () => {
  expect(functionTable.size).toBe(76);
  for (const [name, { usage, about }] of functionTable) {
    expect(usage.startsWith(`${name}(`)).toBe(true);
    expect(about.length, name).toBeGreaterThan(0);
    for (const line of about) expect(line).toMatch(new RegExp(`^\`${name}\\(.*\\)\`.*: \\S`));
  }
});
