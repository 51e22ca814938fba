import { mkdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { toyAnalysis } from "../analysis/presets/hzz-toy.ts";
import { toyPaths } from "../analysis/toy/toy-address.ts";
import { describeToyOptions } from "../analysis/toy/toy-options.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import type { ToyCommand } from "./cli-command.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { byteText } from "./numbers.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { type MadeFile, runToyThreads } from "./toy-threads.ts";
import { UsageError } from "./usage-error.ts";

/** The analysis of the toy, beside its files. */
const specName = "hzz-toy.json";

/**
 * `hzz toy`: makes a toy with the given options in a folder, with the specification that analyses it.
 *
 * Never overwrites a file: the folder may be a copy of the release, whose files have the same names. What was made by a run that does not come to
 * its end is removed, so that no mixture of toys is left.
 */
export async function toyCommand(command: ToyCommand, program: Program): Promise<ExitCode> {
  const { options, folder, quiet } = command;
  const config = loadConfig(program.env, { workers: command.workers?.toString() });
  await refuseExisting(folder);
  await attempt(folder, () =>
    Promise.all(["Data", "MC"].map((part) => mkdir(join(folder, part), { recursive: true }))),
  );
  const made: MadeFile[] = [];
  const begun = performance.now();
  const note = (text: string) => {
    if (!quiet) program.stderr.write(`${text}\n`);
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
        `--out ${folder}: there is ${path} already, and nothing is overwritten, as it could be of the real release; expected a folder without it`,
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
