import { describe, expect, it } from "vitest";
import { delayStep, laneOf, laneQueue, waitQueue } from "./names.ts";

describe("names on the server", () => {
  it("keep lanes apart, with dots and digits in their names", () => {
    const lanes = ["a", "a.b", "1000", "1000.a"];
    const queues = lanes.flatMap((lane) => [laneQueue(lane), waitQueue(lane, 1000), waitQueue(lane, 2000)]);
    expect(new Set(queues).size).toBe(queues.length);
    expect(lanes.map((lane) => laneOf(laneQueue(lane)))).toEqual(lanes);
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
