import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { toyAnalysis } from "../analysis/presets/hzz-toy.ts";
import { toyPaths } from "../analysis/toy/toy-address.ts";
import { describeToyOptions, ToyOptionError, toyOptions } from "../analysis/toy/toy-options.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import { type Arguments, defineCommand, flag, option } from "./command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { byteText } from "./numbers.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { quiet, workers } from "./shared-options.ts";
import { type MadeFile, runToyThreads } from "./toy-threads.ts";
import { UsageError } from "./usage-error.ts";

const numberOption = (name: string, placeholder: string, help: string) =>
  option(name, placeholder, help, (text) => {
    if (!/^\d+(\.\d+)?$/.test(text)) throw new UsageError(`--${name} expects a number, found "${text}"`);
    return Number(text);
  });

const parameters = {
  folder: option("out", "DIR", "folder for the files; those that are there are not overwritten"),
  scale: numberOption(
    "scale",
    "X",
    "size of the simulation: 1 is 66,000 events, 16 as many as the release (default 1)",
  ),
  seed: numberOption("seed", "N", "another seed, other events (default 1)"),
  mu: numberOption("mu", "MU", "signal strength in the collision data (default 1, the Standard Model)"),
  asimov: flag("asimov", "collision data without statistical fluctuation"),
  workers: { ...workers, help: "threads (default: one per core)" },
  quiet,
};

type ToyArguments = Arguments<typeof parameters>;

export const toy = defineCommand({
  name: "toy",
  summary: "make simulated files of the four-lepton release, for tests and teaching",
  parameters,
  details: [
    "Makes the twelve files of the preset hzz-2020 in the folders of the release, and hzz-toy.json, their analysis. " +
      "The same options make the same files. docs/toy.md explains the physics.",
    "The toy with the default options needs no such folder: the preset hzz-toy makes its files when they are read.",
    "Examples:\n  hzz toy --out toy --mu 2 --seed 7\n  hzz run toy/hzz-toy.json",
  ],
  check: toyOf,
  run: makeToy,
});

/** Which toy, and where. @throws {UsageError} */
function toyOf({ folder, scale = 1, seed = 1, mu = 1, asimov }: ToyArguments) {
  if (folder === undefined) throw new UsageError("--out is missing: the folder for the files");
  try {
    return { folder, options: toyOptions({ scale, seed, mu, asimov }) };
  } catch (error) {
    throw error instanceof ToyOptionError ? new UsageError(error.message, {}, { cause: error }) : error;
  }
}

/** The analysis of the toy, beside its files. */
const specName = "hzz-toy.json";

/**
 * Makes a toy with the given options in a folder, with the specification that analyses it.
 *
 * Never overwrites a file: the folder may be a copy of the release, whose files have the same names. What was made by a run that does not come to
 * its end is removed, so that no mixture of toys is left.
 */
async function makeToy(command: ToyArguments, program: Program): Promise<ExitCode> {
  const { options, folder } = toyOf(command);
  const config = loadConfig(program.env, { workers: command.workers?.toString() });
  await refuseExisting(folder);
  await attempt(folder, () =>
    Promise.all(["Data", "MC"].map((part) => mkdir(join(folder, part), { recursive: true }))),
  );
  const made: MadeFile[] = [];
  const begun = performance.now();
  const note = (text: string) => {
    if (!command.quiet) program.stderr.write(`${text}\n`);
  };
  note(`${toyLabel}: ${describeToyOptions(options)}`);
  try {
    await runToyThreads({
      workerUrl: program.toyWorkerUrl,
      threads: config.workers,
      folder,
      options,
      signal: program.signal,
      onFile: (file) => {
        made.push(file);
        note(`  ${file.path}  ${file.entries} events, ${byteText(file.bytes)}`);
      },
    });
    const spec = await OutputFile.open(join(folder, specName), "--out");
    await spec.write(
      `${JSON.stringify(
        toyAnalysis(options, (path) => path),
        null,
        2,
      )}\n`,
    );
  } catch (error) {
    for (const { path } of made) await rm(join(folder, path), { force: true });
    if (!program.signal.aborted) throw error;
    program.stderr.write("Stopped; the files that were made have been removed.\n");
    return exitCodes.incomplete;
  }
  const entries = made.reduce((sum, file) => sum + file.entries, 0);
  const bytes = made.reduce((sum, file) => sum + file.bytes, 0);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  program.stdout.write(
    `${made.length} files with ${entries} events, ${byteText(bytes)}, made in ${seconds} s. To analyse them:\n\n  hzz run ${join(folder, specName)}\n`,
  );
  return exitCodes.complete;
}

async function refuseExisting(folder: string): Promise<void> {
  for (const path of [...toyPaths, specName]) {
    const found = await stat(join(folder, path)).catch(() => undefined);
    if (found !== undefined)
      throw new UsageError(
        `--out ${folder}: there is ${path} already, and nothing is overwritten, as it could belong to the real release; expected a folder without it`,
      );
  }
}

async function attempt(folder: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--out ${folder}: the folder cannot be made: ${reason}`, {}, { cause });
  }
}
