import { describe, expect, it } from "vitest";
import { keepRule } from "./keep-rule.ts";
import type { Machine } from "./value-types.ts";

const machine: Machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/c", readText: () => "" };
const day = 86_400_000;

describe("the rule of what is kept", () => {
  it.each([
    ["all", { all: true }, "all"],
    ["30d", { all: false, maxAgeMs: 30 * day }, "30d"],
    ["1000", { all: false, most: 1000 }, "1000"],
    ["36h,5", { all: false, maxAgeMs: 1.5 * day, most: 5 }, "36h,5"],
    [" 5 , 14d ", { all: false, maxAgeMs: 14 * day, most: 5 }, "2w,5"],
    ["90m", { all: false, maxAgeMs: 5_400_000 }, "90m"],
  ])("reads %s", (text, rule, shown) => {
    const read = keepRule.parse(text, machine);
    expect(read).toEqual(rule);
    expect(keepRule.show(read!)).toBe(shown);
  });

  it.each(["", "0", "0d", "-1", "1.5d", "30 days", "30d,1w", "1,2", "1,", "all,5", "1000001", "none"])(
    "refuses %j",
    (text) => {
      expect(keepRule.parse(text, machine)).toBeUndefined();
    },
  );
});
