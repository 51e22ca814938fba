import { AppError } from "../errors/app-error.ts";
import { presetByName, presetInput, presetNames } from "../analysis/presets/presets.ts";
import { specJsonSchema } from "../analysis/spec-reference.ts";
import { parseCommandLine } from "./args.ts";
import { deadCommand } from "./dead-command.ts";
import { type ExitCode, exitCodeOfError, exitCodes } from "./exit-code.ts";
import { renderHelp } from "./help.ts";
import { inspectCommand } from "./inspect-command.ts";
import { lanesCommand } from "./lanes-command.ts";
import type { Program } from "./program.ts";
import { runCommand } from "./run-command.ts";
import { softwareVersion } from "./software-version.ts";
import { submitCommand } from "./submit-command.ts";
import { renderTable } from "./table.ts";
import { printableLines } from "./terminal-text.ts";
import { toyCommand } from "./toy-command.ts";
import { upCommand } from "./up-command.ts";
import { watchCommand } from "./watch-command.ts";

/**
 * The command line program: does what `args` ask for, and says what came of it.
 *
 * @param args what follows `hzz`.
 * @returns the exit code; errors have been written to stderr.
 */
export async function main(args: readonly string[], program: Program): Promise<ExitCode> {
  try {
    return await dispatch(args, program);
  } catch (error) {
    const text = error instanceof AppError ? error.message : describeUnforeseen(error);
    program.stderr.write(`hzz: ${printableLines(text)}\n`);
    return exitCodeOfError(error);
  }
}

async function dispatch(args: readonly string[], program: Program): Promise<ExitCode> {
  const command = parseCommandLine(args);
  switch (command.command) {
    case "run":
      return runCommand(command, program);
    case "up":
      return upCommand(command, program);
    case "submit":
      return submitCommand(command, program);
    case "watch":
      return watchCommand(command, program);
    case "toy":
      return toyCommand(command, program);
    case "inspect":
      return inspectCommand(command, program);
    case "lanes":
      return lanesCommand(command, program);
    case "dead":
      return deadCommand(command, program);
    case "presets":
      program.stdout.write(command.name === undefined ? listPresets() : printPreset(command.name));
      return exitCodes.complete;
    case "schema":
      program.stdout.write(specJsonSchema());
      return exitCodes.complete;
    case "help":
      program.stdout.write(`${renderHelp(command.topic).trimEnd()}\n`);
      return exitCodes.complete;
    case "version":
      program.stdout.write(`hzz-edge ${softwareVersion}, Node ${process.version}\n`);
      return exitCodes.complete;
  }
}

function listPresets(): string {
  const rows = presetNames().map((name) => [name, presetByName(name).title]);
  const columns = [
    { header: "preset", align: "left" },
    { header: "analysis", align: "left" },
  ] as const;
  return `${renderTable(columns, rows)}\n`;
}

function printPreset(name: string): string {
  return `${JSON.stringify(presetInput(name), null, 2)}\n`;
}

/** A fault of ours: the stack helps whoever mends it. */
function describeUnforeseen(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `unforeseen error, please report it with the command that you ran\n${stack}`;
}
