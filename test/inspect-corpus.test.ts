import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readFile } from "../src/cli/read-file.ts";
import { inspectFile } from "../src/rootio/inspect.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

interface ReferenceLeaf {
  readonly kind: "number" | "string" | "unread";
  readonly sum?: number;
}
interface Reference {
  readonly files: Readonly<
    Record<
      string,
      { readonly trees: Readonly<Record<string, { readonly branches?: Readonly<Record<string, ReferenceLeaf>> }>> }
    >
  >;
}

/** Where uproot and ROOT differ; `root-corpus.test` has the reasons. */
const differing = new Set([
  "gohep/ndim-slice.root",
  "gohep/x-flat-tree.root",
  "skhep/uproot-issue433-splitlevel2.root",
  "skhep/uproot-issue513.root",
  "coffea/PHYSLITE_example.root",
]);

const longTest = 120_000;

describeWithSharedData("what hzz inspect promises of files of public projects", () => {
  const { files } = JSON.parse(readFileSync(sharedPath("reference/root-corpus.json"), "utf8")) as Reference;

  it.each(Object.entries(files))(
    "is kept by reading %s to its end, with the numbers of uproot",
    async (name, { trees }) => {
      await using source = await openFileSource(sharedPath("root-corpus", name));
      const file = await openRootFile(source);
      const options = { signal: new AbortController().signal, onProgress: () => undefined };
      const read = await readFile(file, options);
      // Of the only tree, inspecting throws what is wrong with it.
      const inspected = await inspectFile(file).catch((error: unknown) => {
        expect(read.failures).toMatchObject([{ reason: (error as { summary: string }).summary }]);
        return undefined;
      });
      if (inspected === undefined) return;
      const broken: string[] = [];
      for (const tree of inspected.trees)
        for (const branch of tree.branches) {
          const { kind } = read.trees[tree.name]!.branches[branch.name]!;
          if ((branch.readable === true) !== (kind === "number" || kind === "string"))
            broken.push(`${tree.name} ${branch.name}: ${JSON.stringify(branch.readable)}, but ${kind}`);
        }
      expect(broken).toEqual([]);
      if (differing.has(name)) return;
      for (const [tree, { branches = {} }] of Object.entries(trees))
        for (const [leaf, { kind, ...expected }] of Object.entries(branches)) {
          const found = read.trees[tree]?.branches[nameOf(leaf)];
          if (kind === "unread" || found === undefined || found.kind === "unread" || found.kind === "failed") continue;
          const { sum = 0, ...exact } = expected as { sum?: number; first?: unknown; last?: unknown };
          delete exact.first;
          delete exact.last;
          expect({ leaf, ...found }).toMatchObject({ leaf, kind, ...exact });
          // float32 may have been added up as float32.
          if (found.kind === "number")
            expect(Math.abs(found.sum - sum)).toBeLessThanOrEqual(1e-4 * Math.abs(sum) + 1e-3);
        }
    },
    longTest,
  );
});

/** uproot puts a bar before the members of an object, and numbers those of a pair. */
function nameOf(leaf: string): string {
  return leaf.replace(/\|(0|1)(?=$|\.)/, (_, which) => (which === "0" ? ".first" : ".second")).replace("|", ".");
}
