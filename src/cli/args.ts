import { parseArgs } from "node:util";
import { nearestNames } from "../errors/nearest-names.ts";
import type { CommandDefinition } from "./command-table.ts";
import { commandNamed, usageOf } from "./help.ts";
import { UsageError } from "./usage-error.ts";

export interface RunCommand {
  readonly command: "run";
  /** Name of a preset, or path of a specification. */
  readonly target: string;
  readonly mirrors: readonly string[];
  /** Patterns; undefined means all samples. */
  readonly samples: readonly string[] | undefined;
  readonly workers: number | undefined;
  readonly out: string | undefined;
  readonly report: string | undefined;
  readonly broker: string | undefined;
  readonly quiet: boolean;
  readonly noColor: boolean;
}

export interface InspectCommand {
  readonly command: "inspect";
  readonly file: string;
  readonly tree: string | undefined;
  readonly json: boolean;
  readonly noColor: boolean;
}

export type CliCommand =
  | RunCommand
  | InspectCommand
  | { readonly command: "presets"; readonly name: string | undefined }
  | { readonly command: "schema" }
  | { readonly command: "help"; readonly topic: string | undefined }
  | { readonly command: "version" };

const mostWorkers = 64;

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
  return toCommand(definition.name, line);
}

interface Line {
  readonly operands: readonly string[];
  /** Option names with their values; a switch has one empty value. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly help: boolean;
}

function readLine(definition: CommandDefinition, args: readonly string[]): Line {
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
    if (before.length > 0 && !repeatable) throw usage(definition, `${token.rawName} is given twice`);
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
    throw usage(
      definition,
      `unknown option ${token.rawName}${near.length === 0 ? "" : `; nearest: --${near.join(", --")}`}`,
    );
  }
  if (option.value === undefined) {
    if (token.value !== undefined) throw usage(definition, `${token.rawName} takes no value, found "${token.value}"`);
    return "";
  }
  const { value } = token;
  if (value === undefined || value === "" || (token.inlineValue !== true && value.startsWith("-")))
    throw usage(definition, `${token.rawName} needs a value: ${token.rawName} ${option.value}`);
  return value;
}

function checkOperands(definition: CommandDefinition, operands: readonly string[]): void {
  const missing = definition.operands.slice(operands.length).find((operand) => operand.required);
  if (missing !== undefined) throw usage(definition, `<${missing.name}> is missing`);
  const extra = operands[definition.operands.length];
  if (extra !== undefined) throw usage(definition, `"${extra}" is one argument too many`);
}

function toCommand(name: string, { operands, values }: Line): CliCommand {
  const value = (option: string) => values.get(option)?.[0];
  switch (name) {
    case "run":
      return {
        command: "run",
        target: operands[0] ?? "",
        mirrors: values.get("mirror") ?? [],
        samples: patternsIn(value("samples")),
        workers: workersIn(value("workers")),
        out: value("out"),
        report: value("report"),
        broker: value("broker"),
        quiet: values.has("quiet"),
        noColor: values.has("no-color"),
      };
    case "inspect":
      return {
        command: "inspect",
        file: operands[0] ?? "",
        tree: value("tree"),
        json: values.has("json"),
        noColor: values.has("no-color"),
      };
    case "presets":
      return { command: "presets", name: operands[0] };
    case "schema":
      return { command: "schema" };
    default:
      return { command: "help", topic: operands[0] };
  }
}

function patternsIn(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  const patterns = list.split(",").map((pattern) => pattern.trim());
  if (patterns.includes(""))
    throw usage(commandNamed("run"), `--samples expects names between commas, found "${list}"`);
  return patterns;
}

function workersIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const workers = Number(text);
  if (!/^\d+$/.test(text) || workers < 1 || workers > mostWorkers)
    throw usage(commandNamed("run"), `--workers expects a whole number from 1 to ${mostWorkers}, found "${text}"`);
  return workers;
}

function usage(definition: CommandDefinition, problem: string): UsageError {
  return new UsageError(`${usageOf(definition)}: ${problem}; see "hzz help ${definition.name}"`);
}
