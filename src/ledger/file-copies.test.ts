import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  accepted,
  analysis,
  done,
  layout,
  partitionFailed,
  plainView,
  planned,
  spec,
} from "../../test/support/fixture-log.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { bridgeLane } from "../protocol/bridge-messages.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { createLedger } from "./ledger.ts";

const edges = [0, 10, 20];
/** Sums of a partition are the same wherever the file is read. */
const [a, b, again, c, d] = [
  planned("run1", 0, edges, "one"),
  planned("run1", 1, edges, "one"),
  planned("run1", 2, edges, "one"),
  planned("llll", 0, edges, "two"),
  planned("eell", 0, edges, "three"),
];
const eventsOf = (...plans: readonly (typeof a)[]): LogEvent[] =>
  plans.flatMap((plan) => [plan, done(plan, 0), done(plan, 1)]);

/** The sample with its second file a copy of the first. */
function specWith(sample: object, group: object = {}): AnalysisSpec {
  const groups = spec.groups.map((each) =>
    each.name === "data" ? { ...each, ...group, samples: each.samples.map((of) => ({ ...of, ...sample })) } : each,
  );
  return { ...spec, groups };
}

function ledgerOf(...events: LogEvent[]) {
  const ledger = createLedger(analysis);
  for (const event of events) ledger.apply(event);
  return ledger;
}

const viewOf = (...events: LogEvent[]) => ledgerOf(...events).view();
const sumOf = (view: ReturnType<typeof viewOf>) => view.groups[0]?.samples[0]?.cutflow[0]?.entries;

