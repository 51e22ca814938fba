import { expect, it } from "vitest";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { byName } from "./by-name.ts";

function summary(id: string, startedBy: string | undefined, status: string, stalled = false): AnalysisSummary {
  return { id, status, ...(stalled ? { stalled } : {}), ...(startedBy === undefined ? {} : { startedBy }) } as never;
}

it("puts analyses under the name of who started them, with how many are in each state", () => {
  const people = byName([
    summary("1", undefined, "complete"),
    summary("2", "Ben", "running"),
    summary("3", "Anna", "complete"),
    summary("4", "Ben", "running", true),
    summary("5", "Ben", "complete"),
    summary("6", "Ben", "running"),
  ]);
  expect(people.map(({ name, states, analyses }) => [name, states, analyses.map(({ id }) => id).join(" ")])).toEqual([
    ["Anna", "1: 1 complete", "3"],
    ["Ben", "4: 2 running, 1 stalled, 1 complete", "2 4 5 6"],
    [undefined, "1: 1 complete", "1"],
  ]);
});
