import type { AnalysisSpec } from "../analysis/spec.ts";
import { createLogger } from "../logging/logger.ts";
import { openBroker } from "../messaging/open-broker.ts";
import { workerSettingsOf } from "../processor/threads/worker-settings.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { openSource } from "../rootio/source/open-source.ts";
import { loadConfig } from "../serve/load-config.ts";
import { runAnalysis } from "../serve/run-analysis.ts";
import { wantsColor } from "./ansi.ts";
import { type Arguments, defineCommand, flag, option, repeatedOperand } from "./command.ts";
import { type Bins, type Drawing, drawnSpec, placesOf, rangeOf, rangeSpec } from "./drawn-spec.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-code.ts";
import { renderMissing } from "./missing-list.ts";
import type { Program } from "./program.ts";
import { createProgress } from "./progress.ts";
import { ResultFile } from "./result-file.ts";
import { noColor, out, quiet, workers } from "./shared-options.ts";
import { renderTerminalHistogram } from "./terminal-histogram.ts";
import { outputWidth, plotWidth } from "./terminal-width.ts";
import { UsageError } from "./usage-error.ts";

/** Where nothing is said: so many bins over what there is. */
const usualBins = 50;
const usualMapBins = 40;

interface WantedBins {
  readonly bins: number;
  readonly scale?: "log";
  /** Absent: found out. */
  readonly range?: { readonly lower: number; readonly upper: number };
}

function binsOption(name: string, what: string) {
  const help = `bins of ${what}, and its range (default: what there is); log: logarithmic`;
  return option(name, "N[,LO,HI][,log]", help, (text): WantedBins => {
    const parts = text.split(",").map((part) => part.trim());
    const scale = parts.at(-1) === "log" ? ({ scale: parts.pop() as "log" } as const) : {};
    const [bins = NaN, lower, upper, ...more] = parts.map((part) => (part === "" ? NaN : Number(part)));
    const isCount = Number.isInteger(bins) && bins >= 1 && bins <= 10_000;
    if (isCount && lower === undefined) return { bins, ...scale };
    const isRange = upper !== undefined && lower! < upper && Number.isFinite(upper - lower!);
    if (isCount && isRange && more.length === 0 && (scale.scale === undefined || lower! > 0))
      return { bins, ...scale, range: { lower: lower!, upper } };
    throw new UsageError(
      `--${name} expects a number of bins, or bins and range as 50,0,200, logarithmic above 0 as 50,1,200,log; found "${text}"`,
    );
  });
}

const parameters = {
  words: repeatedOperand("file or URL...> <expression"),
  where: option("where", "EXPRESSION", "only entries for which this is true"),
  bins: binsOption("bins", "the axis"),
  y: option("y", "EXPRESSION", "a second axis: a map is drawn"),
  yBins: binsOption("y-bins", "the second axis"),
  weight: option("weight", "EXPRESSION", "weight of each entry (default: 1)"),
  tree: option("tree", "NAME", "the tree (default: the only one)"),
  out,
  spec: flag("spec", "print the specification that the drawing stands for, and draw nothing"),
  workers,
  quiet,
  noColor,
};

type DrawArguments = Arguments<typeof parameters>;

export const draw = defineCommand({
  name: "draw",
  summary: "draw an expression of the branches of files, at once",
  parameters,
  details: [
    "Expressions are those of an analysis (docs/expressions.md). Without a range the first file is read once more, to see where values lie.",
  ],
  examples: [
    "hzz draw data_A.root 'lep_pt / 1000' --where 'lep_n >= 4' --bins 50,0,200",
    "hzz draw a.root b.root met --out met.csv",
    "hzz draw a.root lep_pt --y lep_eta --spec > my-analysis.json",
  ],
  check({ words, y, yBins }) {
    if (words.length < 2) throw new UsageError("draw expects at least one file, and then what to draw of it");
    if (yBins !== undefined && y === undefined) throw new UsageError("--y-bins says nothing without --y");
  },
  run: drawHere,
});

