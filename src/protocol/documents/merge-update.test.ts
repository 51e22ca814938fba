import { describe, expect, it } from "vitest";
import type { AnalysisHead, AnalysisUpdate, GroupState } from "./analysis-document.ts";
import { mergeUpdate } from "./merge-update.ts";

const progress = {
  files: 2,
  filesPlanned: 0,
  filesComplete: 0,
  partitions: 0,
  partitionsDone: 0,
  entries: 0,
  entriesSeen: 0,
};

function group(name: string, entriesSeen = 0): GroupState {
  const cutflow = { entries: [entriesSeen], sumw: [entriesSeen], sumw2: [entriesSeen] };
  return { name, progress: { ...progress, entriesSeen }, cutflow, histograms: {}, samples: [] };
}

const head: AnalysisHead = {
  id: "a",
  title: "A",
  description: "",
  acceptedAt: "2026-01-01T00:00:00.000Z",
  release: { label: "Toy data" },
  centreOfMassEnergyTeV: 13,
  luminosityInvFb: 10,
  stages: [{ name: "all", label: "all events" }],
  histograms: [],
  groups: ["data", "zz"].map((name) => ({ name, label: name, color: "#000000", kind: "data", samples: [] })),
};

function update(sequence: number, groups: readonly GroupState[], changes: Partial<AnalysisUpdate> = {}) {
  const missing = { count: 0, parts: [], reasons: [] };
  return { id: "a", status: "running", run: 1, sequence, progress, missing, groups, ...changes } as const;
}

const first = mergeUpdate(undefined, update(1, [group("data"), group("zz")], { head }))!;

describe("mergeUpdate", () => {
  it("takes the first event with its head for the whole", () => {
    expect(first).toMatchObject({ id: "a", title: "A", sequence: 1, head, links: { self: "/analyses/a" } });
    expect(first.groups.map(({ name }) => name)).toEqual(["data", "zz"]);
  });

  it("takes marks away that an event does not have", () => {
    const marked = mergeUpdate(first, update(2, [], { stalled: true, pinned: true }))!;
    expect(marked).toMatchObject({ stalled: true, pinned: true });
    const plain = mergeUpdate(marked, update(3, []))!;
    expect(plain).not.toHaveProperty("stalled");
    expect(plain).not.toHaveProperty("pinned");
  });

  it("replaces the groups that an event names and keeps the others, in the order of the head", () => {
    const merged = mergeUpdate(first, update(5, [group("zz", 7)], { status: "complete" }))!;
    expect(merged).toMatchObject({ status: "complete", sequence: 5, head });
    expect(merged.groups).toEqual([group("data"), group("zz", 7)]);
    expect(first.groups).toEqual([group("data"), group("zz")]);
  });

  it("takes an event again without a change", () => {
    const event = update(5, [group("zz", 7)]);
    const merged = mergeUpdate(first, event)!;
    expect(mergeUpdate(merged, event)).toEqual(merged);
  });

  it("leaves out an event of a plotter that is behind", () => {
    const merged = mergeUpdate(first, update(5, [group("zz", 7)]))!;
    expect(mergeUpdate(merged, update(3, [group("zz", 2)]))).toBe(merged);
  });

  it("starts anew with a head from another log, whose sequences are lower", () => {
    const anew = { ...head, acceptedAt: "2026-01-02T00:00:00.000Z" };
    const groups = [group("data", 1), group("zz", 2)];
    const late = mergeUpdate(first, update(50, [group("zz", 7)]));
    expect(mergeUpdate(late, update(1, groups, { head: anew }))).toMatchObject({ sequence: 1, head: anew, groups });
    expect(mergeUpdate(late, update(1, groups, { head }))).toBe(late);
  });

  it("says that an event does not continue what is there", () => {
    expect(mergeUpdate(undefined, update(1, [group("data"), group("zz")]))).toBeUndefined();
    expect(mergeUpdate(undefined, update(1, [group("data")], { head }))).toBeUndefined();
    expect(mergeUpdate(first, update(2, [], { id: "b" }))).toBeUndefined();
  });

  describe("with changes", () => {
    const changes = { zz: { progress: { entriesSeen: 7 }, cutflow: { sumw: [[7]] } } };
    const zz = { ...group("zz"), progress: { ...progress, entriesSeen: 7 } };

    it("changes the groups that the event names, of the state that it names", () => {
      const merged = mergeUpdate(first, update(5, [], { since: 1, changes }))!;
      expect(merged.groups).toEqual([group("data"), { ...zz, cutflow: { ...zz.cutflow, sumw: [7] } }]);
      expect(merged.groups[0]).toBe(first.groups[0]);
      expect(merged.sequence).toBe(5);
    });

    it("takes those for nothing that are known already", () => {
      expect(mergeUpdate(first, update(1, [], { since: 0, changes }))).toBe(first);
    });

    it.each([
      ["the state before", 0, changes],
      ["a later state", 2, changes],
      ["an unknown group", 1, { signal: { progress: { entriesSeen: 7 } } }],
      ["what is not there", 1, { zz: { cutflow: { sumw: { 3: 7 } } } }],
      ["a number to a text", 1, { zz: { progress: { entriesSeen: "7" } } }],
    ])("does not continue with changes of %s", (_, since, changes) => {
      expect(mergeUpdate(first, update(5, [], { since, changes }))).toBeUndefined();
    });
  });
});
