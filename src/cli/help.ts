import { nearestNames } from "../errors/nearest-names.ts";
import type { Command, Operand, Option } from "./command.ts";
import { displayWidth } from "./terminal-text.ts";
import { UsageError } from "./usage-error.ts";

/** Columns of a terminal that every line of the help fits into. */
const columns = 80;

/** Help for one command, or the list of all. @throws {UsageError} for a command that does not exist */
export function renderHelp(commands: readonly Command[], topic?: string): string {
  if (topic !== undefined) return commandHelp(commandNamed(topic, commands));
  return [
    "hzz: the four-lepton Higgs analysis on ATLAS Open Data, and analyses of your own",
    "",
    ...commands.map((command) => hanging(usageOf(command), 33, command.summary)),
    "",
    "hzz help <command> explains one; hzz --version prints the version.",
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

function commandHelp(command: Command): string {
  const options = optionsOf(command);
  const usage = `${usageOf(command)}${options.length > 0 ? " [options]" : ""}`;
  const list = options.map(({ name, placeholder = "", help }) => hanging(`--${name} ${placeholder}`, 15, help));
  const details = (command.details ?? []).map((text) => (text.startsWith("Example") ? text : wrap(text).join("\n")));
  return [usage, command.summary, ...(list.length > 0 ? [list.join("\n")] : []), ...details].join("\n\n");
}

/** A term, and its explanation beside it, or from the next line on if the term is too wide. */
function hanging(term: string, width: number, explanation: string): string {
  const indent = " ".repeat(width + 4);
  const [first = "", ...rest] = wrap(explanation, columns - indent.length);
  const begin = term.length > width ? `  ${term}\n${indent}` : `  ${term.padEnd(width)}  `;
  return [`${begin}${first}`, ...rest.map((line) => `${indent}${line}`)].join("\n");
}

/** Lines of whole words. */
export function wrap(text: string, width = columns): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ""} ${word}`;
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