describe("two files of one sample with the same UUID, size and entries", () => {
  const view = viewOf(accepted(), ...eventsOf(a, b, c, d));

  it("make the analysis incomplete, with a failure that names both", () => {
    expect(view.status).toBe("incomplete");
    expect(view.missing).toEqual([
      {
        sample: "run1",
        file: "b.root",
        failure: {
          name: "RepeatedFileError",
          message:
            "The file b.root is the same as a.root of this sample (UUID one, 1020 bytes, 20 entries); its events are counted once. " +
            'Take one of the two out of the specification, or, if its events are to count twice, set "allowRepeatedFiles": true in the sample',
          retry: "never",
          attempts: 1,
        },
      },
    ]);
  });

  it("are counted once", () => {
    expect(sumOf(view)).toBe(1 + 2);
    expect(sumOf(viewOf(accepted(), ...eventsOf(a, c, d)))).toBe(1 + 2);
    expect(view.groups[0]?.progress).toMatchObject({ filesPlanned: 2, filesComplete: 1, entries: 40, entriesSeen: 20 });
  });

  it("leave nothing to do, so that the analysis is not begun again in vain", () => {
    const ledger = ledgerOf(accepted(), ...eventsOf(a, c, d), b);
    expect(ledger.gapOf("run1", 1)).toEqual({ kind: "none" });
    expect(ledger.status).toBe("incomplete");
  });

  it("are told as they are when the later one came first, or a partition failed under one name", () => {
    const late = ledgerOf(accepted(), ...eventsOf(b, c, d));
    expect(late.status).toBe("running");
    late.apply(a);
    expect([late.status, late.view().missing.map(({ file }) => file)]).toEqual(["running", ["a.root", "b.root"]]);
    for (const event of eventsOf(a)) late.apply(event);
    expect(plainView(late.view())).toEqual(plainView(view));
    const failed = viewOf(accepted(), a, done(a, 0), partitionFailed(a, 1), ...eventsOf(b, c, d));
    expect([failed.status, sumOf(failed)]).toEqual(["incomplete", 1 + 2]);
  });

  test.each<[string, AnalysisSpec]>([
    ["the specification means it", specWith({ allowRepeatedFiles: true })],
    ["they are parts that other programs published", specWith({}, { lane: bridgeLane })],
  ])("count twice where %s, whenever that becomes known", (_, meant) => {
    const events = eventsOf(a, b, c, d);
    for (const order of [
      [accepted(meant), ...events],
      [...events, accepted(meant)],
    ]) {
      const twice = viewOf(...order);
      expect([twice.status, twice.missing, sumOf(twice)]).toEqual(["complete", [], 2 * (1 + 2)]);
    }
  });

  it("are left alone if they have no entries, or differ in any of the three", () => {
    const [none, size] = [planned("run1", 1, [0]), { ...b, identity: { ...b.identity, size: 7 } }];
    for (const other of [none, size, planned("run1", 1, [0, 10, 21], "one"), planned("run1", 1, edges, "other")]) {
      const first = other === none ? planned("run1", 0, [0], other.identity.uuid) : a;
      const parts = other === none ? [] : [done(other, 0), done(other, 1), ...eventsOf(first)];
      expect(viewOf(accepted(), first, other, ...parts, ...eventsOf(c, d)).status).toBe("complete");
    }
  });

  it("give the same view in any order, with repetitions, whatever the specification says", () => {
    const three = { files: ["a.root", "b.root", "c.root"] };
    const specs = [specWith(three), specWith({ ...three, allowRepeatedFiles: true })];
    const random = (plan: typeof a) =>
      [0, 1].map((i) => done(plan, i, new Float64Array(layout.length).fill(1 / 3 + i)));
    const events: LogEvent[] = [a, b, again].flatMap((plan) => [plan, ...random(plan)]);
    fc.assert(
      fc.property(fc.constantFrom(...specs), fc.integer({ min: 0, max: events.length }), fc.nat(), (of, left, seed) => {
        const some = [accepted(of), ...events.slice(left)];
        const orders = [0, 1].map((turn) =>
          fc.sample(fc.shuffledSubarray([...some, ...some], { minLength: some.length * 2 }), {
            numRuns: 1,
            seed: seed + turn,
          }),
        );
        const [first, second] = orders.map(([order]) => plainView(viewOf(...order!)));
        expect(first).toEqual(second);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a file that several samples read", () => {
  const [one, two] = [planned("llll", 0, edges, "one"), planned("eell", 0, edges, "one")];
  const events = eventsOf(a, planned("run1", 1, edges, "other"), one, two);
  const message =
    "a.root of the sample run1 is the same file as c.root of the sample llll and 1 more: its events count in each of them";

  it("is told as a warning, and counts in each, in any order", () => {
    for (const order of [
      [accepted(), ...events],
      [...events.toReversed(), accepted()],
    ]) {
      const view = viewOf(...order);
      expect(view.status).toBe("complete");
      expect(view.warnings).toContainEqual({ name: "SharedFileWarning", message });
      expect(view.groups.map(({ cutflow }) => cutflow[0]?.entries)).toEqual([6, 6]);
    }
  });

  it("is no warning where there is none, or where the sample is not in the specification", () => {
    expect(viewOf(accepted(), ...eventsOf(a, c, d))).not.toHaveProperty("warnings");
    const stray = planned("stray", 0, edges, "two");
    expect(viewOf(stray, ...eventsOf(a, c, d), accepted())).not.toHaveProperty("warnings");
  });

  it("is one of a number, where there are very many", () => {
    const files = Array.from({ length: 50 }, (_, i) => `f${i}.root`);
    const groups = spec.groups.map((group) => ({ ...group, samples: group.samples.map((of) => ({ ...of, files })) }));
    const plans = ["eell", "llll"].flatMap((name) => files.map((_, i) => planned(name, i, edges, `u${i}`)));
    const { warnings = [] } = viewOf(accepted({ ...spec, groups }), ...plans.toReversed());
    expect(warnings).toHaveLength(21);
    expect(warnings[3]?.message).toMatch(/^f3.root of the sample llll is the same file as f3.root of the sample eell:/);
    expect(warnings[20]?.message).toBe("30 more files are read by several samples");
  });
});
