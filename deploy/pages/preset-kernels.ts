import { compileKernel } from "../../src/analysis/kernel/kernel.ts";
import { branchesOf } from "../../src/analysis/presets/preset-branches.ts";
import { presetByName, presetNames } from "../../src/analysis/presets/presets.ts";

/** The module that stands in for `src/processor/prebuilt-kernels.ts` where code cannot be made from text: kernels of all presets. */
export function presetKernels(): string {
  const bodies = new Set<string>();
  for (const name of presetNames())
    for (const weighted of [true, false])
      compileKernel(presetByName(name), branchesOf(name), {
        weighted,
        normalisation: 1,
        where: {},
        build: (body) => {
          bodies.add(body);
          return () => () => 0;
        },
      });
  const entries = [...bodies].map((body) => `[${JSON.stringify(body)}, function (runtime) {\n${body}\n}]`);
  return `export const prebuiltKernels = new Map([\n${entries.join(",\n")}\n]);\n`;
}
