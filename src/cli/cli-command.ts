import { type ToyOptions, ToyOptionError, toyOptions } from "../analysis/toy/toy-options.ts";
import type { CommandDefinition } from "./command-table.ts";
import { usageOf } from "./help.ts";
import { type DeadCommand, type LanesCommand, toDeadCommand, toLanesCommand } from "./operations-line.ts";
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

export interface UpCommand {
  readonly command: "up";
  readonly host: string | undefined;
  /** undefined: 8080 or the next free one. */
  readonly port: string | undefined;
  readonly mirrors: readonly string[];
  readonly workers: number | undefined;
  readonly broker: string | undefined;
  /** What to start at once: a preset, or the path of a specification. */
  readonly start: string | undefined;
  /** Patterns; undefined means all samples. */
  readonly samples: readonly string[] | undefined;
  readonly quiet: boolean;
  readonly noColor: boolean;
}

export interface SubmitCommand {
  readonly command: "submit";
  /** Name of a preset, or path of a specification. */
  readonly target: string;
  /** Patterns; undefined means all samples. */
  readonly samples: readonly string[] | undefined;
  readonly url: string | undefined;
  readonly watch: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly noColor: boolean;
}

export interface WatchCommand {
  readonly command: "watch";
  /** Id of an analysis, or the address of its page. */
  readonly target: string;
  readonly url: string | undefined;
  readonly out: string | undefined;
  readonly quiet: boolean;
  readonly noColor: boolean;
}

export interface ToyCommand {
  readonly command: "toy";
  readonly folder: string;
  readonly options: ToyOptions;
  readonly workers: number | undefined;
  readonly quiet: boolean;
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
  | UpCommand
  | SubmitCommand
  | WatchCommand
  | ToyCommand
  | InspectCommand
  | LanesCommand
  | DeadCommand
  | { readonly command: "presets"; readonly name: string | undefined }
  | { readonly command: "schema" }
  | { readonly command: "help"; readonly topic: string | undefined }
  | { readonly command: "version" };

/** The words of a command line, sorted. */
export interface CommandLine {
  readonly operands: readonly string[];
  /** Option names with their values; a switch has one empty value. */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** What a command line means whose operands and options all belong to the command. @throws {UsageError} for a value that cannot be */
export function toCommand(definition: CommandDefinition, { operands, values }: CommandLine): CliCommand {
  const [target = ""] = operands;
  const value = (option: string) => values.get(option)?.[0];
  const display = { quiet: values.has("quiet"), noColor: values.has("no-color") };
  const mirrors = values.get("mirror") ?? [];
  const samples = patternsIn(definition, value("samples"));
  const workers = workersIn(definition, value("workers"));
  const refuse = (problem: string) => usageProblem(definition, problem);
  switch (definition.name) {
    case "run": {
      const [out, report, broker] = [value("out"), value("report"), value("broker")];
      return { command: "run", target, mirrors, samples, workers, out, report, broker, ...display };
    }
    case "up": {
      const [host, port, broker, start] = [value("host"), value("port"), value("broker"), value("start")];
      if (samples !== undefined && start === undefined)
        throw usageProblem(definition, "--samples needs --start, whose samples it chooses");
      return { command: "up", host, port, mirrors, workers, broker, start, samples, ...display };
    }
    case "submit": {
      const [watch, json] = [values.has("watch"), values.has("json")];
      if (watch && json) throw usageProblem(definition, "--json and --watch exclude each other");
      return { command: "submit", target, samples, url: value("url"), watch, json, ...display };
    }
    case "watch":
      return { command: "watch", target, url: value("url"), out: value("out"), ...display };
    case "toy": {
      const folder = value("out");
      if (folder === undefined) throw usageProblem(definition, "--out is missing: the folder for the files");
      return { command: "toy", folder, options: toyOptionsIn(definition, values), workers, quiet: display.quiet };
    }
    case "inspect": {
      const { noColor } = display;
      return { command: "inspect", file: target, tree: value("tree"), json: values.has("json"), noColor };
    }
    case "lanes":
      return toLanesCommand({ operands, values }, refuse);
    case "dead":
      return toDeadCommand({ operands, values }, refuse);
    case "presets":
      return { command: "presets", name: operands[0] };
    case "schema":
      return { command: "schema" };
    default:
      return { command: "help", topic: operands[0] };
  }
}

function patternsIn(definition: CommandDefinition, list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  const patterns = list.split(",").map((pattern) => pattern.trim());
  if (patterns.includes("")) throw usageProblem(definition, `--samples expects names between commas, found "${list}"`);
  return patterns;
}

function toyOptionsIn(definition: CommandDefinition, values: CommandLine["values"]): ToyOptions {
  const number = (name: "scale" | "seed" | "mu") => {
    const text = values.get(name)?.[0];
    if (text === undefined) return {};
    if (!/^\d+(\.\d+)?$/.test(text)) throw usageProblem(definition, `--${name} expects a number, found "${text}"`);
    return { [name]: Number(text) };
  };
  try {
    return toyOptions({ ...number("scale"), ...number("seed"), ...number("mu"), asimov: values.has("asimov") });
  } catch (error) {
    throw error instanceof ToyOptionError ? usageProblem(definition, error.message) : error;
  }
}

const mostWorkers = 64;

function workersIn(definition: CommandDefinition, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const workers = Number(text);
  if (!/^\d+$/.test(text) || workers < 1 || workers > mostWorkers)
    throw usageProblem(definition, `--workers expects a whole number from 1 to ${mostWorkers}, found "${text}"`);
  return workers;
}

export function usageProblem(definition: CommandDefinition, problem: string): UsageError {
  return new UsageError(`${usageOf(definition)}: ${problem}; see "hzz help ${definition.name}"`);
}
