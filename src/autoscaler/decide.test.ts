import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addReading, type Bounds, deadBand, decide, type History, type Reading } from "./decide.ts";

const bounds: Bounds = { min: 1, max: 10, itemsPerReplica: 10, step: 3, upDelayMs: 10, coolDownMs: 100 };

/** One reading every 5 ms, the last one now. */
function after(replicas: number, ...demands: (readonly [waiting: number, inFlight: number])[]): number {
  const readings = demands.map(([waiting, inFlight], i) => ({ at: 5 * i, waiting, inFlight }));
  return decide({ replicas, readings }, bounds, 5 * (demands.length - 1));
}
const lasting = (waiting: number, inFlight: number, ms: number) =>
  Array.from({ length: ms / 5 + 1 }, () => [waiting, inFlight] as const);

describe("more work", () => {
  it("brings replicas when it lasts for the delay, and none before", () => {
    expect(after(1, ...lasting(25, 0, 5))).toBe(1);
    expect(after(1, ...lasting(25, 0, 10))).toBe(3);
  });

  it("counts as far as it lasted", () => {
    expect(after(1, [25, 0], [15, 0], [40, 0])).toBe(2);
    expect(after(1, [25, 0], [10, 0], [40, 0])).toBe(1);
  });

  it("brings no more than a step at once, and never more than the most", () => {
    expect(after(1, ...lasting(1000, 0, 10))).toBe(4);
    expect(after(9, ...lasting(1000, 0, 10))).toBe(10);
  });

  it("includes what is in flight", () => {
    expect(after(1, ...lasting(8, 2, 10))).toBe(1);
    expect(after(1, ...lasting(8, 3, 10))).toBe(2);
  });
});

describe("less work", () => {
  it("takes replicas away when the cool-down is over, and none before", () => {
    expect(after(5, ...lasting(12, 0, 95))).toBe(5);
    expect(after(5, ...lasting(12, 0, 100))).toBe(2);
  });

  it("counts from the last time that more was wanted", () => {
    expect(after(5, [32, 0], ...lasting(0, 0, 95))).toBe(4);
    expect(after(5, [32, 0], ...lasting(0, 0, 100))).toBe(1);
  });

  it("leaves a replica for each item in flight", () => {
    expect(after(5, ...lasting(0, 4, 100))).toBe(4);
    expect(after(5, ...lasting(0, 9, 100))).toBe(5);
  });

  it("to nothing leads to the fewest, which may be none", () => {
    expect(after(5, ...lasting(0, 0, 100))).toBe(1);
    const readings = [0, 50, 100].map((at) => ({ at, waiting: 0, inFlight: 0 }));
    expect(decide({ replicas: 5, readings }, { ...bounds, min: 0 }, 100)).toBe(0);
  });
});

describe("a number of replicas outside the bounds", () => {
  it("is brought inside at once", () => {
    expect(after(12, [500, 9])).toBe(10);
    expect(after(0, [0, 0])).toBe(1);
  });
});

const anyBounds = fc
  .record({
    min: fc.nat(5),
    more: fc.nat(20),
    itemsPerReplica: fc.integer({ min: 1, max: 50 }),
    step: fc.integer({ min: 1, max: 5 }),
    upDelayMs: fc.integer({ min: 1, max: 50 }),
    coolDownMs: fc.integer({ min: 1, max: 200 }),
  })
  .map(({ min, more, ...rest }): Bounds => ({ ...rest, min, max: Math.max(min + more, 1) }));
const anyDemands = fc.array(fc.tuple(fc.nat(300), fc.nat(40), fc.integer({ min: 1, max: 20 })), {
  minLength: 1,
  maxLength: 40,
});
const readingsOf = (demands: readonly (readonly [number, number, number])[]): Reading[] => {
  let at = 0;
  return demands.map(([waiting, inFlight, ms]) => ({ at: (at += ms), waiting, inFlight }));
};
const lastOf = (readings: readonly Reading[]) => readings.at(-1)!.at;