async function drawHere(command: DrawArguments, program: Program): Promise<ExitCode> {
  const names = command.words.slice(0, -1);
  const { folder, files } = placesOf(names);
  const drawing: Drawing = {
    files,
    tree: command.tree ?? (await onlyTree(names[0]!, program)),
    expression: command.words.at(-1)!,
    y: command.y,
    where: command.where,
    weight: command.weight,
  };
  const runSpec = (spec: AnalysisSpec) => runOnce(spec, folder, command, program);
  const usual = command.y === undefined ? usualBins : usualMapBins;
  const x = await binsFor(drawing, drawing.expression, command.bins ?? { bins: usual }, runSpec);
  const y =
    command.y === undefined ? undefined : await binsFor(drawing, command.y, command.yBins ?? { bins: usual }, runSpec);
  const spec = drawnSpec(drawing, x, y);
  if (command.spec) {
    program.stdout.write(`${JSON.stringify(spec, null, 2)}\n`);
    return exitCodes.complete;
  }
  const result = await ResultFile.open(command.out);
  try {
    const view = await runSpec(spec);
    await result.write(view);
    const color = wantsColor(program.stdout, program.env, command.noColor);
    const columns = plotWidth(program);
    const missing = view.missing.length === 0 ? "" : `${renderMissing(view, { width: outputWidth(program) })}\n\n`;
    program.stdout.write(`${missing}${renderTerminalHistogram(view, { columns, color })}\n${flowLine(view)}\n`);
    return exitCodeOf(view.status);
  } finally {
    await result.discard();
  }
}

/** What the plot does not show. */
function flowLine(view: AnalysisView): string {
  const [group] = view.groups;
  const [histogram] = group?.histograms.values() ?? [];
  if (histogram === undefined || histogram.axes.length > 1) return `${group?.cutflow[0]?.entries ?? 0} entries read`;
  const { underflow, overflow } = histogram;
  return `${group!.cutflow[0]!.entries} entries read; ${underflow.entries} values below, ${overflow.entries} at or above the range`;
}

async function binsFor(
  drawing: Drawing,
  expression: string,
  { range, ...bins }: WantedBins,
  runSpec: (spec: AnalysisSpec) => Promise<AnalysisView>,
): Promise<Bins> {
  if (range !== undefined) return { ...bins, ...range };
  const view = await runSpec(rangeSpec({ ...drawing, files: drawing.files.slice(0, 1) }, expression));
  const [failure] = view.missing.flatMap((part) => part.failure ?? []);
  if (failure !== undefined) throw new UsageError(failure.message);
  const [histogram] = view.groups[0]!.histograms.values();
  const found = rangeOf(histogram!, bins.scale);
  if (found !== undefined) return { ...bins, ...found };
  const selection = drawing.where === undefined ? "" : ` with --where '${drawing.where}'`;
  throw new UsageError(
    `${drawing.files[0]!} has no values of ${expression}${bins.scale === undefined ? "" : " above 0"}${selection}; a range may be given, as in --bins 50,0,200`,
  );
}

async function onlyTree(name: string, program: Program): Promise<string> {
  const { http, reading } = loadConfig(program.env, {});
  await using source = await openSource(name, http);
  const paths = (await openRootFile(source, reading)).treePaths();
  const [first] = paths;
  if (first !== undefined && paths.length === 1) return first;
  throw new UsageError(
    first === undefined
      ? `${name} has no tree; hzz inspect ${name} shows what it has`
      : `${name} has several trees: ${paths.slice(0, 20).join(", ")}; say which with --tree`,
  );
}

async function runOnce(
  spec: AnalysisSpec,
  folder: string,
  command: DrawArguments,
  program: Program,
): Promise<AnalysisView> {
  const config = loadConfig(program.env, { mirror: folder, workers: command.workers?.toString(), broker: "memory:" });
  const progress = createProgress({
    stream: program.stderr,
    now: () => performance.now(),
    color: wantsColor(program.stderr, program.env, command.noColor),
    quiet: command.quiet,
  });
  await using broker = await openBroker(config.broker, { updates: true });
  const view = await runAnalysis({
    spec,
    broker,
    workerUrl: program.workerUrl,
    workerSettings: workerSettingsOf(config, undefined),
    workers: config.workers,
    maxDeliveries: config.maxDeliveries,
    retryDelayMs: config.retryDelayMs,
    itemTimeoutMs: config.itemTimeoutMs,
    logger: createLogger({ level: "error", format: "text", write: () => undefined }),
    onView: (now) => {
      progress.update(now);
    },
    onNote: (line) => {
      progress.note(line);
    },
    signal: program.signal,
  });
  progress.finish(view);
  return view;
}
