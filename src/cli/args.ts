import { parseArgs } from "node:util";
import { nearestNames } from "../errors/nearest-names.ts";
import { type CliCommand, type CommandLine, toCommand, usageProblem } from "./cli-command.ts";
import type { CommandDefinition } from "./command-table.ts";
import { commandNamed } from "./help.ts";
import { UsageError } from "./usage-error.ts";

/**
 * What the command line asks for.
 *
 * @param args what follows `hzz`, without node and the script
 * @throws {UsageError} for anything that is not understood, naming it and what is near
 */
export function parseCommandLine(args: readonly string[]): CliCommand {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h") return { command: "help", topic: undefined };
  if (name === "--version" || name === "-v") return { command: "version" };
  if (name.startsWith("-")) throw new UsageError(`Expected a command before ${name}; "hzz help" lists them`);
  const definition = commandNamed(name);
  const line = readLine(definition, rest);
  if (line.help) return { command: "help", topic: definition.name };
  checkOperands(definition, line.operands);
  return toCommand(definition, line);
}

function readLine(definition: CommandDefinition, args: readonly string[]): CommandLine & { readonly help: boolean } {
  const options = Object.fromEntries(
    definition.options.map((option) => [
      option.name,
      { type: option.value === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  // Not strict: what is wrong is said in our own words, from the tokens.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  if (tokens.some((token) => token.kind === "option" && (token.rawName === "--help" || token.rawName === "-h")))
    return { operands: [], values: new Map(), help: true };
  const operands: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const value = optionValue(definition, token);
    const before = values.get(token.name) ?? [];
    const repeatable = definition.options.find((option) => option.name === token.name)?.repeatable === true;
    if (before.length > 0 && !repeatable) throw usageProblem(definition, `${token.rawName} is given twice`);
    values.set(token.name, [...before, value]);
  }
  return { operands, values, help: false };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function optionValue(definition: CommandDefinition, token: OptionToken): string {
  const option = definition.options.find((candidate) => `--${candidate.name}` === token.rawName);
  if (option === undefined) {
    const near = nearestNames(
      token.name,
      definition.options.map((candidate) => candidate.name),
      1,
    );
    throw usageProblem(
      definition,
      `unknown option ${token.rawName}${near.length === 0 ? "" : `; nearest: --${near.join(", --")}`}`,
    );
  }
  if (option.value === undefined) {
    if (token.value !== undefined)
      throw usageProblem(definition, `${token.rawName} takes no value, found "${token.value}"`);
    return "";
  }
  const { value } = token;
  if (value === undefined || value === "" || (token.inlineValue !== true && value.startsWith("-")))
    throw usageProblem(definition, `${token.rawName} needs a value: ${token.rawName} ${option.value}`);
  return value;
}

function checkOperands(definition: CommandDefinition, operands: readonly string[]): void {
  const missing = definition.operands.slice(operands.length).find((operand) => operand.required);
  if (missing !== undefined) throw usageProblem(definition, `<${missing.name}> is missing`);
  const extra = operands[definition.operands.length];
  if (extra !== undefined) throw usageProblem(definition, `"${extra}" is one argument too many`);
}
