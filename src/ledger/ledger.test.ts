import { describe, expect, it } from "vitest";
import {
  accepted,
  analysis,
  cancelled,
  cancelledIn,
  done,
  failureOf,
  fileFailed,
  identityOf,
  layout,
  partitionFailed,
  partitionOf,
  plainView,
  planned,
  spec,
} from "../../test/support/fixture-log.ts";
import { NonFiniteSumError } from "../histogram/errors.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { ForeignEventError, IncompatibleSumsError, NotAcceptedError } from "./errors.ts";
import { createLedger } from "./ledger.ts";

const edges = [0, 10, 20, 30, 40];
const planA = planned("run1", 0, edges);
const planB = planned("run1", 1, [0, 5]);
const planC = planned("llll", 0, [0, 7, 9]);
const planD = planned("eell", 0, [0]);
const everythingElse = [planB, done(planB, 0), planC, done(planC, 0), done(planC, 1), planD];
const fileA = { sample: "run1", file: "a.root" };

function ledgerOf(...events: LogEvent[]) {
  const ledger = createLedger(analysis);
  for (const event of events) ledger.apply(event);
  return ledger;
}

function viewOf(...events: LogEvent[]) {
  const ledger = ledgerOf(accepted(), ...events);
  const view = ledger.view();
  expect(ledger.status).toBe(view.status);
  return view;
}

/** The view when all but the file a.root is complete. */
function viewOfA(...events: LogEvent[]) {
  return viewOf(...everythingElse, ...events);
}

const runEvent = (run: number) => ({ version: 1, analysis, at: "2026-01-02T03:05:00Z", run }) as const;
const doneA = [0, 1, 2, 3].map((index) => done(planA, index));

describe("the ledger", () => {
  it("has no view before the analysis is accepted", () => {
    const ledger = createLedger(analysis);
    expect(ledger.accepted).toBe(false);
    expect(ledger.status).toBe("running");
    expect(() => ledger.view()).toThrow(NotAcceptedError);
  });

  it("starts with every file missing and nothing in", () => {
    const view = viewOf();
    expect(view.status).toBe("running");
    expect(view.missing.map((part) => part.file)).toEqual(["a.root", "b.root", "c.root", "d.root"]);
    expect(view.progress).toMatchObject({ files: 4, filesPlanned: 0, entries: 0 });
    expect(view.groups[0]!.histograms.get("m")!.integral().entries).toBe(0);
  });

  it("is complete when the entries seen are those of every tree", () => {
    const view = viewOfA(planA, ...doneA);
    expect(view.status).toBe("complete");
    expect(view.missing).toEqual([]);
    expect(view.progress).toEqual({
      files: 4,
      filesPlanned: 4,
      filesComplete: 4,
      partitions: 8,
      partitionsDone: 8,
      entries: 54,
      entriesSeen: 54,
    });
  });

  it("sums deltas by sample and by group, and lays them out as the spec says", () => {
    const [data, zz] = viewOfA(planA, ...doneA).groups;
    expect(data!.samples[0]!.label).toBe("Run 1");
    expect(data!.samples[0]!.sources).toEqual(["mirror/run1/0", "mirror/run1/1"]);
    expect(data!.samples[0]!.identities?.[0]).toEqual(planA.identity);
    expect(data!.cutflow).toEqual([
      { name: "all", entries: 11, sumw: 11, sumw2: 11 },
      { name: "charge", entries: 11, sumw: 11, sumw2: 11 },
    ]);
    expect(zz!.samples.map((sample) => sample.cutflow[0]!.entries)).toEqual([3, 0]);
    const m = zz!.histograms.get("m")!;
    expect([m.title, m.axes[0]!.unit, m.axes[0]!.bins]).toEqual(["Mass", "GeV", 3]);
    expect(Array.from(m.sumw)).toEqual([3, 3, 3, 3, 3]);
    expect(Array.from(zz!.histograms.keys())).toEqual(["m", "n"]);
  });

  it("puts each block of the sums where the layout has it", () => {
    const view = viewOf(
      planB,
      done(
        planB,
        0,
        Float64Array.from({ length: layout.length }, (_, i) => i),
      ),
    );
    const { cutflow, histograms } = view.groups[0]!;
    expect(cutflow[1]).toEqual({ name: "charge", entries: 1, sumw: 3, sumw2: 5 });
    expect(Array.from(histograms.get("m")!.entries)).toEqual([6, 7, 8, 9, 10]);
    expect(Array.from(histograms.get("n")!.sumw2)).toEqual([29, 30, 31, 32]);
  });

  it("rounds a group's sum once, not once for each sample", () => {
    const tiny = new Float64Array(layout.length).fill(2 ** -53);
    const one = new Float64Array(layout.length).fill(1);
    const planTwo = planned("eell", 0, [0, 3]);
    const view = viewOf(planC, done(planC, 0, one), done(planC, 1, tiny), planTwo, done(planTwo, 0, tiny));
    expect(view.groups[1]!.samples[0]!.cutflow[0]!.sumw).toBe(1);
    expect(view.groups[1]!.cutflow[0]!.sumw).toBe(1 + 2 ** -52);
  });

  it("counts a partition once and says that nothing changed", () => {
    const ledger = ledgerOf(accepted(), planA, ...doneA);
    const view = ledger.view();
    for (const event of [accepted(), planA, ...doneA]) expect(ledger.apply(event)).toBe(false);
    expect(ledger.view()).toBe(view);
  });

  it("gives views that do not change later", () => {
    const ledger = ledgerOf(accepted(), planA, doneA[0]!);
    const before = ledger.view();
    ledger.apply(doneA[1]!);
    expect(before.groups[0]!.cutflow[0]!.entries).toBe(1);
    expect(ledger.view().groups[0]!.cutflow[0]!.entries).toBe(3);
    expect(ledger.view().groups[1]).toBe(before.groups[1]);
  });
});

