import { describe, expect, it } from "vitest";
import { delayStep, laneOf, laneQueue, turnsOf, waitQueue } from "./names.ts";

describe("names on the server", () => {
  it("keep lanes and their turns apart, with dots and digits in their names", () => {
    const lanes = ["a", "a.b", "1000", "1000.a"];
    const turns = lanes.flatMap(turnsOf);
    const queues = turns.flatMap((at) => [laneQueue(at), waitQueue(at, 1000), waitQueue(at, 2000)]);
    expect(new Set(queues).size).toBe(4 * 4 * 3);
    expect(turns.map((at) => laneOf(laneQueue(at)))).toEqual(turns.map(({ lane }) => lane));
    expect(turnsOf("a.b").map(laneQueue)).toEqual([
      "hzz.work.a.b", // as in earlier versions
      "hzz.work.a.b:1",
      "hzz.work.a.b:2",
      "hzz.work.a.b:3",
    ]);
    expect([laneOf("hzz.dead"), laneOf(undefined)]).toEqual([undefined, undefined]);
  });
});

describe("a delay step", () => {
  it("is never shorter than the delay, and less than twice as long", () => {
    for (let delay = 16; delay < 100_000_000; delay = Math.ceil(delay * 1.37)) {
      expect(delayStep(delay)).toBeGreaterThanOrEqual(delay);
      expect(delayStep(delay)).toBeLessThanOrEqual(2 * delay);
    }
  });

  it("is exact for the delays that double from one second on, and one of few", () => {
    expect([1000, 2000, 4000, 64_000].map(delayStep)).toEqual([1000, 2000, 4000, 64_000]);
    const steps = new Set(Array.from({ length: 10_000 }, (_, i) => delayStep(i * 100)));
    expect(steps.size).toBeLessThan(20);
  });

  it("has a longest one", () => {
    expect(delayStep(Infinity)).toBe(delayStep(2 ** 50));
  });
});
