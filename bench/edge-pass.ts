import { compileKernel, type Kernel } from "../src/analysis/kernel/kernel.ts";
import type { VariationSpec } from "../src/analysis/spec-variation.ts";
import { fillPartition } from "../src/processor/fill-partition.ts";
import { planPartitions } from "../src/rootio/partitions.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import type { PassResult } from "./measure.ts";
import { courses } from "./selection.ts";

/**
 * One pass of ours over a file: opens it, plans its partitions, fills them all. The kernel is kept between passes, as a
 * worker thread keeps it between partitions.
 */
export function createEdgePass(
  course: keyof typeof courses,
  path: string,
  variations: VariationSpec[] = [],
): () => Promise<PassResult> {
  const { spec: nominal, tree: treeName, bins } = courses[course];
  const spec = variations.length === 0 ? nominal : { ...nominal, variations };
  const weighted = spec.groups[0]!.kind !== "data";
  let kernel: Kernel | undefined;
  return async () => {
    await using source = await openFileSource(path);
    const tree = await (await openRootFile(source)).openTree(treeName);
    kernel ??= compileKernel(spec, tree.columnTypes(), { weighted, normalisation: 1, where: { file: path } });
    const total = new Float64Array(kernel.layout.length);
    const edges = planPartitions(tree);
    for (let i = 1; i < edges.length; i++) {
      const { sums } = await fillPartition(tree, kernel, edges[i - 1]!, edges[i]!);
      sums.forEach((value, at) => {
        total[at]! += value;
      });
    }
    const block = kernel.layout.histograms[0]!;
    const histogram = {
      entries: [...total.subarray(block.entries, block.entries + bins + 2)],
      sumw: [...total.subarray(block.sumw, block.sumw + bins + 2)],
    };
    return { entries: tree.entries, histogram };
  };
}