describe("what is missing", () => {
  it("is one part for neighbours that have yet to come", () => {
    const view = viewOfA(planA, doneA[2]!);
    expect(view.status).toBe("running");
    expect(view.missing).toEqual([
      { ...fileA, entryStart: 0, entryStop: 20 },
      { ...fileA, entryStart: 30, entryStop: 40 },
    ]);
  });

  it("is one part for neighbours that failed alike, and another for each other reason", () => {
    const other = failureOf("time-out");
    const view = viewOfA(
      planA,
      partitionFailed(planA, 0),
      partitionFailed(planA, 1),
      partitionFailed(planA, 2, other),
      doneA[3]!,
    );
    expect(view.status).toBe("incomplete");
    expect(view.missing).toEqual([
      { ...fileA, entryStart: 0, entryStop: 20, failure: failureOf() },
      { ...fileA, entryStart: 20, entryStop: 30, failure: other },
    ]);
  });

  it("is the whole file if it failed before it was planned", () => {
    const view = viewOfA(fileFailed("run1", 0));
    expect(view.status).toBe("incomplete");
    expect(view.missing).toEqual([{ ...fileA, failure: failureOf() }]);
    expect(view.groups[0]!.samples[0]!.sources).toEqual([undefined, "mirror/run1/1"]);
    expect(view.groups[0]!.samples[0]!.identities?.[0]).toBeUndefined();
  });

  it("is told with the failure of the most attempts", () => {
    const [first, last] = [failureOf("first", 1), failureOf("last", 2)];
    for (const order of [
      [first, last],
      [last, first],
    ]) {
      const events = order.map((failure) => fileFailed("run1", 0, failure));
      expect(viewOfA(...events).missing[0]!.failure).toEqual(last);
    }
  });

  it("stands in the order of spec, file and entries, whatever came first", () => {
    const view = viewOf(planC, planA, doneA[1]!);
    expect(view.missing.map(({ file, entryStart }) => [file, entryStart])).toEqual([
      ["a.root", 0],
      ["a.root", 20],
      ["b.root", undefined],
      ["c.root", 0],
      ["d.root", undefined],
    ]);
  });
});