describe("whatever the work was", () => {
  const options = { seed: 6, numRuns: 1000 };

  it("the decision lies within the bounds", () => {
    fc.assert(
      fc.property(anyBounds, anyDemands, fc.nat(40), (some, demands, replicas) => {
        const readings = readingsOf(demands);
        const wanted = decide({ replicas, readings }, some, lastOf(readings));
        expect(wanted).toBeGreaterThanOrEqual(some.min);
        expect(wanted).toBeLessThanOrEqual(some.max);
        expect(wanted).toBeLessThanOrEqual(Math.max(replicas + some.step, some.min));
      }),
      options,
    );
  });

  it("more work at any time never means fewer replicas", () => {
    const more = fc.array(fc.tuple(fc.nat(100), fc.nat(10)), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(anyBounds, anyDemands, more, fc.nat(40), (some, demands, extra, replicas) => {
        const readings = readingsOf(demands);
        const fuller = readings.map((reading, i) => ({
          at: reading.at,
          waiting: reading.waiting + extra[i]![0],
          inFlight: reading.inFlight + extra[i]![1],
        }));
        const now = lastOf(readings);
        expect(decide({ replicas, readings: fuller }, some, now)).toBeGreaterThanOrEqual(
          decide({ replicas, readings }, some, now),
        );
      }),
      options,
    );
  });

  it("a replica that may hold an item in flight is not taken away", () => {
    fc.assert(
      fc.property(anyBounds, anyDemands, fc.nat(40), (some, demands, replicas) => {
        const readings = readingsOf(demands);
        const wanted = decide({ replicas, readings }, some, lastOf(readings));
        if (replicas <= some.max && wanted < replicas)
          expect(wanted).toBeGreaterThanOrEqual(Math.min(replicas, readings.at(-1)!.inFlight));
      }),
      options,
    );
  });
});

/** The replicas after each reading, every 5 ms, when decisions are carried out. */
function course(some: Bounds, first: number, demands: readonly number[]): number[] {
  let replicas = first;
  let history: History | undefined;
  return demands.map((waiting, i) => {
    history = addReading(history, replicas, { at: 5 * i, waiting, inFlight: 0 }, some, 1000);
    return (replicas = decide(history, some, 5 * i));
  });
}
const changesIn = (numbers: readonly number[]) => numbers.filter((n, i) => i > 0 && n !== numbers[i - 1]).length;

describe("over time", () => {
  const options = { seed: 7, numRuns: 100 };

  it("work that stays as it is settles at what it needs, from below in steps, from above at once", () => {
    fc.assert(
      fc.property(anyBounds, fc.nat(300), fc.nat(25), (some, demand, first) => {
        const numbers = course(some, first, Array<number>(1000).fill(demand));
        const needed = Math.min(Math.max(Math.ceil(demand / some.itemsPerReplica), some.min), some.max);
        const last = numbers.at(-1)!;
        expect(last).toBeGreaterThanOrEqual(needed);
        const relaxed = Math.ceil(demand / (some.itemsPerReplica * (1 - deadBand)));
        expect(last).toBeLessThanOrEqual(Math.min(Math.max(relaxed, some.min), some.max));
        // One way only.
        expect(numbers.every((n, i) => i === 0 || n >= numbers[i - 1]!) || changesIn(numbers) <= 1).toBe(true);
      }),
      options,
    );
  });

  it("work that goes up and down within the dead band changes the replicas at most once for good", () => {
    const items = 50;
    const some = { ...bounds, itemsPerReplica: items, max: 30, step: 30 };
    const swing = fc.tuple(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.double({ min: 0.01, max: 0.99, noNaN: true }), { minLength: 60, maxLength: 60 }),
      fc.integer({ min: 1, max: 60 }),
    );
    fc.assert(
      fc.property(swing, ([n, shares, hold]) => {
        // Around the border between n and n + 1 replicas, for a while on each side.
        const low = n * items * (1 - deadBand);
        const levels = shares.map((share) => Math.ceil(low + share * (n * items * (1 + deadBand / n) - low)));
        const demands = levels.flatMap((level) => Array<number>(hold).fill(level));
        const numbers = course(some, n, demands);
        expect(changesIn(numbers)).toBeLessThanOrEqual(1);
        expect(Math.min(...numbers)).toBe(n);
        expect(Math.max(...numbers)).toBeLessThanOrEqual(n + 1);
      }),
      options,
    );
  });
});

describe("addReading", () => {
  const first = { at: 0, waiting: 1, inFlight: 0 };
  const begin = addReading(undefined, 2, first, bounds, 50);

  it("begins anew when there are more replicas, and after a gap", () => {
    expect(begin).toEqual({ replicas: 2, readings: [first] });
    const next = { at: 40, waiting: 2, inFlight: 0 };
    expect(addReading(begin, 2, next, bounds, 50).readings).toEqual([first, next]);
    expect(addReading(begin, 3, next, bounds, 50)).toEqual({ replicas: 3, readings: [next] });
    expect(addReading(begin, 1, next, bounds, 50)).toEqual({ replicas: 1, readings: [first, next] });
    expect(addReading(begin, 2, { ...next, at: 51 }, bounds, 50).readings).toHaveLength(1);
  });

  it("keeps what a decision looks back to, and the reading that held at its start", () => {
    let history: History = begin;
    for (let at = 20; at <= 500; at += 20) history = addReading(history, 2, { ...first, at }, bounds, 50);
    expect(history.readings.map(({ at }) => at)).toEqual([400, 420, 440, 460, 480, 500]);
  });
});
