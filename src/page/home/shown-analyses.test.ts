import { expect, it } from "vitest";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { firstChoice, type ListChoice, shownAnalyses } from "./shown-analyses.ts";

function summary(id: string, minute: number, more: object = {}): AnalysisSummary {
  const acceptedAt = `2026-01-01T00:0${minute}:00.000Z`;
  const progress = { files: 4, filesComplete: 4 };
  return { id, title: `Title ${id}`, status: "complete", sequence: minute, acceptedAt, progress, ...more } as never;
}

const list = [
  summary("e", 5, { startedBy: "Ben", status: "running", progress: { files: 4, filesComplete: 1 } }),
  summary("d", 4, { title: "Dimuon", sequence: 90 }),
  summary("c", 3, { startedBy: "Anna", status: "running", stalled: true, progress: { files: 4, filesComplete: 2 } }),
  summary("b", 2, { pinned: true }),
  summary("a", 1, { startedBy: "Anna" }),
];

const shown = (choice: Partial<ListChoice> = {}, mine = "") =>
  shownAnalyses(list, { ...firstChoice, ...choice }, mine, ({ id, title }) => `${title} ${id}`)
    .map(({ id }) => id)
    .join(" ");

it("of a list pinned analyses come first, then one's own, then the newest", () => {
  expect(shown()).toBe("b e d c a");
  expect(shown({}, "Anna")).toBe("b c a e d");
  expect(shown({ who: "mine" }, "Anna")).toBe("c a");
});

it("a list is ordered by what was chosen, and by time where that is the same", () => {
  expect(shown({ order: "title" })).toBe("b d a c e");
  expect(shown({ order: "changed" })).toBe("b d e c a");
  expect(shown({ order: "progress" })).toBe("b e c d a");
});

it("a list shows one status, in which stalled ones do not run, and what has all words that were typed", () => {
  expect(shown({ status: "running" })).toBe("e");
  expect(shown({ status: "stalled" })).toBe("c");
  expect(shown({ search: " di  MUON" })).toBe("d");
  expect(shown({ search: "title a" })).toBe("a");
  expect(shown({ search: "nothing" })).toBe("");
});
