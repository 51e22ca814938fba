import type { BranchReader } from "../rootio/branch-reader.ts";
import { UnsupportedFormatError } from "../rootio/errors.ts";
import { fetchBaskets } from "../rootio/fetch-baskets.ts";
import { describeInterpretation } from "../rootio/interpretation/interpretation.ts";
import { readLeafWhenReady } from "../rootio/read-when-ready.ts";
import { openRootFile, type RootFile } from "../rootio/root-file.ts";
import { openSource } from "../rootio/source/open-source.ts";
import type { Tree } from "../rootio/tree.ts";
import { loadConfig } from "../serve/load-config.ts";
import { entryValue, type EntryValue } from "./column-values.ts";
import { type Arguments, defineCommand, flag, operand, option } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import type { Program } from "./program.ts";
import { csvWriter, jsonWriter, type ScanPart, type ScanWriter, tableWriter } from "./scan-render.ts";
import { json } from "./shared-options.ts";
import { outputWidth } from "./terminal-width.ts";
import { UsageError } from "./usage-error.ts";

/** As many as ROOT's Scan shows without being asked. */
const branchesAtFirst = 8;
const entriesAtFirst = 20;
/** Entries that are read and printed together. */
const step = 500;

interface EntryRange {
  readonly start: number;
  readonly stop: number;
}

const parameters = {
  file: operand("file or URL"),
  tree: option("tree", "NAME", "the tree, where the file has several"),
  branches: option("branches", "LIST", "comma-separated (default: the first 8 that can be read)", (list) => {
    const names = list.split(",").map((name) => name.trim());
    if (names.includes("")) throw new UsageError(`--branches expects names between commas, found "${list}"`);
    return names;
  }),
  entries: option("entries", "RANGE", "START:STOP, counted from 0, without STOP itself (default 0:20)", entryRange),
  json,
  csv: flag("csv", "print CSV"),
};

export const scan = defineCommand({
  name: "scan",
  summary: "print values of branches as a table, as ROOT's Scan",
  parameters,
  details: [
    "An entry with lists takes a line for each value of its longest one, numbered as Instance; lists in lists stand in brackets. Of 0:20 either number may be left out.",
    "The table shows 8 digits; --json and --csv have all. JSON has a row for each entry: its number, then its values, lists as lists; NaN and infinities are texts.",
    "Only the baskets that hold these entries are read.",
    "Exit code: 0; 2 for a range that cannot be; 1 if something cannot be read.",
  ],
  examples: [
    "hzz scan data_A.4lep.root --branches lep_n,lep_pt --entries 0:20",
    "hzz scan https://example.org/a.root --tree Events --branches nMuon,Muon_pt --csv",
  ],
  check({ json: asJson, csv }) {
    if (asJson && csv) throw new UsageError("--json and --csv exclude each other");
  },
  async run(command, program): Promise<ExitCode> {
    const { http, reading } = loadConfig(program.env, {});
    await using source = await openSource(command.file, { ...http, signal: program.signal });
    const tree = await treeOf(await openRootFile(source, reading), command.tree);
    const range = command.entries ?? { start: 0, stop: entriesAtFirst };
    const stop = Math.min(range.stop, tree.entries);
    if (range.start > tree.entries)
      throw new UsageError(`--entries begins at ${range.start}, but the tree ${tree.path} has ${tree.entries} entries`);
    const branches = (command.branches ?? firstReadable(tree)).map((name) => tree.openBranch(name));
    const shown = { start: range.start, stop };
    const parts = readParts(tree, branches, shown, program.signal);
    // The source stays open until the last part is printed.
    return await printParts(parts, writerFor(command, tree, branches, shown, program), stop - range.start, program);
  },
});

function entryRange(text: string): EntryRange {
  const [, from, to] = /^(\d*):(\d*)$/.exec(text) ?? [];
  const [start, stop] = [Number(from ?? NaN), to === "" ? Infinity : Number(to ?? NaN)];
  if (start <= stop && Number.isSafeInteger(start)) return { start, stop };
  throw new UsageError(`--entries expects START:STOP, as 0:20, found "${text}"`);
}

async function treeOf(file: RootFile, name: string | undefined): Promise<Tree> {
  const paths = file.treePaths();
  if (name !== undefined) return file.openTree(name);
  if (paths.length > 1) throw new UsageError(`The file has several trees; choose one with --tree: ${paths.join(", ")}`);
  // Without a tree, opening says what there is.
  return file.openTree(paths[0] ?? "");
}

function firstReadable(tree: Tree): string[] {
  const names = tree.leaves
    .filter(({ interpretation }) => interpretation.kind !== "unknown")
    .map((leaf) => tree.nameOf(leaf))
    .slice(0, branchesAtFirst);
  if (names.length === 0)
    throw new UnsupportedFormatError("No branch of this tree can be read; hzz inspect says why", {
      file: tree.file.source.name,
      tree: tree.path,
    });
  return names;
}

async function* readParts(
  tree: Tree,
  branches: readonly BranchReader[],
  { start, stop }: EntryRange,
  signal: AbortSignal,
): AsyncGenerator<ScanPart, void, undefined> {
  for (let from = start; from < stop; from += step) {
    signal.throwIfAborted();
    const to = Math.min(from + step, stop);
    await fetchBaskets(tree.file.source, [{ branches, start: from, stop: to }], signal);
    const columns: (readonly EntryValue[])[] = [];
    for (const branch of branches) {
      const column = await readLeafWhenReady(branch, from, to);
      columns.push(Array.from({ length: to - from }, (_, i) => entryValue(column, i)));
      branch.forget(to);
    }
    yield { start: from, columns };
  }
}

function writerFor(
  { json: asJson, csv }: Pick<Arguments<typeof parameters>, "json" | "csv">,
  tree: Tree,
  branches: readonly BranchReader[],
  range: EntryRange,
  program: Program,
): ScanWriter {
  const names = branches.map(({ name }) => name);
  const interpretations = names.map((name) => tree.leaf(name).interpretation);
  const types = interpretations.map((each) => (each.kind === "unknown" ? "" : describeInterpretation(each)));
  if (asJson)
    return jsonWriter({
      file: tree.file.source.name,
      tree: tree.path,
      entries: [range.start, range.stop],
      columns: [{ name: "entry", type: "int64" }, ...names.map((name, i) => ({ name, type: types[i] }))],
    });
  const hasLists = interpretations.some((each) =>
    each.kind === "form" ? each.levels > 0 : each.kind === "fixed" ? each.isList : each.kind !== "unknown",
  );
  return csv ? csvWriter(names, hasLists) : tableWriter(names, hasLists, outputWidth(program));
}

async function printParts(
  parts: AsyncIterable<ScanPart>,
  writer: ScanWriter,
  entries: number,
  { stdout }: Program,
): Promise<ExitCode> {
  let hasBegun = false;
  for await (const part of parts) {
    stdout.write((hasBegun ? "" : writer.begin(part)) + writer.part(part));
    hasBegun = true;
  }
  stdout.write((hasBegun ? "" : writer.begin({ start: 0, columns: [] })) + writer.end(Math.max(0, entries)));
  return exitCodes.complete;
}
