import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createThrottle } from "./throttle.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

function record(options = {}) {
  const told: { subject: string; at: number }[] = [];
  const begun = performance.now();
  const throttle = createThrottle((subject) => told.push({ subject, at: performance.now() - begun }), options);
  return { told, throttle };
}

describe("createThrottle", () => {
  it("tells of the first change soon, and of all that follow in a beat together", () => {
    const { told, throttle } = record({ leastMs: 50 });
    for (let ms = 0; ms < 200; ms++) {
      throttle.mark("a");
      vi.advanceTimersByTime(1);
    }
    expect(told.length).toBeGreaterThanOrEqual(4);
    expect(told.length).toBeLessThanOrEqual(5);
    expect(told[0]!.at).toBeLessThanOrEqual(2);
    for (const [i, { at }] of told.entries()) if (i > 0) expect(at - told[i - 1]!.at).toBeGreaterThanOrEqual(50);
  });

  it("tells of the last change even if nothing comes after it", () => {
    const { told, throttle } = record({ leastMs: 50 });
    throttle.mark("a");
    vi.advanceTimersByTime(10);
    throttle.mark("a");
    vi.advanceTimersByTime(1000);
    expect(told).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(told).toHaveLength(2);
  });

  it("keeps a beat for each subject", () => {
    const { told, throttle } = record({ leastMs: 50 });
    throttle.mark("a");
    vi.advanceTimersByTime(20);
    throttle.mark("b");
    vi.advanceTimersByTime(20);
    expect(told.map(({ subject }) => subject)).toEqual(["a", "b"]);
  });

  it("does not tell of what is forgotten, and nothing once it is closed", () => {
    const { told, throttle } = record();
    throttle.mark("a");
    throttle.forget("a");
    throttle.mark("b");
    throttle.close();
    throttle.mark("c");
    vi.advanceTimersByTime(1000);
    expect(told).toEqual([]);
  });
});

describe("createThrottle with telling that takes long", () => {
  it("spends no more than its share of the time, and leaves nobody out", () => {
    vi.useRealTimers();
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const told = new Map<string, number>();
    const throttle = createThrottle(
      (subject) => {
        told.set(subject, (told.get(subject) ?? 0) + 1);
        now += 20;
      },
      { leastMs: 50, share: 0.1 },
    );
    const subjects = ["a", "b", "c"];
    while (now < 6000) {
      for (const subject of subjects) throttle.mark(subject);
      now += 1;
      vi.advanceTimersByTime(1);
    }
    clock.mockRestore();
    const spent = [...told.values()].reduce((sum, times) => sum + 20 * times, 0);
    expect(spent / 6000).toBeLessThanOrEqual(0.11);
    expect(spent / 6000).toBeGreaterThan(0.05);
    expect(Math.max(...told.values()) - Math.min(...told.values())).toBeLessThanOrEqual(1);
    expect([...told.keys()].sort()).toEqual(subjects);
  });
});
