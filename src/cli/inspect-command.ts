import { inspectFile } from "../rootio/inspect.ts";
import { openRootFile, type RootFile } from "../rootio/root-file.ts";
import { histogramKeys, readHistogram } from "../rootio/root-histogram.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { nearestNames } from "../errors/nearest-names.ts";
import { loadConfig } from "../serve/load-config.ts";
import { type Arguments, defineCommand, flag, operand, option } from "./command.ts";
import { wantsColor } from "./ansi.ts";
import { drawHistogram } from "./draw-histogram.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderInspection } from "./inspect-render.ts";
import type { Program } from "./program.ts";
import { readFile } from "./read-file.ts";
import { createReadBar } from "./read-progress.ts";
import { renderReading } from "./read-render.ts";
import { json, noColor, quiet } from "./shared-options.ts";
import { outputWidth, plotWidth } from "./terminal-width.ts";
import { UsageError } from "./usage-error.ts";

const parameters = {
  file: operand("file or URL"),
  tree: option("tree", "NAME", "only this tree"),
  read: flag("read", "read every branch to its end: number of values, sum, minimum, maximum, sha256"),
  draw: option("draw", "NAME", "draw this histogram"),
  json,
  quiet,
  noColor,
};

export const inspect = defineCommand({
  name: "inspect",
  summary: "show what is in a ROOT file, and whether it can be read",
  parameters,
  details: [
    "Says of each branch whether it can be read; its first entry is read for that. With --read everything is read.",
    "Exit code: 0; 3 if something cannot be read that should be: a tree or, with --read, a branch, then with file, branch, entries and reason; 1 if the file cannot.",
  ],
  examples: [
    "hzz inspect data_A.4lep.root --tree mini",
    "hzz inspect data_A.4lep.root --read --json",
    "hzz inspect results.root --draw m4l",
  ],
  check({ read, draw, json: asJson, tree }) {
    const others = [read && "--read", asJson && "--json", tree !== undefined && "--tree"].filter(Boolean);
    if (draw !== undefined && others.length > 0)
      throw new UsageError(`--draw and ${others.join(", ")} exclude each other`);
  },
  async run(command, program): Promise<ExitCode> {
    const { http, reading } = loadConfig(program.env, {});
    await using source = await openSource(command.file, { ...http, signal: program.signal });
    const file = await openRootFile(source, reading);
    if (command.draw !== undefined) return await drawOne(file, command.draw, command, program);
    if (command.read) return await readAll(file, command, program);
    const inspection = await inspectFile(file, command.tree);
    const color = wantsColor(program.stdout, program.env, command.noColor);
    print(program, command.json ? inspection : renderInspection(inspection, color, outputWidth(program)));
    return inspection.unreadable.length === 0 ? exitCodes.complete : exitCodes.incomplete;
  },
});

type InspectArguments = Arguments<typeof parameters>;

async function readAll(file: RootFile, command: InspectArguments, program: Program): Promise<ExitCode> {
  const bar = createReadBar(command.quiet ? { write: () => undefined } : program.stderr, () => performance.now());
  const reading = await readFile(file, {
    tree: command.tree,
    signal: program.signal,
    onProgress: (progress) => {
      bar.update(progress);
    },
  }).finally(() => {
    bar.finish();
  });
  const color = wantsColor(program.stdout, program.env, command.noColor);
  print(program, command.json ? reading : renderReading(reading, color, outputWidth(program)));
  return reading.failures.length === 0 ? exitCodes.complete : exitCodes.incomplete;
}

async function drawOne(file: RootFile, name: string, command: InspectArguments, program: Program): Promise<ExitCode> {
  const { stdout, env } = program;
  const keys = histogramKeys(file);
  const key = keys.get(name);
  if (key === undefined) {
    const near = nearestNames(name, [...keys.keys()]);
    const listed = near.length > 0 ? near : [...keys.keys()].slice(0, 10);
    throw new UsageError(
      `The file has no histogram "${name}"; ${listed.length === 0 ? "it has none" : `it has: ${listed.join(", ")}`}`,
    );
  }
  const color = wantsColor(stdout, env, command.noColor);
  const text = drawHistogram(await readHistogram(file, name, key), { columns: plotWidth(program), color });
  stdout.write(`${text}\n`);
  return exitCodes.complete;
}

function print({ stdout }: Program, what: string | object): void {
  stdout.write(`${(typeof what === "string" ? what : JSON.stringify(what, null, 2)).trimEnd()}\n`);
}
