import { describe, expect, it } from "vitest";
import { count, groupedNumber, percentage, valueAndError, withError } from "./numbers.ts";

describe("numbers", () => {
  it.each([
    [161.123, 3.21, "161.1 ± 3.2"],
    [9.6123, 0.0456, "9.612 ± 0.046"],
    [1234567.8, 1100, "1,234,568 ± 1,100"],
    [-2.5, 0.34, "-2.50 ± 0.34"],
    [24, Math.sqrt(24), "24.0 ± 4.9"],
    [3, 0, "3 ± 0"],
  ])("show %d ± %d with two digits of the error: %s", (value, error, text) => {
    expect(valueAndError(value, error)).toBe(text);
  });

  it("keep value and error at the same number of decimals", () => {
    expect(valueAndError(1, 0.000_123)).toBe("1.00000 ± 0.00012");
  });

  it.each<[number, number, string, string]>([
    [43.1417, 3.5358, "43.1", "3.5"],
    [264.85, 0.4123, "264.85", "0.41"],
    [0.0015058718, 0.0000136, "0.001506", "0.000014"],
    [12345.6, 234.5, "12346", "235"],
    [0, 0, "0", "0"],
    [1.5, 0, "1.5", "0"],
    [1e-12, 1e-13, "0.00000000", "0.00000000"],
    [-0.295, 0.9, "-0.29", "0.90"],
  ])("show %d ± %d in a terminal as %s ± %s", (value, error, ...expected) => {
    expect(Object.values(withError(value, error))).toEqual(expected);
  });

  it("are grouped by thousands only before the point", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect(valueAndError(12345.678912, 0.000_05)).toBe("12,345.678912 ± 0.000050");
  });

  it("have at most six digits where nothing says how exact they are", () => {
    expect(groupedNumber(0.123456789)).toBe("0.123457");
    expect(groupedNumber(371)).toBe("371");
    expect([1635.77, 1234567.8, 1e-9, 1.5e22].map(groupedNumber)).toEqual(["1,635.77", "1,234,570", "1e-9", "1.5e+22"]);
  });

  it("say 100% only of the whole, and 0% only of nothing", () => {
    expect(percentage(999, 1000)).toBe("99%");
    expect(percentage(1, 1000)).toBe("1%");
    expect(percentage(0, 1000)).toBe("0%");
    expect(percentage(1000, 1000)).toBe("100%");
    expect(percentage(0, 0)).toBe("");
  });
});
