import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { toyAnalysis } from "../analysis/presets/hzz-toy.ts";
import { toyPaths } from "../analysis/toy/toy-address.ts";
import { describeToyOptions, ToyOptionError, toyOptions } from "../analysis/toy/toy-options.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import { sealOf } from "../toy/seal-of-word.ts";
import { strengthOf } from "../toy/sealed-strength.ts";
import { type Arguments, defineCommand, flag, option } from "./command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { byteText } from "./numbers.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { quiet, workers } from "./shared-options.ts";
import { type MadeFile, runToyThreads } from "./toy-threads.ts";
import { UsageError } from "./usage-error.ts";

const decimal = /^\d+(\.\d+)?$/;

const numberOption = (name: string, placeholder: string, help: string) =>
  option(name, placeholder, help, (text) => {
    if (!decimal.test(text)) throw new UsageError(`--${name} expects a number, found "${text}"`);
    return Number(text);
  });

const parameters = {
  folder: option("out", "DIR", "folder for the files; those that are there are not overwritten"),
  scale: numberOption(
    "scale",
    "X",
    "size of the simulation: 1 is 66,000 events, 16 about as many as the release (default 1)",
  ),
  seed: numberOption("seed", "N", "another seed, other events (default 1)"),
  mu: option(
    "mu",
    "MU",
    "signal strength in the collision data (default 1, the Standard Model), or secret:WORD for one that is hidden",
    strengthIn,
  ),
  asimov: flag("asimov", "collision data without statistical fluctuation"),
  spec: flag("spec", "make no files: print the analysis, whose files are made when they are read"),
  reveal: option("reveal", "WORD", "make nothing: print the signal strength that secret:WORD hides", secretWord),
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
    "secret:WORD is for a class that has to find the signal: the strength follows from the word, 0 for one word in four, else from 0.5 to 3. " +
      "Neither the files nor the analysis show it at a glance; a reader of the program's code can find it.",
  ],
  examples: [
    "hzz toy --out toy --mu 2 --seed 7",
    "hzz run toy/hzz-toy.json",
    "hzz toy --mu secret:WORD --spec > class.json",
    "hzz toy --reveal WORD",
  ],
  check: toyOf,
  run: makeToy,
});

/** A number, or the seal of a secret word. @throws {UsageError} */
function strengthIn(text: string) {
  const [, word] = /^secret:(.*)$/su.exec(text) ?? [];
  if (word !== undefined) return sealOf(secretWord(word));
  if (!decimal.test(text)) throw new UsageError(`--mu expects a number or secret:WORD, found "${text}"`);
  return Number(text);
}

function secretWord(word: string): string {
  if (word.trim() === "") throw new UsageError("a secret word is missing; expected --mu secret:WORD or --reveal WORD");
  return word;
}

/** What is wanted of which toy. @throws {UsageError} */
function toyOf({ folder, spec, reveal, scale = 1, seed = 1, mu = 1, asimov }: ToyArguments) {
  const ends = [folder !== undefined && "--out", spec && "--spec", reveal !== undefined && "--reveal"].filter(Boolean);
  if (ends.length === 0)
    throw new UsageError("--out is missing: the folder for the files (or give --spec, or --reveal)");
  if (ends.length > 1) throw new UsageError(`${ends.join(" and ")} exclude each other`);
  try {
    return { folder, options: toyOptions({ scale, seed, mu, asimov }) };
  } catch (error) {
    throw error instanceof ToyOptionError ? new UsageError(error.message, {}, { cause: error }) : error;
  }
}

/** The analysis of the toy, beside its files. */
const specName = "hzz-toy.json";

/**
 * Makes a toy with the given options in a folder, with the specification that analyses it; or only prints that, or what a word hides.
 *
 * Never overwrites a file: the folder may be a copy of the release, whose files have the same names. What was made by a run that does not come to
 * its end is removed, so that no mixture of toys is left.
 */
async function makeToy(command: ToyArguments, program: Program): Promise<ExitCode> {
  const { options, folder } = toyOf(command);
  const { reveal } = command;
  if (reveal !== undefined) {
    const seal = sealOf(reveal);
    program.stdout.write(`${strengthOf(seal)}\n`);
    // To be compared with what the analysis says of its toy.
    if (!command.quiet) program.stderr.write(`Signal strength of ${seal}, from the word "${reveal}":\n`);
    return exitCodes.complete;
  }
  if (folder === undefined) {
    program.stdout.write(jsonText(toyAnalysis(options)));
    return exitCodes.complete;
  }
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
    await spec.write(jsonText(toyAnalysis(options, (path) => path)));
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

function jsonText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
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
