import { extname } from "node:path";
import { nearestNames } from "../errors/nearest-names.ts";
import { histogramKey } from "../histogram/histogram.ts";
import { bySample } from "../plot/by-sample.ts";
import { figureOf } from "../plot/figure/figure.ts";
import { type MapContent, mapFigureOf } from "../plot/figure/map-figure.ts";
import { paper } from "../plot/figure/panel.ts";
import type { Scene } from "../plot/figure/scene.ts";
import { toPdf } from "../plot/figure/to-pdf.ts";
import { toSvg } from "../plot/figure/to-svg.ts";
import { type HeatMap, type MapAxis, toHeatMap } from "../plot/heat-map.ts";
import { axisTitle, eventsPerBin, eventsPerUnit, meanTitle, noticeOn, plotLabels, plotNotice } from "../plot/labels.ts";
import { legendRows } from "../plot/legend.ts";
import { type PlotLine, type PlotModel, sourcesOfDocument, sourcesOfView, toPlotModel } from "../plot/plot-model.ts";
import { readableLabel } from "../plot/readable-label.ts";
import { shapeLegend, shapeTitle, toShapes } from "../plot/shapes.ts";
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
import { mirrors, noColor, quiet, samples, unblind, url, workers } from "./shared-options.ts";
import { UsageError } from "./usage-error.ts";

const parameters = {
  target: operand("result|id|preset|spec"),
  out: option("out", "FILE", "where the figure is written: .svg or .pdf"),
  histogram: option("histogram", "KEY", "name of the histogram, m4l@region in a region (default: the first)"),
  group: option("group", "NAME", "of a map, the group that is drawn, or simulation for all of it (default: the first)"),
  log: flag("log", "logarithmic y axis; of a map, its colours"),
  noRatio: flag("no-ratio", "no panel with data over expectation, or each shape over that of the data"),
  pulls: flag("pulls", "below, (data − expectation) / σ in place of data over expectation; σ is of both, in squares"),
  variation: option(
    "variation",
    "NAME",
    "alternatives of this variation as lines over the stack and in the panel below",
  ),
  stack: option(
    "stack",
    "WORD",
    "groups (default) or samples: what the stack is made of",
    (text): "groups" | "samples" => {
      if (text === "groups" || text === "samples") return text;
      throw new UsageError(`--stack expects groups or samples, found "${text}"`);
    },
  ),
  shapes: flag("shapes", "each group by itself as a line of area 1, data too, in place of the stack"),
  perUnit: flag("per-unit", "events per unit of the axis (Events / GeV), not per bin"),
  unblind,
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
  examples: [
    "hzz plot hzz-toy --out m4l.pdf",
    "hzz plot results.hzz.json --histogram m4l --log --out m4l.svg",
    "hzz plot hzz-toy --stack samples --shapes --out shapes.svg",
  ],
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
    `--out expects a name that ends in .svg or .pdf, found "${path}"${ending === ".png" ? "; the page of an analysis gives its plot as PNG, and pdftoppm -png -r 200 makes one of the PDF" : ""}`,
  );
}

function sceneOf(view: AnalysisView, options: PlotArguments): Scene {
  const { histogram, group, log, noRatio, pulls, perUnit, variation, unblind, shapes } = options;
  const keys = view.histograms.filter(({ variation }) => variation === undefined).map(histogramKey);
  const key = histogram ?? keys[0] ?? "";
  const block = view.histograms.find((one) => histogramKey(one) === key);
  if (block === undefined || !keys.includes(key)) {
    const near = nearestNames(key, keys);
    const hint = near.length > 0 ? `nearest names: ${near.join(", ")}` : `they are: ${keys.slice(0, 30).join(", ")}`;
    throw new UsageError(`--histogram: the analysis has no histogram "${key}"; ${hint}`);
  }
  const sources =
    options.stack === "samples"
      ? sourcesOfDocument(bySample(toAnalysisDocument(view, 0, { samples: true })), key, { unblind })
      : sourcesOfView(view, key, incompleteNames(view).groups, { unblind });
  const region = block.region === undefined ? [] : [regionLabel(view, block.region)];
  const document = toAnalysisDocument(view, 0);
  const words = {
    title: `${readableLabel(view.spec.title)}: ${key}`,
    labels: [...plotLabels(document), ...region.map((text) => [{ text, style: "plain" } as const])],
    notice: plotNotice(view),
  };
  if (block.axes.length > 2)
    throw new UsageError(`--histogram: ${key} has ${block.axes.length} axes; hzz plot draws one or two`);
  if (block.axes.length === 2 && (variation !== undefined || pulls))
    throw new UsageError(`${pulls ? "--pulls" : "--variation"}: ${key} has two axes; its figure is a map of one group`);
  if (shapes && (variation !== undefined || pulls))
    throw new UsageError(
      `--shapes: each group stands by itself, without pulls and variations; leave ${pulls ? "--pulls" : "--variation"} out`,
    );
  if (shapes && (block.axes.length === 2 || block.profile !== undefined))
    throw new UsageError(
      `--shapes: ${key} is a ${block.profile === undefined ? "map" : "profile"}, which has no shape`,
    );
  if (block.axes.length === 2) return mapScene(toHeatMap(sources, { wanted: group, log }), key, words, group);
  if (group !== undefined)
    throw new UsageError(`--group: ${key} has one axis, on which all groups are drawn; leave it out`);
  const nominal = toPlotModel(sources, { perUnit });
  if (nominal === undefined) throw new UsageError(`--histogram: the result has no contents of ${key} yet`);
  const isRunning = view.status === "running";
  const shape = shapes ? toShapes(nominal, paper) : undefined;
  if (shape !== undefined)
    return figureOf({
      ...words,
      model: shape,
      notice: noticeOn(view, shape),
      legend: shapeLegend(nominal, paper, !isRunning),
      titles: { x: axisTitle(shape), y: shapeTitle(shape) },
      log,
      below: noRatio ? "none" : "ratio",
    });
  const model = variation === undefined ? nominal : { ...nominal, lines: linesOf(view, nominal, variation) };
  return figureOf({
    ...words,
    model,
    notice: noticeOn(view, model),
    legend: legendRows(model, !isRunning),
    titles: { x: axisTitle(model), y: contentTitle(model) },
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

function contentTitle({ profile, perUnit, axis }: PlotModel): string {
  if (profile !== undefined) return meanTitle(profile);
  return perUnit ? eventsPerUnit(axis) : eventsPerBin(axis);
}

function mapScene(
  map: HeatMap | undefined,
  key: string,
  { labels, ...words }: Pick<MapContent, "title" | "labels" | "notice">,
  group: string | undefined,
): Scene {
  if (map === undefined) throw new UsageError(`--histogram: the result has no contents of ${key} yet`);
  if (group !== undefined && map.shown.name !== group)
    throw new UsageError(
      `--group: there is no group "${group}"; there are: ${map.choices.map(({ name }) => name).join(", ")}`,
    );
  const titleOf = (axis: MapAxis) => axisTitle({ name: map.name, axis });
  return mapFigureOf({
    ...words,
    map,
    labels: [...labels, [{ text: map.shown.label, style: "plain" }]],
    titles: { x: titleOf(map.x), y: titleOf(map.y), bar: "Events / bin" },
  });
}

function regionLabel({ spec }: AnalysisView, name: string): string {
  return spec.regions?.find((region) => region.name === name)?.label ?? name;
}
