import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { afterBursts } from "./after-bursts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("some are written at once, and of a burst then the last one", () => {
  const written: string[] = [];
  const { put } = afterBursts((text) => written.push(text));
  for (const text of ["a", "b", "c"]) put(text);
  expect(written).toEqual(["a", "b", "c"]);
  vi.runAllTimers();
  written.length = 0;
  for (let i = 0; i < 100; i++) {
    put(String(i));
    vi.advanceTimersByTime(1);
  }
  const first = ["0", "1", "2", "3", "4", "5", "6", "7"];
  expect(written).toEqual(first);
  vi.advanceTimersByTime(200);
  expect(written).toEqual([...first, "99"]);
  vi.advanceTimersByTime(10_000);
  put("b");
  expect(written).toEqual([...first, "99", "b"]);
});

it("a burst that goes on is written now and then, below what Safari allows", () => {
  const written: string[] = [];
  const { put } = afterBursts((text) => written.push(text));
  for (let ms = 0; ms < 10_000; ms += 10) {
    put(String(ms));
    vi.advanceTimersByTime(10);
  }
  expect(written.length).toBeLessThan(60);
});

/** So many that what comes next waits. */
function withBurst(written: string[]) {
  const bursts = afterBursts((text) => written.push(text));
  for (let i = 0; i < 8; i++) bursts.put("burst");
  written.length = 0;
  return bursts;
}

it("what waits is written once when that is asked for", () => {
  const written: string[] = [];
  const { put, flush } = withBurst(written);
  put("a");
  expect(written).toEqual([]);
  flush();
  flush();
  expect(written).toEqual(["a"]);
  vi.runAllTimers();
  expect(written).toEqual(["a"]);
});

it("what is forgotten is not written", () => {
  const written: string[] = [];
  const { put, forget } = withBurst(written);
  put("a");
  forget();
  vi.runAllTimers();
  expect(written).toEqual([]);
});
