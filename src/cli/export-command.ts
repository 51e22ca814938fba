import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { asError } from "../errors/as-error.ts";
import { exportedFile, type ExportFormat, exportFormats } from "../results/exported-file.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { type Arguments, defineCommand, flag, operand, option } from "./command.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-code.ts";
import { loadResult } from "./load-result.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { mirrors, noColor, quiet, samples, unblind, url, workers } from "./shared-options.ts";
import { UsageError } from "./usage-error.ts";

const parameters = {
  target: operand("result|id|preset|spec"),
  to: option("to", "FORMATS", `what is written: ${exportFormats.join(", ")}, or several, comma-separated`, formatsIn),
  out: option("out", "PATH", "the file that is written; of several formats the folder"),
  incomplete: flag("incomplete", "also of a result of which something is missing; the file says so"),
  unblind,
  url,
  mirrors,
  samples,
  workers,
  quiet,
  noColor,
};

/** Names of the files where several are written. */
const fileNames: Readonly<Record<ExportFormat, string>> = {
  pyhf: "workspace.json",
  hs3: "workspace.hs3.json",
  hepdata: "submission.zip",
  latex: "tables.tex",
  csv: "cutflow.csv",
};

type ExportArguments = Arguments<typeof parameters>;

export const exportCommand = defineCommand({
  name: "export",
  summary: "write a result for pyhf, HS3, HEPData, LaTeX or a spreadsheet",
  parameters,
  details: [
    "pyhf: the statistical model as a workspace (JSON), made as the field model of the specification says. hs3: the same in the HEP Statistics Serialization Standard 0.2 (JSON). hepdata: a submission (zip). latex: tables of yields and cutflow. csv: the cutflow.",
    "Where the specification blinds data, pyhf and hs3 leave the bins out and hepdata has a dash, unless --unblind is given; latex and csv count all events.",
    "Exit code: as hzz run; 2 if the result is incomplete and --incomplete is not given.",
  ],
  examples: [
    "hzz export results.hzz.json --to pyhf --out workspace.json",
    "hzz export hzz-toy --to hepdata --out submission.zip",
    "hzz export results.hzz.json --to pyhf,hepdata,latex --out publication",
  ],
  check({ to, out }) {
    if (to === undefined) throw new UsageError(`export expects --to ${exportFormats.join("|")}`);
    if (out === undefined) throw new UsageError("export expects --out PATH");
  },
  run: exportResult,
});

function formatsIn(text: string): readonly ExportFormat[] {
  const formats = text.split(",").map((name) => {
    const known = exportFormats.find((each) => each === name.trim());
    if (known === undefined) throw new UsageError(`--to expects ${exportFormats.join(", ")}, found "${name}"`);
    return known;
  });
  return [...new Set(formats)];
}

async function exportResult(command: ExportArguments, program: Program): Promise<ExitCode> {
  const outputs = await openOutputs(command.to!, command.out!);
  try {
    const { view, missingCount } = await loadResult({ ...command, command: "export" }, program);
    if (view.status !== "complete" && !command.incomplete) {
      program.stderr.write(
        `hzz: the result is ${view.status}, ${missingCount} of its parts are missing; nothing was written. With --incomplete it is, and says so.\n`,
      );
      return exitCodes.refused;
    }
    // All are made before the first is written.
    const exported = [];
    for (const { format, file } of outputs)
      exported.push({
        file,
        ...(await exportedFile(view, format, { version: softwareVersion, missingCount, unblind: command.unblind })),
      });
    for (const { file, content } of exported) await file.write(content);
    for (const note of exported.flatMap(({ notes }) => notes)) program.stderr.write(`hzz: ${note}\n`);
    return exitCodeOf(view.status);
  } finally {
    for (const { file } of outputs) await file.discard();
  }
}

interface Output {
  readonly format: ExportFormat;
  readonly file: OutputFile;
}

/** @param path of the file, or of the folder if there are several formats; it is made */
async function openOutputs(formats: readonly ExportFormat[], path: string): Promise<Output[]> {
  const outputs: Output[] = [];
  try {
    if (formats.length > 1) await makeFolder(path);
    for (const format of formats) {
      const file = await OutputFile.open(formats.length > 1 ? join(path, fileNames[format]) : path, "--out");
      outputs.push({ format, file });
    }
    return outputs;
  } catch (error) {
    for (const { file } of outputs) await file.discard();
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new UsageError(`--out: the folder ${path} cannot be made: ${asError(cause).message}`, {}, { cause });
  }
}
