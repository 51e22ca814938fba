import { expect, test } from "vitest";
import { functionTable } from "./table.ts";

test("no function is there twice, and its usage starts with its name", () => {
  expect(functionTable.size).toBe(76);
  for (const [name, row] of functionTable) expect(row.usage.startsWith(`${name}(`)).toBe(true);
});
