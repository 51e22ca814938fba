import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { afterBursts } from "./after-bursts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("the first is written at once, and of a burst the last one", () => {
  const written: string[] = [];
  const { put } = afterBursts((text) => written.push(text));
  put("a");
  expect(written).toEqual(["a"]);
  for (let i = 0; i < 100; i++) {
    put(String(i));
    vi.advanceTimersByTime(1);
  }
  expect(written).toEqual(["a"]);
  vi.advanceTimersByTime(1000);
  expect(written).toEqual(["a", "99"]);
  put("b");
  expect(written).toEqual(["a", "99", "b"]);
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

it("what is forgotten is not written", () => {
  const written: string[] = [];
  const { put, forget } = afterBursts((text) => written.push(text));
  put("a");
  put("b");
  forget();
  vi.runAllTimers();
  expect(written).toEqual(["a"]);
});
