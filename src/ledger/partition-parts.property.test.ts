import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accepted, analysis, done, layout, plainView, planned } from "../../test/support/fixture-log.ts";
import type { LogEvent, PartitionDone, PartitionPart } from "../protocol/log-event.ts";
import { splitDelta } from "../protocol/split-delta.ts";
import { createLedger } from "./ledger.ts";

/** Logs in which sums come whole or in parts, of one or of two fillings of a partition, cut in two ways, with some of it lost. */

const plans = [planned("run1", 0, [0, 10, 20, 30]), planned("llll", 0, [0, 7])];
const fillings = plans.flatMap((plan) =>
  plan.edges.slice(1).flatMap((_, index) => {
    const filled = (by: number) => done(plan, index, new Float64Array(layout.length).fill((index + 1) / by));
    return [filled(10), filled(30)];
  }),
);
const messages: readonly LogEvent[] = [
  accepted(),
  ...plans,
  ...fillings,
  ...(await Promise.all(fillings.flatMap((filled) => [7, 10].map((most) => splitDelta(filled, most))))).flat(),
];

/** Most parts, so that many partitions come in; in any order, some again. */
const logs = fc
  .tuple(
    fc.shuffledSubarray([...messages], { minLength: Math.floor(messages.length / 3) }),
    fc.array(fc.constantFrom(...messages), { maxLength: 10 }),
    fc.integer({ min: 0, max: 20 }),
  )
  .map(([some, again, at]) => {
    const log = [...some.slice(0, at), ...again, ...some.slice(at)];
    return [...log, accepted(), ...plans];
  });

/** A log that says the same without parts, put together by hand: a filling stands where the last of its numbers came. */
function whole(log: readonly LogEvent[]): LogEvent[] {
  const came = new Map<string, Set<number>>();
  return log.flatMap((event): LogEvent[] => {
    if (event.kind !== "partition-part") return [event];
    const filled = fillings.find((one) => isOf(one, event))!;
    const key = `${event.sample} ${event.partition.index} ${event.part.digest}`;
    const slots = came.get(key) ?? new Set();
    came.set(key, slots);
    for (let i = 0; i < event.sums.length; i++) slots.add(event.part.start + i);
    return slots.size === filled.sums.length ? [filled] : [];
  });
}

function isOf(filled: PartitionDone, { sample, partition, sums }: PartitionPart): boolean {
  return filled.sample === sample && filled.partition.index === partition.index && filled.sums[0] === sums[0];
}

function viewOf(log: readonly LogEvent[]): unknown {
  const ledger = createLedger(analysis);
  for (const event of log) {
    ledger.apply(event);
    if (ledger.accepted) ledger.view();
  }
  return plainView(ledger.view());
}

describe("partitions whose sums come in parts", () => {
  it("count once, when all parts of one filling are in, whatever the order, whatever comes again or not at all", () => {
    fc.assert(
      fc.property(logs, (log) => {
        expect(viewOf(log)).toEqual(viewOf(whole(log)));
      }),
      { seed: 14, numRuns: 150 },
    );
  });

  it("give the bits of those that come whole in any order, where all fillings are alike", async () => {
    const alike = fillings.filter((_, i) => i % 2 === 0);
    const parts = (await Promise.all(alike.map((filled) => splitDelta(filled, 7)))).flat();
    const expected = viewOf([accepted(), ...plans, ...alike]);
    const all = [accepted(), ...plans, ...parts];
    fc.assert(
      fc.property(
        fc.shuffledSubarray(all, { minLength: all.length }),
        fc.array(fc.constantFrom(...all)),
        (some, more) => {
          expect(viewOf([...some, ...more])).toEqual(expected);
        },
      ),
      { seed: 15, numRuns: 60 },
    );
  });
});
