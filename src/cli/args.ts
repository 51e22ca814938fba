import { parseArgs } from "node:util";
import { nearestNames } from "../errors/nearest-names.ts";
import type { Arguments, Command, Option, Parameters } from "./command.ts";
import { commandNamed, operandsOf, optionsOf, usageOf } from "./help.ts";
import { UsageError } from "./usage-error.ts";

/** A command and what it has been given. */
export interface CommandLine {
  readonly command: Command;
  readonly args: Arguments<Parameters>;
}

/**
 * What the command line asks for: one of `commands`, or its help.
 *
 * @param words what follows `hzz`, without node and the script
 * @throws {UsageError} for what is not understood: all that is wrong with the options, and what is near
 */
export function parseCommandLine(words: readonly string[], commands: readonly Command[]): CommandLine {
  const [name = "help", ...rest] = words;
  const helpOf = (topic?: string) => ({ command: commandNamed("help", commands), args: { topic } });
  if (name === "--help" || name === "-h") return helpOf();
  if (name.startsWith("-")) throw new UsageError(`Expected a command before ${name}; "hzz help" lists them`);
  const command = commandNamed(name, commands);
  const options = optionsOf(command);
  // Not strict: what is wrong is said in our own words, from the tokens.
  const { tokens } = parseArgs({
    args: rest,
    options: Object.fromEntries(options.map((option) => [option.name, { type: typeOf(option) }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === "option");
  if (given.some(({ rawName }) => rawName === "--help" || rawName === "-h")) return helpOf(command.name);
  const operands = tokens.filter((token) => token.kind === "positional").map(({ value }) => value);
  return { command, args: readArguments(command, operands, given) };
}

type OptionType = "boolean" | "string";

function typeOf({ placeholder }: Option): OptionType {
  return placeholder === undefined ? "boolean" : "string";
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readArguments(command: Command, operands: readonly string[], given: readonly OptionToken[]) {
  const problems: string[] = [];
  const texts = new Map<string, string[]>();
  for (const token of given) {
    const option = optionsOf(command).find((candidate) => `--${candidate.name}` === token.rawName);
    const before = texts.get(token.name) ?? [];
    const problem =
      option === undefined
        ? unknownOption(command, token)
        : before.length > 0 && option.repeatable !== true
          ? `${token.rawName} is given twice`
          : problemOfValue(option, token);
    if (problem !== undefined) problems.push(problem);
    texts.set(token.name, [...before, token.value ?? ""]);
  }
  // The value of an option that is wrong may have been taken for an operand.
  if (problems.length === 0) problems.push(...problemsOfOperands(command, operands));
  if (problems.length > 0) throw usageProblem(command, problems);
  const values = Object.entries(command.parameters).map(([key, parameter]) => {
    const place = operandsOf(command).findIndex((candidate) => candidate === parameter);
    const end = parameter.kind === "operand" && parameter.repeatable === true ? undefined : place + 1;
    const own = place < 0 ? (texts.get(parameter.name) ?? []) : operands.slice(place, end);
    return [key, collecting(problems, () => parameter.read(own))] as const;
  });
  const args = Object.fromEntries(values);
  if (problems.length === 0) collecting(problems, () => command.check?.(args));
  if (problems.length > 0) throw usageProblem(command, problems);
  return args;
}

function unknownOption(command: Command, { name, rawName }: OptionToken): string {
  const names = optionsOf(command).map((candidate) => candidate.name);
  const [nearest] = nearestNames(name, names, 1);
  return `unknown option ${rawName}${nearest === undefined ? "" : `; nearest: --${nearest}`}`;
}

function problemOfValue({ placeholder }: Option, { rawName, value, inlineValue }: OptionToken): string | undefined {
  if (placeholder === undefined) return value === undefined ? undefined : `${rawName} takes no value, found "${value}"`;
  const isAbsent = value === undefined || value === "" || (inlineValue !== true && value.startsWith("-"));
  return isAbsent ? `${rawName} needs a value: ${rawName} ${placeholder}` : undefined;
}

function problemsOfOperands(command: Command, words: readonly string[]): string[] {
  const operands = operandsOf(command);
  const missing = operands.slice(words.length).filter(({ required }) => required);
  const extra = operands.at(-1)?.repeatable === true ? [] : words.slice(operands.length);
  return [
    ...missing.map(({ name }) => `<${name}> is missing`),
    ...extra.map((word) => `"${word}" is one argument too many`),
  ];
}

function collecting<Value>(problems: string[], read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}

function usageProblem(command: Command, problems: readonly string[]): UsageError {
  return new UsageError(`${usageOf(command)}: ${problems.join("; ")}; see "hzz help ${command.name}"`);
}
