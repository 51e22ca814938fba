import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { showsAll } from "../support/shows-all.ts";
import { brokersUnderTest } from "./brokers.ts";
import { describeRun } from "./describe-run.ts";
import type { Fault } from "./fault.ts";
import { shownElsewhere } from "./fault-table.ts";
import { natsUnderTest } from "./nats-under-test.ts";
import { openSuite, type Suite } from "./suite.ts";
import { smallSize } from "./suite-size.ts";

// One small run of each; `npm run test:faults` makes more and larger ones, with other seeds.
const seed = 1;

/** On NATS, those that no other test shows; with `--all`, every one on every broker. */
export function describeFaults(all: readonly Fault[]): void {
  const brokers = showsAll ? brokersUnderTest : [natsUnderTest];
  const faults = all.filter((fault) => showsAll || !shownElsewhere.has(fault));
  let suite: Suite;
  beforeAll(async () => {
    suite = await openSuite({ size: smallSize, faults });
  });
  afterAll(() => suite[Symbol.asyncDispose]());

  describe.each(brokers)("On $name, the result is that of an undisturbed run after", (broker) => {
    const ofBroker = faults.filter((fault) => fault.brokers?.includes(broker.name) !== false);
    it.each(ofBroker)("$name: $title", { timeout: 180_000 }, async (fault) => {
      const run = await suite.run(fault, broker, seed);
      expect(run.wrong, describeRun(run, smallSize)).toEqual([]);
    });
  });
}
