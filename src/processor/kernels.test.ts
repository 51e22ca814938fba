import { expect, it } from "vitest";
import { createMemorySource } from "../../test/support/memory-source.ts";
import { writeFile } from "../../test/support/root-writer/written-file.ts";
import type { WorkItem } from "../protocol/work-item.ts";
import type { NumberType } from "../rootio/column.ts";
import { openRootFile } from "../rootio/root-file.ts";
import type { Tree } from "../rootio/tree.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import { recipeIn } from "../analysis/spec-recipe.ts";
import { Kernels } from "./kernels.ts";
import { noCorrections } from "../../test/support/no-corrections.ts";

async function treeOf(branches: Readonly<Record<string, NumberType>>): Promise<Tree> {
  const bytes = await writeFile(async ({ root }) => {
    const all = Object.entries(branches).map(([name, type]) => ({ name, type: { shape: "scalar", type } as const }));
    await root.tree("t", "", all).close();
  });
  return (await openRootFile(createMemorySource(bytes))).openTree("t");
}

const spec = parseSpec({
  title: "a",
  release: { label: "a" },
  luminosityInvFb: 1,
  tree: "t",
  energyUnit: "GeV",
  define: [{ name: "double", expression: "2 * x" }],
  histograms: [{ name: "h", expression: "double", axis: { type: "regular", bins: 2, lower: 0, upper: 1, label: "x" } }],
  groups: [
    {
      name: "g",
      label: "g",
      color: "#000000",
      kind: "data",
      samples: [{ name: "s", files: ["https://e.org/f.root"] }],
    },
  ],
});
const item = {
  version: 1,
  kind: "file",
  analysis: "a",
  run: 1,
  recipe: recipeIn(spec),
  baseUrls: [],
  isToy: false,
  sample: { group: "g", name: "s", index: 0, weighted: false, normalisation: 1 },
  file: { index: 0, path: "f.root" },
} as WorkItem;

it("keeps a kernel for each set of types of the branches that the recipe names, whatever else the files hold", async () => {
  const kernels = new Kernels(noCorrections);
  const [plain, more, other] = [
    await treeOf({ x: "float32" }),
    await treeOf({ y: "int8", x: "float32" }),
    await treeOf({ x: "float64" }),
  ];
  const first = await kernels.kernelFor(item, plain);
  expect(await kernels.kernelFor(item, more)).toBe(first);
  expect(await kernels.kernelFor(item, other)).not.toBe(first);
  expect(await kernels.kernelFor(item, plain)).toBe(first);
});

it("does not take a kernel for a file that has a branch of a defined name", async () => {
  const kernels = new Kernels(noCorrections);
  await kernels.kernelFor(item, await treeOf({ x: "float32" }));
  const shadowed = await treeOf({ x: "float32", double: "float32" });
  await expect(kernels.kernelFor(item, shadowed)).rejects.toThrow(/is also a branch of the tree/);
});
