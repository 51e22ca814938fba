import { AppError } from "../errors/app-error.ts";
import { parseCommandLine } from "./args.ts";
import { commands } from "./commands.ts";
import { type ExitCode, exitCodeOfError, exitCodes } from "./exit-code.ts";
import type { Program } from "./program.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { printableLines } from "./terminal-text.ts";

/**
 * The command line program: does what `words` ask for, and says what came of it.
 *
 * @param words what follows `hzz`.
 * @returns the exit code; errors have been written to stderr.
 */
export async function main(words: readonly string[], program: Program): Promise<ExitCode> {
  try {
    if (words[0] === "--version" || words[0] === "-v") {
      program.stdout.write(`hzz-edge ${softwareVersion}, Node ${process.version}\n`);
      return exitCodes.complete;
    }
    const { command, args } = parseCommandLine(words, commands);
    return await command.run(args, program);
  } catch (error) {
    const text = error instanceof AppError ? error.message : describeUnforeseen(error);
    program.stderr.write(`hzz: ${printableLines(text)}\n`);
    return exitCodeOfError(error);
  }
}

/** A fault of ours: the stack helps whoever mends it. */
function describeUnforeseen(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `unforeseen error, please report it with the command that you ran\n${stack}`;
}
