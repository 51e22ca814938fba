import { compileKernel } from "../../src/analysis/kernel/kernel.ts";
import { createScratch } from "../../src/analysis/kernel/chunk.ts";
import { normalisationOf } from "../../src/analysis/normalisation.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import type { ToyFile } from "../../src/toy/toy-plan.ts";
import type { Yields } from "../../src/toy/events/expected-yields.ts";

/** What the product's own compiled kernel finds in a file of the toy: cutflow and first histogram. */
export interface KernelYields {
  readonly cutflow: Yields;
  readonly mass: Yields;
}

/** Runs the kernel of a specification over the columns of a file, as the engine does with the columns that it reads. */
export function runAnalysis(spec: AnalysisSpec, file: ToyFile): KernelYields {
  const group = spec.groups.find(({ samples }) => samples.some(({ name }) => name === file.sample));
  const sample = group?.samples.find(({ name }) => name === file.sample);
  if (group === undefined || sample === undefined)
    throw new RangeError(`No sample ${file.sample} in the specification`);
  const branches = new Map(file.branches.map(({ name, type }) => [name, type]));
  const kernel = compileKernel(spec, branches, {
    weighted: group.kind !== "data",
    normalisation: normalisationOf(spec, group, sample),
    where: { sample: sample.name },
  });
  const sums = new Float64Array(kernel.layout.length);
  let entryStart = 0;
  for (const { length, columns } of file.chunks()) {
    const scratch = createScratch(length);
    kernel.stages.forEach((_, stage) => kernel.run(stage, { entryStart, length, columns }, sums, scratch));
    entryStart += length;
  }
  const { cutflow, histograms } = kernel.layout;
  const block = histograms[0]!;
  const part = (start: number, length: number): Float64Array => sums.slice(start, start + length);
  const yields = (at: { entries: number; sumw: number; sumw2: number }, length: number): Yields => ({
    entries: part(at.entries, length),
    sumw: part(at.sumw, length),
    sumw2: part(at.sumw2, length),
  });
  return { cutflow: yields(cutflow, cutflow.stages.length), mass: yields(block, block.size) };
}
