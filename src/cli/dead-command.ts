import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderLetter, renderLetters, renderReport } from "./dead-tables.ts";
import { type Arguments, countOption, defineCommand, flag, operand, option, optionalOperand } from "./command.ts";
import { noColor } from "./shared-options.ts";
import {
  oneServer,
  openOperations,
  operationsExitCode,
  operationsOptions,
  type OperationsSource,
  type RedriveChoice,
} from "./operations-source.ts";
import { outputWidth } from "./terminal-width.ts";
import { UsageError } from "./usage-error.ts";
import type { Program } from "./program.ts";

const listLimit = { default: 100, most: 1000 };

const parameters = {
  action: operand("list|show|redrive"),
  id: optionalOperand("id"),
  analysis: option("analysis", "ID", "with list and redrive: only those of this analysis"),
  all: flag("all", "with redrive: all of them"),
  limit: countOption(
    "limit",
    "N",
    `with list: at most so many, the oldest first (default ${listLimit.default})`,
    listLimit.most,
  ),
  ...operationsOptions,
  noColor,
};

type DeadArguments = Arguments<typeof parameters>;

export const dead = defineCommand({
  name: "dead",
  summary: "list, show or redrive work that failed for good",
  parameters,
  details: [
    "list shows them, show prints all that is known of one and what to do about it, redrive puts them back to work " +
      "once the cause is removed. What nobody needs any more (its part is in, its analysis was cancelled or started " +
      "again) is only removed. Items that fail again come back here.",
    "To a server that asks for a token, redrive sends the one in HZZ_TOKEN, or in the file that HZZ_TOKEN_FILE names.",
    "Starting an incomplete analysis again (hzz submit) does the same for everything that is missing.",
    operationsExitCode,
  ],
  examples: [
    "hzz dead list",
    "hzz dead show 17",
    "hzz dead redrive 17",
    "hzz dead redrive --analysis 0123456789abcdef",
  ],
  check(args) {
    oneServer(args);
    deadAction(args);
  },
  run: tellOrRedrive,
});

type DeadAction =
  | { readonly action: "list"; readonly analysis: string | undefined; readonly limit: number }
  | { readonly action: "show"; readonly id: string }
  | { readonly action: "redrive"; readonly choice: RedriveChoice };

type ActionArguments = Pick<DeadArguments, "action" | "id" | "analysis" | "all" | "limit">;

/** What the words ask for. @throws {UsageError} for words that do not go together */
export function deadAction({ action, id, analysis, all, limit }: ActionArguments): DeadAction {
  const allow = (...allowed: readonly string[]): void => {
    const given = Object.entries({ analysis, all: all || undefined, limit }).filter(([, value]) => value !== undefined);
    const wrong = given.find(([name]) => !allowed.includes(name));
    if (wrong !== undefined) throw new UsageError(`--${wrong[0]} does not belong to ${action}`);
  };
  switch (action) {
    case "list":
      allow("analysis", "limit");
      if (id !== undefined) throw new UsageError(`list takes no id; "hzz dead show ${id}" shows one`);
      return { action, analysis, limit: limit ?? listLimit.default };
    case "show":
      allow();
      if (id === undefined) throw new UsageError("show needs the id of a dead letter; hzz dead list shows them");
      return { action, id };
    case "redrive": {
      allow("analysis", "all");
      const choices: RedriveChoice[] = [
        ...(id === undefined ? [] : [{ id }]),
        ...(analysis === undefined ? [] : [{ analysis }]),
        ...(all ? [{ all } as const] : []),
      ];
      const [choice, ...others] = choices;
      if (choice === undefined || others.length > 0)
        throw new UsageError("redrive needs one of these: the id of a dead letter, --analysis ID, --all");
      return { action, choice };
    }
    default:
      throw new UsageError(`expected list, show or redrive, found "${action}"`);
  }
}

async function tellOrRedrive(command: DeadArguments, program: Program): Promise<ExitCode> {
  const { json } = command;
  const what = deadAction(command);
  const print = (document: object, text: string): ExitCode => {
    program.stdout.write(`${json ? JSON.stringify(document, null, 2) : text}\n`);
    return exitCodes.complete;
  };
  await using source = await openOperations(command, program);
  switch (what.action) {
    case "list": {
      const list = await source.list(what.analysis, what.limit);
      return print(list, renderLetters(list, what, outputWidth(program)));
    }
    case "show": {
      const letter = await source.show(what.id);
      return print(letter, renderLetter(letter, outputWidth(program)));
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
    stderr.write("Did not wait for the server's answer; it may go on with it\n");
  }
  return exitCodes.incomplete;
}
