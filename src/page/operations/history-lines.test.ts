import { describe, expect, it } from "vitest";
import type { HistoryPoint } from "../../protocol/documents/history-document.ts";
import { lineOf, rateText, spanOf } from "./history-lines.ts";

const start = Date.parse("2026-01-02T03:00:00Z");
/** Points of half a minute with so many events each. */
const pointsOf = (...entries: number[]): HistoryPoint[] =>
  entries.map((each, i) => ({
    at: new Date(start + (i + 1) * 30_000).toISOString(),
    seconds: 30,
    entries: each,
    partitions: 0,
    bytes: 0,
  }));
const size = { width: 100, height: 10 };

describe("the line of a history", () => {
  it("has a step for each point, the most at the top, and is part of ten minutes at first", () => {
    const points = pointsOf(0, 20, 10);
    expect(spanOf(points)).toEqual({ from: start + 90_000 - 600_000, to: start + 90_000 });
    expect(lineOf(points, ({ entries }) => entries, size)).toEqual({
      path: "M85.0 10.0H90.0V0.0H95.0V5.0H100.0",
      latest: 10,
      most: 20,
    });
  });

  it("has a gap where nothing is known", () => {
    const { path, latest } = lineOf(pointsOf(1, 0, 1), ({ entries }) => entries || undefined, size);
    expect(path).toBe("M85.0 0.0H90.0M95.0 0.0H100.0");
    expect(latest).toBe(1);
    expect(lineOf(pointsOf(0), () => undefined, size)).toEqual({ path: "", latest: undefined, most: undefined });
    expect(lineOf([], () => 1, size).path).toBe("");
  });

  it("lies at zero when all is zero, and spans an hour at most", () => {
    expect(lineOf(pointsOf(0), ({ entries }) => entries, size).path).toBe("M95.0 10.0H100.0");
    const { from, to } = spanOf(pointsOf(...Array.from({ length: 130 }, () => 1)));
    expect(to - from).toBe(3_600_000);
  });
});

it.each([
  [undefined, "–"],
  [0, "0"],
  [0.0523, "0.052"],
  [3.44, "3.4"],
  [99.6, "100"],
  [123_456.7, "123,457"],
])("the rate %s is written %s", (value, text) => {
  expect(rateText(value)).toBe(text);
});
