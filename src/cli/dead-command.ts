import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderLetter, renderLetters, renderReport } from "./dead-tables.ts";
import type { DeadCommand, RedriveChoice } from "./operations-line.ts";
import { openOperations, type OperationsSource } from "./operations-source.ts";
import type { Program } from "./program.ts";

/** `hzz dead`: what failed for good, and how to do it again. */
export async function deadCommand(command: DeadCommand, program: Program): Promise<ExitCode> {
  const { what, json } = command;
  const print = (document: object, text: string): ExitCode => {
    program.stdout.write(`${json ? JSON.stringify(document, null, 2) : text}\n`);
    return exitCodes.complete;
  };
  await using source = await openOperations(command, program);
  switch (what.action) {
    case "list": {
      const list = await source.list(what.analysis, what.limit);
      return print(list, renderLetters(list, what, program.stdout.columns ?? 160));
    }
    case "show": {
      const letter = await source.show(what.id);
      return print(letter, renderLetter(letter));
    }
    case "redrive":
      return await redrive(source, what.choice, program, print);
  }
}

async function redrive(
  source: OperationsSource,
  choice: RedriveChoice,
  { signal, stderr }: Program,
  print: (document: object, text: string) => ExitCode,
): Promise<ExitCode> {
  try {
    const report = await source.redrive(choice);
    const code = print(report, renderReport(report));
    if (!signal.aborted) return code;
    stderr.write("Stopped; what is left is still among the dead letters\n");
  } catch (error) {
    if (!signal.aborted) throw error;
    stderr.write("Not waited for the answer of the server, which may go on with it\n");
  }
  return exitCodes.incomplete;
}