describe("failures that heal", () => {
  it("a done partition wins over a failed one, whichever came first", () => {
    const failed = partitionFailed(planA, 3);
    expect(viewOfA(planA, ...doneA, failed).status).toBe("complete");
    expect(viewOfA(planA, ...doneA.slice(0, 3), failed, doneA[3]!).status).toBe("complete");
  });

  it("a planned file loses its first partition with a failure of the file, whichever came first", () => {
    const failed = fileFailed("run1", 0);
    for (const events of [
      [failed, planA],
      [planA, failed],
    ]) {
      expect(viewOfA(...events)).toMatchObject({
        status: "running",
        missing: [
          { ...fileA, entryStart: 0, entryStop: 10, failure: failed.failure },
          { ...fileA, entryStart: 10, entryStop: 40 },
        ],
      });
      expect(viewOfA(...events, ...doneA.slice(1))).toMatchObject({
        status: "incomplete",
        missing: [{ ...fileA, entryStart: 0, entryStop: 10, failure: failed.failure }],
      });
      expect(viewOfA(...events, ...doneA).status).toBe("complete");
    }
  });

  it("a partition with entries unseen does not count until it comes whole", () => {
    const short = { ...doneA[0]!, seen: 9 };
    const view = viewOfA(planA, ...doneA.slice(1), short);
    expect(view.status).toBe("incomplete");
    expect(view.groups[0]!.cutflow[0]!.entries).toBe(2 + 3 + 4 + 1);
    expect(view.missing[0]).toMatchObject({ entryStart: 0, entryStop: 10, failure: { name: "EntriesMissingError" } });
    expect(viewOfA(planA, ...doneA.slice(1), short, doneA[0]!).status).toBe("complete");
  });
});

describe("a file of which two versions are seen", () => {
  const changed = planned("run1", 0, edges, "uuid-2");
  const otherEdges = planned("run1", 0, [0, 20, 40]);
  const elsewhere = { ...changed, source: "https://example.org/b.root?key=secret" };
  const cases: [string, LogEvent[]][] = [
    ["two plans", [planA, changed, ...doneA]],
    ["two plans with other borders", [planA, otherEdges, ...doneA]],
    ["a partition of another version after the plan", [planA, ...doneA, done(changed, 0)]],
    ["a partition of another version before the plan", [done(changed, 0), planA, ...doneA]],
    ["a partition with other borders before the plan", [done(otherEdges, 0), planA, ...doneA]],
    ["partitions of two versions", [done(changed, 0), ...doneA, planA]],
    ["a failed partition of another version before the plan", [partitionFailed(changed, 0), planA, ...doneA]],
    ["a failed partition of another version after the plan", [planA, partitionFailed(changed, 0), ...doneA]],
    ["two failed partitions", [partitionFailed(changed, 0), partitionFailed(planA, 0), planA, ...doneA]],
  ];

  it.each(cases)("is never complete and named as missing: %s", (_, events) => {
    const view = viewOfA(...events);
    expect(view.status).toBe("incomplete");
    expect(view.missing).toMatchObject([{ ...fileA, failure: { name: "FileChangedError" } }]);
    expect(view.progress.filesComplete).toBe(3);
    expect(view.groups[0]!.samples[0]!.identities?.[0]).toBeUndefined();
  });

  it.each([
    ["two plans", [planA, elsewhere]],
    ["partitions of two versions", [...doneA, done(elsewhere, 0), planA]],
    [
      "partitions read in several places",
      [...doneA, done({ ...planA, source: "a/x.root" }, 0), done(elsewhere, 1), planA],
    ],
  ])("says which versions there are, and where each was read, in any order: %s", (_, events) => {
    const reasons = [events, events.toReversed()].map((order) => viewOfA(...order).missing[0]!.failure!.message);
    expect(reasons[0]).toBe(reasons[1]);
    const [a, b] = [planA, elsewhere].map(
      ({ identity: { uuid, size, entries } }) => `UUID ${uuid} (${size} bytes, ${entries} entries)`,
    );
    expect(reasons[0]).toContain(`${b!}, read from https://example.org/b.root`);
    expect(reasons[0]).toMatch(new RegExp(`${a!.replaceAll(/[()]/g, ".")}, read from (mirror/run1/0|a/x.root)[;.]`));
  });

  it("has the planned version summed, each partition once", () => {
    const view = viewOfA(planA, done(changed, 0), ...doneA, done(changed, 1));
    expect(view.groups[0]!.samples[0]!.cutflow[0]!.entries).toBe(1 + 2 + 3 + 4 + 1);
  });
});

