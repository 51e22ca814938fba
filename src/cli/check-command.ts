import { checkSpec } from "./check-spec.ts";
import { renderDoubts } from "./check-result.ts";
import { defineCommand, operand, optionalOperand } from "./command.ts";
import type { ExitCode } from "./exit-code.ts";
import { loadChecked } from "./load-checked.ts";
import { json, mirrors, samples, url } from "./shared-options.ts";
import { UsageError } from "./usage-error.ts";

const parameters = {
  target: operand("preset|spec.json|result|id|URL"),
  file: optionalOperand("file or URL"),
  mirrors,
  samples,
  url,
  json,
};

export const check = defineCommand({
  name: "check",
  summary: "find mistakes of an analysis before anything is filled",
  parameters,
  details: [
    "Opens one file of each sample, the first of its first three that can be opened, and reads no events. Tells the type of every expression, " +
      "which branches are read and for which events, how many bytes at most, what the sums take, and everything that is wrong, at once. " +
      "With a file or URL, that one is opened: for the samples that have a file of this name, else for all.",
    "Of a result (a file of hzz run --out but CSV, or an id or the address of a page on a server) it tells, by name, what breaks fits without a word: bins without expected events, and variations that are one-sided, " +
      "change nothing, change a bin by more than it holds, are below the statistical error, or are absent in a region.",
    "Exit code: 0 nothing is wrong; 2 something is; 3 no file could be opened, so that branches were not checked; 1 if the file that was named cannot be opened.",
  ],
  examples: [
    "hzz check my-analysis.yaml",
    "hzz check hzz-2020 data_A.4lep.root --samples data_A",
    "hzz check my-analysis.json --json",
    "hzz check result.hzz.json",
    "hzz check result.root",
    "hzz check http://localhost:8080/analyses/ID",
  ],
  async run(command, program): Promise<ExitCode> {
    const loaded = await loadChecked(command, program);
    if (loaded !== undefined) {
      if (command.file !== undefined || command.samples !== undefined || command.mirrors.length > 0)
        throw new UsageError(`A file, --samples and --mirror go with a specification; ${command.target} is a result`);
      return renderDoubts(loaded, command.json, program);
    }
    if (command.url !== undefined) throw new UsageError(`--url goes with an id; ${command.target} is none`);
    return await checkSpec(command, program);
  },
});
