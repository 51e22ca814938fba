import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pacedFrames } from "./paced-frames.ts";

/** A page of 60 frames a second, whose drawings take as long as they are said to. */
let takenMs = 0;
let drawn: number[] = [];

const frames = () =>
  pacedFrames(() => {
    drawn.push(performance.now());
    vi.setSystemTime(Date.now() + takenMs);
  });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: 0 });
  // Fake timers stand still while something is drawn; the system's time does not.
  vi.spyOn(performance, "now").mockImplementation(() => Date.now());
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => setTimeout(callback, 16));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
  [takenMs, drawn] = [0, []];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("frames of a live page", () => {
  it("draw the first change in the next frame, and several only once", () => {
    const { ask } = frames();
    for (let i = 0; i < 5; i++) ask();
    vi.advanceTimersByTime(16);
    expect(drawn).toEqual([16]);
    vi.advanceTimersByTime(5000);
    expect(drawn).toHaveLength(1);
  });

  it("leave at least 97 % of the time to others", () => {
    takenMs = 20;
    const { ask } = frames();
    for (let i = 0; i < 1000; i++) {
      ask();
      vi.advanceTimersByTime(10);
    }
    const gaps = drawn.slice(1).map((time, i) => time - drawn[i]!);
    expect(gaps.length).toBeGreaterThan(12);
    for (const gap of gaps) expect(takenMs / gap).toBeLessThanOrEqual(0.03);
  });

  it("show a change after two seconds, however long a drawing takes", () => {
    takenMs = 700;
    const { ask } = frames();
    ask();
    vi.advanceTimersByTime(100);
    ask();
    vi.advanceTimersByTime(3000);
    expect(drawn).toHaveLength(2);
    expect(drawn[1]! - drawn[0]!).toBeLessThan(2000 + takenMs);
  });

  it("draw at once what is asked so, and what waited with it", () => {
    takenMs = 50;
    const { ask } = frames();
    ask();
    vi.advanceTimersByTime(100);
    ask();
    vi.advanceTimersByTime(16);
    expect(drawn).toHaveLength(1);
    ask(true);
    vi.advanceTimersByTime(16);
    expect(drawn).toHaveLength(2);
    vi.advanceTimersByTime(5000);
    expect(drawn).toHaveLength(2);
  });

  it.each(["waits for its turn", "waits for its frame"])("draw nothing that %s when they are stopped", (which) => {
    takenMs = 50;
    const { ask, stop } = frames();
    ask();
    if (which === "waits for its turn") {
      vi.advanceTimersByTime(100);
      ask();
    }
    const before = drawn.length;
    stop();
    vi.advanceTimersByTime(5000);
    expect(drawn).toHaveLength(before);
  });
});