describe("a tree without entries", () => {
  it.each([[[0]], [[0, 0]]])("is complete once it is planned with the edges %j", (none) => {
    const plan = planned("eell", 0, none);
    const others = [planA, ...doneA, ...everythingElse.slice(0, -1)];
    expect(viewOf(...others, plan).status).toBe("complete");
    expect(viewOf(...others, plan, done(planned("eell", 0, [0, 0]), 0)).status).toBe("complete");
  });
});

describe("a cancelled analysis", () => {
  it("is cancelled, unless everything is in", () => {
    expect(viewOfA(planA, doneA[0]!, cancelled).status).toBe("cancelled");
    expect(viewOfA(cancelled, planA, ...doneA).status).toBe("complete");
    expect(viewOfA(cancelled, fileFailed("run1", 0)).status).toBe("cancelled");
  });
});

describe("an analysis that is taken up again", () => {
  const again = accepted(spec, 2);

  it("waits for what had failed, and keeps what is in", () => {
    const ledger = ledgerOf(accepted(), ...everythingElse.slice(0, 5), planA, ...doneA.slice(0, 3));
    for (const event of [partitionFailed(planA, 3), fileFailed("eell", 0)]) ledger.apply(event);
    const before = ledger.view();
    expect(before).toMatchObject({ status: "incomplete", run: 1 });
    expect(ledger.apply(again)).toBe(true);
    const view = ledger.view();
    expect(view).toMatchObject({ status: "running", run: 2, acceptedAt: accepted().at, progress: before.progress });
    expect(view.missing).toEqual([
      { ...fileA, entryStart: 30, entryStop: 40 },
      { sample: "eell", file: "d.root" },
    ]);
    for (const event of [planD, doneA[3]!]) ledger.apply(event);
    expect(ledger.status).toBe("complete");
  });

  it("is incomplete again when the same fails in the new run, and a late failure of the old one is passed over", () => {
    const ledger = ledgerOf(accepted(), ...everythingElse, planA, ...doneA.slice(0, 3), partitionFailed(planA, 3));
    ledger.apply(again);
    ledger.apply(partitionFailed(planA, 3, failureOf("late", 9)));
    expect(ledger.status).toBe("running");
    ledger.apply(partitionFailed(planA, 3, failureOf("anew", 1), 2));
    expect(ledger.view()).toMatchObject({ status: "incomplete", missing: [{ failure: { message: "anew" } }] });
    ledger.apply(accepted(spec, 3));
    expect(ledger.status).toBe("running");
  });

  it("is running after a cancelled run, until that run is cancelled too", () => {
    const ledger = ledgerOf(accepted(), cancelled);
    expect(ledger.status).toBe("cancelled");
    ledger.apply(again);
    expect(ledger.status).toBe("running");
    expect(ledger.apply(cancelled)).toBe(false);
    ledger.apply(cancelledIn(2));
    expect(ledger.status).toBe("cancelled");
  });

  it("has lost what failed in a run whose accepted event is still to come", () => {
    const view = viewOfA(fileFailed("run1", 0, failureOf("early"), 2));
    expect(view).toMatchObject({ status: "incomplete", run: 1, missing: [{ failure: { message: "early" } }] });
  });

  it("waits for nothing of a file that failed in a later run, since its plan may be of a run whose work was dropped", () => {
    const failed = fileFailed("run1", 0, failureOf(), 2);
    const ledger = ledgerOf(accepted(), ...everythingElse, planA, doneA[2]!, cancelled, again);
    expect(ledger.status).toBe("running");
    ledger.apply(failed);
    expect(ledger.view()).toMatchObject({
      status: "incomplete",
      missing: [
        { ...fileA, entryStart: 0, entryStop: 20, failure: failed.failure },
        { ...fileA, entryStart: 30, entryStop: 40, failure: failed.failure },
      ],
    });
    for (const event of doneA) ledger.apply(event);
    expect(ledger.status).toBe("complete");
  });

  it("lacks entries unseen in every run", () => {
    const short = { ...doneA[0]!, seen: 9 };
    const ledger = ledgerOf(accepted(), ...everythingElse, planA, ...doneA.slice(1), short, again);
    expect(ledger.view()).toMatchObject({
      status: "incomplete",
      missing: [{ failure: { name: "EntriesMissingError" } }],
    });
    ledger.apply(doneA[0]!);
    expect(ledger.status).toBe("complete");
  });

  it("changes by a higher run alone, and by an earlier time of the first", () => {
    const ledger = ledgerOf(accepted(), again);
    expect(ledger.apply(again)).toBe(false);
    expect(ledger.apply(accepted(spec, 2, "2025-01-01T00:00:00Z"))).toBe(false);
    expect(ledger.apply(accepted(spec, 1, "2025-01-01T00:00:00Z"))).toBe(true);
    expect(ledger.view()).toMatchObject({ run: 2, acceptedAt: "2025-01-01T00:00:00Z" });
    expect(ledger.apply(accepted(spec, 7))).toBe(true);
    expect(ledger.run).toBe(7);
  });

  it("knows the highest run of which there is a trace", () => {
    const ledger = createLedger(analysis);
    expect([ledger.run, ledger.highestRun]).toEqual([0, 0]);
    for (const [event, highest] of [
      [fileFailed("run1", 0, failureOf(), 2), 2],
      [accepted(), 2],
      [cancelledIn(3), 3],
      [partitionFailed(planA, 0, failureOf(), 4), 4],
      [accepted(spec, 5), 5],
    ] as const) {
      ledger.apply(event);
      expect(ledger.highestRun).toBe(highest);
    }
  });
});

