import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";
import type { Column } from "./column.ts";
import { readColumns } from "../../test/support/read-columns.ts";
import { openRootFile, type RootFile } from "./root-file.ts";
import { openFileSource } from "./source/file-source.ts";

interface ReferenceBranch {
  readonly type: string;
  readonly values: number;
  readonly sum: number;
  readonly first: readonly number[];
  readonly last: number;
  readonly first_lengths: readonly number[] | null;
  readonly baskets: number;
  readonly embedded: number;
}
type Reference = Record<string, Record<string, { entries: number; branches: Record<string, ReferenceBranch> }>>;

function valuesOf(column: Column): number[] {
  const array = column.shape === "scalar" ? column.values : column.content;
  return Array.from(array as ArrayLike<number | bigint>, Number);
}

async function withFile(path: string, use: (file: RootFile) => Promise<void>): Promise<void> {
  await using source = await openFileSource(path);
  await use(await openRootFile(source));
}

/** float32 sums of uproot were taken in float64, in another order than ours. */
function expectSum(values: readonly number[], sum: number): void {
  const size = values.reduce((total, value) => total + Math.abs(value), 0);
  const total = values.reduce((running, value) => running + value, 0);
  expect(Math.abs(total - sum)).toBeLessThanOrEqual(1e-13 * size);
}

describeWithSharedData("reading files that other programs wrote", () => {
  const reference = JSON.parse(readFileSync(sharedPath("reference/root-samples.json"), "utf8")) as Reference;
  for (const [name, trees] of Object.entries(reference))
    for (const [treeName, tree] of Object.entries(trees))
      it(`gives uproot's numbers for every branch of ${treeName} in ${name}`, async () => {
        await withFile(sharedPath("root-samples", name), async (file) => {
          const opened = await file.openTree(treeName);
          expect(opened.entries).toBe(tree.entries);
          for (const [branchName, expected] of Object.entries(tree.branches)) {
            const column = (await readColumns(opened, [branchName])).get(branchName)!;
            const type = expected.type.replace(/^var \* /, "");
            expect([branchName, column.type, column.shape]).toEqual([
              branchName,
              type,
              expected.type === type ? "scalar" : "list",
            ]);
            const values = valuesOf(column);
            expect(values).toHaveLength(expected.values);
            expect(values.slice(0, expected.first.length)).toEqual(expected.first);
            expect(values.at(-1)).toBe(expected.last);
            expectSum(values, expected.sum);
            if (column.shape === "list")
              expect(
                Array.from(
                  { length: Math.min(5, column.length) },
                  (_, i) => column.offsets[i + 1]! - column.offsets[i]!,
                ),
              ).toEqual(expected.first_lengths);
            const branch = opened.branch(branchName);
            expect(branch.basketSeeks.length + branch.embedded.length).toBe(expected.baskets);
            expect(branch.embedded).toHaveLength(expected.embedded);
          }
        });
      });

  it("gives the same values for ranges that do not match basket edges", async () => {
    for (const [name, tree, branch] of [
      ["root-samples/tree_with_clusters.root", "t1", "b1"],
      ["root-samples/tree_with_vector_multiple_baskets.root", "t1", "b1"],
      ["root-samples/uproot-HZZ-lz4.root", "events", "Muon_Px"],
      ["root-samples/uproot-issue-816.root", "AnalysisMiniTree", "truth_vx_z"],
      ["atlas-open-data/2025/ODEO_FEB2025_v0_exactly4lep_data15_periodD.exactly4lep.root", "analysis", "lep_pt"],
      ["atlas-open-data/2020/MC/mc_361106.Zee.4lep.root", "mini", "lep_charge"],
    ] as const)
      await withFile(sharedPath(name), async (file) => {
        const opened = await file.openTree(tree);
        const whole = (await readColumns(opened, [branch])).get(branch)!;
        if (whole.shape !== "list") throw new Error("a list branch was expected");
        const starts = opened.openBranch(branch).starts;
        const edges = new Set([0, 1, opened.entries - 1, opened.entries]);
        for (const start of starts.slice(0, 4)) for (const d of [-1, 0, 1]) edges.add(start + d);
        const sorted = [...edges].filter((edge) => edge >= 0 && edge <= opened.entries).sort((a, b) => a - b);
        for (const from of sorted)
          for (const to of sorted.filter((edge) => edge >= from)) {
            const part = (await readColumns(opened, [branch], from, to)).get(branch)!;
            const expected = whole.content.subarray(whole.offsets[from], whole.offsets[to]);
            if (part.shape !== "list") throw new Error("a list branch was expected");
            expect(part.content.length).toBe(expected.length);
            expect(part.content.every((value: number | bigint, i: number) => value === expected[i])).toBe(true);
          }
      });
  });
});
