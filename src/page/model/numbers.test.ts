import { describe, expect, it } from "vitest";
import { count, percentage, plainNumber, valueAndError, withError } from "./numbers.ts";

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
    expect(withError(1, 0.000_123)).toEqual({ value: "1.00000", error: "0.00012" });
  });

  it("are grouped by thousands only before the point", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect(withError(12345.678912, 0.000_05).value).toBe("12,345.678912");
  });

  it("have at most six digits where nothing says how exact they are", () => {
    expect(plainNumber(0.123456789)).toBe("0.123457");
    expect(plainNumber(371)).toBe("371");
  });

  it("say 100% only of the whole, and 0% only of nothing", () => {
    expect(percentage(999, 1000)).toBe("99%");
    expect(percentage(1, 1000)).toBe("1%");
    expect(percentage(0, 1000)).toBe("0%");
    expect(percentage(1000, 1000)).toBe("100%");
    expect(percentage(0, 0)).toBe("");
  });
});