describe("the gap of a file", () => {
  it("is the file until it is planned, then its missing partitions, then nothing", () => {
    const ledger = createLedger(analysis);
    expect(() => ledger.gapOf("run1", 0)).toThrow(NotAcceptedError);
    ledger.apply(accepted());
    expect(ledger.gapOf("run1", 0)).toEqual({ kind: "file" });
    ledger.apply(fileFailed("run1", 0));
    expect(ledger.gapOf("run1", 0)).toEqual({ kind: "file" });
    for (const event of [planA, doneA[1]!, partitionFailed(planA, 2)]) ledger.apply(event);
    const partitions = [0, 2, 3].map((index) => partitionOf(edges, index));
    expect(ledger.gapOf("run1", 0)).toEqual({
      kind: "partitions",
      source: planA.source,
      identity: planA.identity,
      partitions,
    });
    for (const event of doneA) ledger.apply(event);
    expect(ledger.gapOf("run1", 0)).toEqual({ kind: "none" });
  });

  it("is nothing for a tree without entries, and for a file that changed", () => {
    const changed = planned("run1", 1, [0, 5], "uuid-2");
    const ledger = ledgerOf(accepted(), planD, planB, changed);
    expect(ledger.gapOf("eell", 0)).toEqual({ kind: "none" });
    expect(ledger.gapOf("run1", 1)).toEqual({ kind: "none" });
  });
});

describe("events before the spec is known", () => {
  it("count as if they came after it", () => {
    const events = [...doneA, ...everythingElse, partitionFailed(planA, 1), planA];
    expect(plainView(ledgerOf(...events, accepted()).view())).toEqual(plainView(viewOf(...events)));
  });

  it("are forgotten if the spec has no place for them", () => {
    const foreign: LogEvent[] = [
      { ...doneA[0]!, layout: "0".repeat(16) },
      { ...doneA[0]!, sums: new Float64Array(2) },
      { ...doneA[1]!, layout: "0".repeat(16), identity: identityOf(40, "uuid-3") },
      planned("surprise", 0, [0, 1]),
      fileFailed("run1", 2),
    ];
    const events = [planA, ...doneA, ...everythingElse];
    expect(plainView(ledgerOf(...foreign, ...events, accepted()).view())).toEqual(plainView(viewOf(...events)));
  });
});

