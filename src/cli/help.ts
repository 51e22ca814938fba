import { nearestNames } from "../errors/nearest-names.ts";
import { commands, type CommandDefinition, type OptionDefinition } from "./command-table.ts";
import { padEnd } from "./terminal-text.ts";
import { UsageError } from "./usage-error.ts";

/** Help for one command, or the list of all. @throws {UsageError} for a command that does not exist */
export function renderHelp(topic?: string): string {
  if (topic !== undefined) return commandHelp(commandNamed(topic));
  const lines = commands.map((command) => `  ${padEnd(usageOf(command), 34)}${command.summary}`);
  return [
    "hzz: the four-lepton Higgs analysis on ATLAS Open Data, and analyses of your own",
    "",
    ...lines,
    "",
    "hzz help <command> explains one; hzz --version prints the version.",
  ].join("\n");
}

/** @throws {UsageError} with the nearest names */
export function commandNamed(name: string): CommandDefinition {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  const near = nearestNames(name, names);
  throw new UsageError(
    `There is no command "${name}"; ${near.length > 0 ? `nearest: ${near.join(", ")}` : `the commands are: ${names.join(", ")}`}`,
  );
}

/** `hzz run <preset|spec.json>`, without options. */
export function usageOf(command: CommandDefinition): string {
  const operands = command.operands.map(({ name, required }) => (required ? ` <${name}>` : ` [${name}]`));
  return `hzz ${command.name}${operands.join("")}`;
}

function commandHelp(command: CommandDefinition): string {
  const usage = `${usageOf(command)}${command.options.length > 0 ? " [options]" : ""}`;
  const options = command.options.map((option) => `  ${padEnd(optionText(option), 17)}${option.help}`);
  const paragraphs = [usage, command.summary, ...(options.length > 0 ? [options.join("\n")] : []), ...command.details];
  return paragraphs.join("\n\n");
}

function optionText(option: OptionDefinition): string {
  return `--${option.name}${option.value === undefined ? "" : ` ${option.value}`}`;
}
