import { nearestNames } from "../errors/nearest-names.ts";
import type { Command, Operand, Option } from "./command.ts";
import { wrap } from "./terminal-text.ts";
import { UsageError } from "./usage-error.ts";

/** Columns that every line of the help fits into, on wider terminals too. */
const mostColumns = 80;

/**
 * Help for one command, or the list of all.
 *
 * @param width of the terminal; undefined: that of the widest help
 * @throws {UsageError} for a command that does not exist
 */
export function renderHelp(commands: readonly Command[], topic?: string, width = mostColumns): string {
  const columns = Math.min(width, mostColumns);
  if (topic !== undefined) return commandHelp(commandNamed(topic, commands), columns);
  const paragraph = (text: string) => wrap(text, columns).join("\n");
  return [
    paragraph("hzz: the four-lepton Higgs analysis on ATLAS Open Data, and analyses of your own"),
    "",
    ...commands.map((command) => hanging(usageOf(command), 33, command.summary, columns)),
    "",
    paragraph("hzz help <command> explains one; hzz --version prints the version."),
  ].join("\n");
}

/** @throws {UsageError} with the nearest names */
export function commandNamed(name: string, commands: readonly Command[]): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  const near = nearestNames(name, names);
  throw new UsageError(
    `There is no command "${name}"; ${near.length > 0 ? `nearest: ${near.join(", ")}` : `the commands are: ${names.join(", ")}`}`,
  );
}

/** `hzz run <preset|spec.json>`, without options. */
export function usageOf(command: Command): string {
  const operands = operandsOf(command).map(({ name, required, repeatable = false }) => {
    const word = repeatable ? `${name}...` : name;
    return required ? `<${word}>` : `[${word}]`;
  });
  return ["hzz", command.name, ...operands].join(" ");
}

export function operandsOf({ parameters }: Command): Operand[] {
  return Object.values(parameters).filter((parameter) => parameter.kind === "operand");
}

export function optionsOf({ parameters }: Command): Option[] {
  return Object.values(parameters).filter((parameter) => parameter.kind === "option");
}

function commandHelp(command: Command, columns: number): string {
  const options = optionsOf(command);
  const usage = `${usageOf(command)}${options.length > 0 ? " [options]" : ""}`;
  const list = options.map(({ name, placeholder = "", help }) =>
    hanging(`--${name} ${placeholder}`.trimEnd(), 15, help, columns),
  );
  const texts = [usage, command.summary, ...(list.length > 0 ? [list.join("\n")] : []), ...(command.details ?? [])];
  const isList = (text: string) => text.startsWith("  ");
  const paragraphs = texts.map((text) => (isList(text) ? text : wrap(text, columns).join("\n")));
  const { examples = [] } = command;
  if (examples.length === 0) return paragraphs.join("\n\n");
  const lines = examples.map((line) => exampleLines(line, columns));
  return [...paragraphs, [examples.length === 1 ? "Example:" : "Examples:", ...lines].join("\n")].join("\n\n");
}

/** A command that can be copied: where it is broken, a backslash makes the shell go on. */
function exampleLines(line: string, columns: number): string {
  const [first = "", ...rest] = `  ${line}`.length <= columns ? [line] : wrap(line, columns - 8);
  return [`  ${first}`, ...rest.map((each) => `      ${each}`)].join(" \\\n");
}

/** A term, and its explanation beside it, or from the next line on if the term is too wide. */
function hanging(term: string, width: number, explanation: string, columns: number): string {
  // On a narrow terminal nothing fits beside a term.
  const isBeside = columns >= width + 30;
  const indent = " ".repeat(isBeside ? width + 4 : 6);
  const [first = "", ...rest] = wrap(explanation, columns - indent.length);
  const begin =
    term.length > width || !isBeside
      ? `${wrap(term, columns - 2)
          .map((each) => `  ${each}`)
          .join("\n")}\n${indent}`
      : `  ${term.padEnd(width)}  `;
  return [`${begin}${first}`, ...rest.map((line) => `${indent}${line}`)].join("\n");
}