describe("a log that begins in the middle", () => {
  it("may begin with a later run that is accepted or forgotten, but with no other event of one", () => {
    expect(ledgerOf(accepted(spec, 300_000, "2026-01-01T00:00:00Z"), cancelledIn(300_000)).status).toBe("cancelled");
    const forgotten = { ...runEvent(300_000), kind: "forgotten", beyond: 300_001 } as const;
    const again = { ...accepted(spec, 300_002, "2026-01-01T00:00:00Z"), afterForgotten: 300_000 };
    expect(ledgerOf(forgotten, again)).toMatchObject({ run: 300_002, forgottenRun: 300_000 });
    expect(() => ledgerOf(cancelledIn(300_000))).toThrow(ForeignEventError);
    expect(() => ledgerOf(accepted(spec, Number.MAX_SAFE_INTEGER, "2026-01-01T00:00:00Z"))).toThrow(ForeignEventError);
  });
});

it("another order of keys is the same specification", () => {
  const [a, b] = [
    { pt: "a_pt", eta: "a_eta", phi: "a_phi", mass: "0" },
    { pt: "b_pt", eta: "b_eta", phi: "b_phi", mass: "0" },
  ];
  const before = { ...spec, collections: { a, b } };
  const after = { ...spec, collections: { b, a } };
  expect(ledgerOf(accepted(before), accepted(after, 2)).run).toBe(2);
});

describe("an event that does not belong", () => {
  const cases: [string, LogEvent, typeof ForeignEventError][] = [
    ["another analysis", { ...planA, analysis: "other" }, ForeignEventError],
    ["an unknown sample", planned("surprise", 0, [0, 1]), ForeignEventError],
    ["a file beyond the last", planned("run1", 2, [0, 1]), ForeignEventError],
    ["another spec", accepted({ ...spec, title: "Other" }), ForeignEventError],
    ["edges that do not end with the entries", { ...planA, edges: [0, 10] }, ForeignEventError],
    [
      "a partition beyond the last",
      { ...doneA[0]!, partition: { ...partitionOf(edges, 0), index: 4 } },
      ForeignEventError,
    ],
    ["another layout", { ...doneA[0]!, layout: "0".repeat(16) }, IncompatibleSumsError],
    ["sums of another length", { ...doneA[0]!, sums: new Float64Array(3) }, IncompatibleSumsError],
    ["a cancelled run that nobody can have begun", cancelledIn(100_002), ForeignEventError],
    ["a failure in such a run", fileFailed("run1", 0, failureOf(), 100_002), ForeignEventError],
    ["a failed partition in such a run", partitionFailed(planA, 0, failureOf(), 100_002), ForeignEventError],
    ["such a run that is accepted", accepted(spec, 100_002), ForeignEventError],
    ["such a run that begins", { ...runEvent(100_002), kind: "begun" }, ForeignEventError],
    [
      "an item of such a run that nobody can read",
      { version: 1, analysis, kind: "item-unreadable", run: 100_002, item: "0".repeat(16), failure: failureOf() },
      ForeignEventError,
    ],
    ["a stalled run that was not accepted", { ...runEvent(2), kind: "stalled" }, ForeignEventError],
    ["a forgotten run that was not accepted", { ...runEvent(2), kind: "forgotten", beyond: 3 }, ForeignEventError],
    ["a partition of none", { ...doneA[0]!, partition: partitionOf([5, 5], 0) }, ForeignEventError],
    ["a failed partition beyond the tree", partitionFailed({ ...planA, edges: [0, 90] }, 0), ForeignEventError],
    ["sums that are not finite", done(planA, 0, new Float64Array(layout.length).fill(NaN)), NonFiniteSumError],
  ];

  it.each(cases)("is refused and leaves the ledger as it was: %s", (_, event, error) => {
    const ledger = ledgerOf(accepted(), planA);
    const before = ledger.view();
    expect(() => ledger.apply(event)).toThrow(error);
    expect(ledger.view()).toBe(before);
    expect(ledger.apply(doneA[0]!)).toBe(true);
  });
});
