import fc from "fast-check";
import { expect, it } from "vitest";
import { createRandom } from "../../../../test/support/memory-source.ts";
import { planPartitions } from "../../partitions.ts";
import type { BranchDefinition } from "../root-file-writer.ts";
import { numberTypes } from "../../../../test/support/root-writer/all-classes.ts";
import { openWithJsroot } from "../../../../test/support/root-writer/jsroot-file.ts";
import { bitsOf, parts, randomColumns } from "../../../../test/support/root-writer/random-columns.ts";
import { openSound, readColumn, writeFile } from "../../../../test/support/root-writer/written-file.ts";

const branch = fc.record({
  shape: fc.constantFrom("scalar" as const, "list" as const),
  type: fc.constantFrom(...numberTypes),
});

const plan = fc.record({
  branches: fc.array(branch, { maxLength: 6 }),
  entries: fc.oneof(fc.constantFrom(0, 1, 2), fc.integer({ min: 0, max: 700 })),
  longest: fc.integer({ min: 0, max: 40 }),
  basketBytes: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 400, max: 40_000 })),
  clusterEntries: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
  level: fc.constantFrom(0 as const, 1 as const, 6 as const),
  /** Where the entries are cut into calls, as parts of all. */
  cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 5 }),
  seed: fc.nat(),
  folders: fc.array(fc.constantFrom("a", "b"), { maxLength: 3 }),
});

it("a tree of any branches, divided in any way, is sound and comes back bit by bit", async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ branches: types, entries, cuts, seed, folders, level, ...rest }) => {
      const { longest, basketBytes, clusterEntries } = rest;
      const branches = types.map((type, i): BranchDefinition => ({ name: `branch${i}`, type }));
      const columns = randomColumns(branches, entries, createRandom(seed), longest);
      const edges = [0, ...cuts.map((cut) => Math.floor(cut * entries)), entries].sort((a, b) => a - b);
      const options = { basketBytes, ...(clusterEntries === undefined ? {} : { clusterEntries }) };
      const bytes = await writeFile(
        async ({ root }) => {
          const folder = folders.reduce((parent, name) => parent.directory(name), root);
          const tree = folder.tree("mini", "", branches, options);
          for (let i = 1; i < edges.length; i++)
            await tree.fill(parts(columns, edges[i - 1]!, edges[i]!), edges[i]! - edges[i - 1]!);
          await tree.close();
        },
        { compression: { level } },
      );
      const path = [...folders, "mini"].join("/");
      const tree = await (await openSound(bytes)).openTree(path);
      for (const [name, column] of columns)
        expect([name, bitsOf(await readColumn(tree, name))]).toEqual([name, bitsOf(column)]);
      expect(planPartitions(tree).at(-1)).toBe(entries);
      const theirs = await (await openWithJsroot(bytes)).readObject(path);
      expect(theirs["fEntries"]).toBe(entries);
    }),
    { seed: 20200122, numRuns: 80 },
  );
});
