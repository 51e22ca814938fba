import { describe, expect, test } from "vitest";
import { retryAfterOf } from "./http-failure.ts";
import { httpDefaults } from "./http-options.ts";
import { backoff } from "./http-retry.ts";

describe("backoff", () => {
  test("doubles up to its limit", () => {
    const pauses = Array.from({ length: 8 }, (_, i) => backoff(httpDefaults, i + 1, 1));
    expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });

  test("is scattered over the upper half", () => {
    expect(backoff(httpDefaults, 1, 0)).toBe(125);
    expect(backoff(httpDefaults, 1, 0.5)).toBe(187.5);
  });
});

describe("Retry-After", () => {
  const date = "Wed, 01 Jan 2020 00:00:00 GMT";
  test.each([
    ["120", 120_000],
    ["0", 0],
    ["Wed, 01 Jan 2020 00:00:30 GMT", 30_000],
    ["Tue, 31 Dec 2019 00:00:00 GMT", 0],
    ["soon", 0],
    ["", 0],
    ["-5", 0],
  ])("%j means %d ms", (value, ms) => {
    expect(retryAfterOf(new Headers({ "retry-after": value, date }))).toBe(ms);
  });

  test("missing means no wish", () => {
    expect(retryAfterOf(new Headers())).toBe(0);
  });
});
