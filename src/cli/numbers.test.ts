import { expect, test } from "vitest";
import { byteText, percentage } from "./numbers.ts";

test("bytes and percentages are short", () => {
  expect([0, 999, 1000, 999_960, 1_600_000, 5e15].map(byteText)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "1.0 MB",
    "1.6 MB",
    "5000.0 TB",
  ]);
  expect([percentage(1, 3), percentage(1, 0)]).toEqual(["33.3%", ""]);
});
