import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokersUnderTest } from "./brokers.ts";
import { describeRun } from "./describe-run.ts";
import { faults } from "./fault-table.ts";
import { openSuite, type Suite } from "./suite.ts";
import { smallSize } from "./suite-size.ts";

// One small run of each fault; `npm run test:faults` makes more and larger ones, with other seeds.
const seed = 1;

let suite: Suite;
beforeAll(async () => {
  suite = await openSuite({ size: smallSize, faults });
});
afterAll(() => suite[Symbol.asyncDispose]());

describe.each(brokersUnderTest)("On $name, the result is that of an undisturbed run after", (broker) => {
  const ofBroker = faults.filter(({ brokers }) => brokers?.includes(broker.name) !== false);
  it.each(ofBroker)("$name: $title", { timeout: 180_000 }, async (fault) => {
    const run = await suite.run(fault, broker, seed);
    expect(run.wrong, describeRun(run, smallSize)).toEqual([]);
  });
});
