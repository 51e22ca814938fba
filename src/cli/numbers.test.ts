import { expect, test } from "vitest";
import { byteText, niceTicks, percentage, withError } from "./numbers.ts";

test.each<[number, number, string, string]>([
  [43.1417, 3.5358, "43.1", "3.5"],
  [264.85, 0.4123, "264.85", "0.41"],
  [0.0015058718, 0.0000136, "0.001506", "0.000014"],
  [12345.6, 234.5, "12346", "235"],
  [0, 0, "0", "0"],
  [1.5, 0, "1.5", "0"],
  [1e-12, 1e-13, "0.00000000", "0.00000000"],
  [-0.295, 0.9, "-0.29", "0.90"],
])("%d ± %d is written %s ± %s", (value, error, ...expected) => {
  expect(Object.values(withError(value, error))).toEqual(expected);
});

test("ticks stand on round numbers", () => {
  expect(niceTicks(80, 250, 6)).toEqual([100, 150, 200, 250]);
  expect(niceTicks(0, 48.5, 5)).toEqual([0, 10, 20, 30, 40]);
  expect(niceTicks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
});

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
