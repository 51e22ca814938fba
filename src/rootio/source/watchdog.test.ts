import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { inSeconds, Watchdog } from "./watchdog.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

const failure = (text: string) => () => new Error(text);
const never = new Promise<never>(() => undefined);

describe("Watchdog", () => {
  test("aborts when what is expected does not come, and not while it keeps coming", () => {
    using watchdog = new Watchdog([]);
    for (let i = 0; i < 5; i++) {
      watchdog.expect(100, failure("silent"));
      vi.advanceTimersByTime(100);
      expect(watchdog.signal.aborted).toBe(false);
    }
    vi.advanceTimersByTime(20);
    expect(watchdog.signal.reason).toEqual(new Error("silent"));
  });

  test("aborts at the limit, whatever comes meanwhile", () => {
    using watchdog = new Watchdog([]);
    watchdog.limit(250, failure("too long"));
    for (let i = 0; i < 6; i++) {
      watchdog.expect(100, failure("silent"));
      vi.advanceTimersByTime(50);
    }
    expect(watchdog.signal.reason).toEqual(new Error("too long"));
  });

  test("a thread that was busy does not take its own delay for silence", () => {
    using watchdog = new Watchdog([]);
    watchdog.expect(100, failure("silent"));
    const now = performance.now();
    vi.spyOn(performance, "now").mockReturnValue(now + 180); // the timer comes 80 ms late
    vi.advanceTimersByTime(100);
    vi.advanceTimersByTime(85);
    expect(watchdog.signal.aborted).toBe(false);
    vi.advanceTimersByTime(10);
    expect(watchdog.signal.aborted).toBe(true);
  });

  test("follows its parents, even one that was aborted before", async () => {
    const parent = new AbortController();
    using watchdog = new Watchdog([new AbortController().signal, parent.signal]);
    const guarded = watchdog.guard(never);
    parent.abort(new Error("enough"));
    await expect(guarded).rejects.toThrow("enough");
    using late = new Watchdog([parent.signal]);
    await expect(late.guard(never)).rejects.toThrow("enough");
  });

  test("gives the result of what it guards, and a reason that is no error as an error", async () => {
    using watchdog = new Watchdog([]);
    await expect(watchdog.guard(Promise.resolve(7))).resolves.toBe(7);
    using ended = new Watchdog([AbortSignal.abort("a word")]);
    await expect(ended.guard(never)).rejects.toMatchObject({ name: "AbortError", message: "a word" });
  });

  test("a pause lasts its time, and ends with the signal", async () => {
    const parent = new AbortController();
    using watchdog = new Watchdog([parent.signal]);
    const pause = watchdog.pause(100);
    vi.advanceTimersByTime(100);
    await expect(pause).resolves.toBeUndefined();
    const ended = watchdog.pause(100);
    parent.abort(new Error("enough"));
    await expect(ended).rejects.toThrow("enough");
    await Promise.resolve();
    expect(vi.getTimerCount()).toBe(0);
  });

  test("leaves no timer behind, not even one set after its end", () => {
    const watchdog = new Watchdog([]);
    watchdog.expect(100, failure("silent"));
    watchdog.limit(Infinity, failure("too long"));
    watchdog[Symbol.dispose]();
    watchdog.limit(100, failure("too long"));
    expect(vi.getTimerCount()).toBe(0);
    expect(watchdog.signal.aborted).toBe(true);
  });
});

test("times are told in seconds", () => {
  expect([inSeconds(300), inSeconds(10_000), inSeconds(1449)]).toEqual(["0.3 s", "10 s", "1.4 s"]);
});
