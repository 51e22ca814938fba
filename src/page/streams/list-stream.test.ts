import { expect, it } from "vitest";
import type { AnalysisSummary } from "../../protocol/documents/analysis-document.ts";
import { mergeListUpdate } from "./list-stream.ts";

const summary = (id: string, run = 1): AnalysisSummary => ({ id, run }) as never;

it("in a list what changed stays where it stands, what is new comes first, what was removed goes", () => {
  const list = { analyses: [summary("c"), summary("b"), summary("a")], sequence: 7 };
  const update = {
    id: "*",
    sequence: 9,
    changed: [summary("e"), summary("d"), summary("a", 2)],
    gone: ["c", "x"],
  } as const;
  expect(mergeListUpdate(list, update)).toEqual({
    analyses: [summary("e"), summary("d"), summary("b"), summary("a", 2)],
    sequence: 9,
  });
});
