import { exportedFile, type ExportFormat, exportFormats } from "../results/exported-file.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { type Arguments, defineCommand, flag, operand, option } from "./command.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-code.ts";
import { loadResult } from "./load-result.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { mirrors, noColor, quiet, samples, url, workers } from "./shared-options.ts";
import { UsageError } from "./usage-error.ts";

const parameters = {
  target: operand("result|id|spec"),
  to: option("to", "FORMAT", `${exportFormats.join(", ")}: what is written`, (text): ExportFormat => {
    const known = exportFormats.find((each) => each === text);
    if (known === undefined) throw new UsageError(`--to expects ${exportFormats.join(", ")}, found "${text}"`);
    return known;
  }),
  out: option("out", "FILE", "where it is written"),
  incomplete: flag("incomplete", "also of a result of which something is missing; the file says so"),
  url,
  mirrors,
  samples,
  workers,
  quiet,
  noColor,
};

type ExportArguments = Arguments<typeof parameters>;

export const exportCommand = defineCommand({
  name: "export",
  summary: "write a result for pyhf, HEPData, LaTeX or a spreadsheet",
  parameters,
  details: [
    "pyhf: the statistical model as a workspace (JSON), made as the field model of the specification says. hepdata: a submission (zip). latex: tables of yields and cutflow. csv: the cutflow.",
    "Exit code: as hzz run; 2 if the result is incomplete and --incomplete is not given.",
  ],
  examples: [
    "hzz export results.hzz.json --to pyhf --out workspace.json",
    "hzz export hzz-toy --to hepdata --out submission.zip",
  ],
  check({ to, out }) {
    if (to === undefined) throw new UsageError(`export expects --to ${exportFormats.join("|")}`);
    if (out === undefined) throw new UsageError("export expects --out FILE");
  },
  run: exportResult,
});

async function exportResult(command: ExportArguments, program: Program): Promise<ExitCode> {
  const file = await OutputFile.open(command.out, "--out");
  try {
    const { view, missingCount } = await loadResult(command, program);
    if (view.status !== "complete" && !command.incomplete) {
      program.stderr.write(
        `hzz: the result is ${view.status}, ${missingCount} of its parts are missing; nothing was written. With --incomplete it is, and says so.\n`,
      );
      return exitCodes.refused;
    }
    const { content, notes } = await exportedFile(view, command.to!, { version: softwareVersion, missingCount });
    await file.write(content);
    for (const note of notes) program.stderr.write(`hzz: ${note}\n`);
    return exitCodeOf(view.status);
  } finally {
    await file.discard();
  }
}
