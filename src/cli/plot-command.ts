import { extname } from "node:path";
import { nearestNames } from "../errors/nearest-names.ts";
import { histogramKey } from "../histogram/histogram.ts";
import { figureOf } from "../plot/figure/figure.ts";
import type { Scene } from "../plot/figure/scene.ts";
import { toPdf } from "../plot/figure/to-pdf.ts";
import { toSvg } from "../plot/figure/to-svg.ts";
import { axisTitle, eventsPerBin, eventsPerUnit, plotLabels, plotNotice } from "../plot/labels.ts";
import { legendRows } from "../plot/legend.ts";
import { type PlotLine, type PlotModel, sourcesOfView, toPlotModel } from "../plot/plot-model.ts";
import { variationLines } from "../plot/variations.ts";
import { exportProvenance, provenanceLine } from "../results/export-provenance.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { toAnalysisDocument } from "../protocol/documents/to-analysis-document.ts";
import { softwareVersion } from "../serve/software-version.ts";
import { type Arguments, defineCommand, flag, operand, option } from "./command.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { incompleteNames } from "./incomplete.ts";
import { loadResult } from "./load-result.ts";
import { OutputFile } from "./output-file.ts";
import type { Program } from "./program.ts";
import { mirrors, noColor, quiet, samples, url, workers } from "./shared-options.ts";
import { UsageError } from "./usage-error.ts";

const parameters = {
  target: operand("result|id|preset|spec"),
  out: option("out", "FILE", "where the figure is written: .svg or .pdf"),
  histogram: option("histogram", "KEY", "name of the histogram, m4l@region in a region (default: the first)"),
  log: flag("log", "logarithmic y axis"),
  noRatio: flag("no-ratio", "no panel with data over expectation"),
  pulls: flag("pulls", "below, (data − expectation) / σ in place of data over expectation; σ is of both, in squares"),
  variation: option(
    "variation",
    "NAME",
    "alternatives of this variation as lines over the stack and in the panel below",
  ),
  perUnit: flag("per-unit", "events per unit of the axis (Events / GeV), not per bin"),
  url,
  mirrors,
  samples,
  workers,
  quiet,
  noColor,
};

type PlotArguments = Arguments<typeof parameters>;

export const plot = defineCommand({
  name: "plot",
  summary: "draw a histogram of a result as a figure, SVG or PDF",
  parameters,
  details: [
    "The result comes from a file (hzz run … --out NAME.hzz.json), from a server (an id or the address of its page), or is made now (a preset or a specification). A figure of an incomplete result says so.",
    "Exit code: as hzz run, 3 if the result is incomplete.",
  ],
  examples: ["hzz plot hzz-toy --out m4l.pdf", "hzz plot results.hzz.json --histogram m4l --log --out m4l.svg"],
  check({ out }) {
    if (out === undefined) throw new UsageError("plot expects --out FILE.svg or --out FILE.pdf");
    formatOf(out);
  },
  run: plotResult,
});

async function plotResult(command: PlotArguments, program: Program): Promise<ExitCode> {
  const out = command.out!;
  const file = await OutputFile.open(out, "--out");
  try {
    const { view, missingCount } = await loadResult({ ...command, command: "plot" }, program);
    const about = provenanceLine(await exportProvenance(view, softwareVersion, missingCount));
    await file.write(formatOf(out)(sceneOf(view, command), about));
    return exitCodeOf(view.status);
  } finally {
    await file.discard();
  }
}

/** @throws {UsageError} */
function formatOf(path: string): (scene: Scene, about: string) => string | Uint8Array {
  const producer = `hzz-edge ${softwareVersion}`;
  const ending = extname(path).toLowerCase();
  if (ending === ".svg") return (scene, about) => toSvg(scene, about);
  if (ending === ".pdf") return (scene, about) => toPdf(scene, { producer, about });
  throw new UsageError(
    `--out expects a name that ends in .svg or .pdf, found "${path}"${ending === ".png" ? "; the page of an analysis gives its plot as PNG" : ""}`,
  );
}

function sceneOf(view: AnalysisView, { histogram, log, noRatio, pulls, perUnit, variation }: PlotArguments): Scene {
  const keys = view.histograms.filter(({ variation }) => variation === undefined).map(histogramKey);
  const key = histogram ?? keys[0] ?? "";
  const block = view.histograms.find((one) => histogramKey(one) === key);
  if (block === undefined || !keys.includes(key)) {
    const near = nearestNames(key, keys);
    const hint = near.length > 0 ? `nearest names: ${near.join(", ")}` : `they are: ${keys.slice(0, 30).join(", ")}`;
    throw new UsageError(`--histogram: the analysis has no histogram "${key}"; ${hint}`);
  }
  if (block.axes.length > 1 || block.axes[0]!.kind === "category")
    throw new UsageError(`--histogram: ${key} has not one axis of numbers; hzz plot draws only such ones`);
  const nominal = toPlotModel(sourcesOfView(view, key, incompleteNames(view).groups), { perUnit });
  if (nominal === undefined) throw new UsageError(`--histogram: the result has no contents of ${key} yet`);
  const model = variation === undefined ? nominal : { ...nominal, lines: linesOf(view, nominal, variation) };
  const document = toAnalysisDocument(view, 0);
  const isRunning = view.status === "running";
  return figureOf({
    model,
    title: `${view.spec.title}: ${key}`,
    labels: [
      ...plotLabels(document),
      ...(model.region === undefined ? [] : [[{ text: regionLabel(view, model.region), style: "plain" } as const]]),
    ],
    notice: plotNotice(view),
    legend: legendRows(model, !isRunning),
    titles: { x: axisTitle(model), y: perUnit ? eventsPerUnit(model.axis) : eventsPerBin(model.axis) },
    log,
    below: noRatio ? "none" : pulls ? "pulls" : "ratio",
  });
}

/** @throws {UsageError} */
function linesOf({ spec }: AnalysisView, model: PlotModel, variation: string): PlotLine[] {
  const names = (spec.variations ?? []).map(({ name }) => name);
  if (names.length === 0) throw new UsageError("--variation: the analysis has no variations");
  if (!names.includes(variation)) {
    const near = nearestNames(variation, names);
    const hint = near.length > 0 ? `nearest names: ${near.join(", ")}` : `they are: ${names.slice(0, 30).join(", ")}`;
    throw new UsageError(`--variation: the analysis has no variation "${variation}"; ${hint}`);
  }
  const lines = variationLines(model, variation);
  if (lines.length === 0)
    throw new UsageError(
      `--variation: ${variation} is not filled for ${histogramKey(model)}, or nothing is expected there`,
    );
  return lines;
}

function regionLabel({ spec }: AnalysisView, name: string): string {
  return spec.regions?.find((region) => region.name === name)?.label ?? name;
}
