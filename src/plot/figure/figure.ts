import { allBins } from "../bin-range.ts";
import type { LabelLine } from "../labels.ts";
import type { LegendRow } from "../legend.ts";
import type { PlotModel } from "../plot-model.ts";
import { linearRange, logRange } from "../y-range.ts";
import { type Comparison, type ComparisonKind, comparisonOf } from "./comparison.ts";
import { bandMarks, lineMarks, pointMarks, stackMarks } from "./contents.ts";
import { axisMarks, ink, type Panel, within } from "./panel.ts";
import { fittedLine, textLine } from "./rich-text.ts";
import type { Mark, Scene } from "./scene.ts";
import { type Block, type LabelBlock, labelBlock, legendBlock } from "./words.ts";

/** What stands on a figure. */
export interface FigureContent {
  readonly model: PlotModel;
  readonly title: string;
  readonly labels: readonly LabelLine[];
  /** What is missing; undefined when all is in. */
  readonly notice: string | undefined;
  /** From top to bottom. */
  readonly legend: readonly LegendRow[];
  readonly titles: { readonly x: string; readonly y: string };
  readonly log: boolean;
  /** What a panel below compares; there is none where there is nothing to compare. */
  readonly below: ComparisonKind | "none";
}

const width = 600;
const [left, right, top] = [92, 580, 20];
const [mainHeight, heightAlone, heightBelow, foot] = [390, 410, 130, 64];
const inset = 16;
const titleSize = 20;

/**
 * The figure as the experiments draw it: simulation stacked, data as points, the uncertainty of the expectation hatched, ticks inward on
 * all sides, titles at the far ends of the axes. Labels stand in the upper left corner, the legend in the upper right one, below the
 * labels that have no room beside it; the axis ends so high that the contents stay below them.
 */
export function figureOf(content: FigureContent): Scene {
  const below = content.below === "none" ? undefined : comparisonOf(content.model, content.below);
  const bottom = top + (below === undefined ? heightAlone : mainHeight);
  const room = right - left - 2 * inset;
  const words = placed(labelBlock(content.labels, content.notice, room), legendBlock(content.legend, room));
  const main = mainPanel(content, bottom, words.bottom);
  const { model, titles } = content;
  const lowest = below === undefined ? main : panelBelow(main, below);
  const marks: Mark[] = [
    within(main, [
      ...stackMarks(main, model),
      ...totalMarks(main, model),
      ...(model.lines ?? []).flatMap((line) => lineMarks(main, model.edges, line)),
      ...pointMarks(main, model),
    ]),
    ...axisMarks(main, { xNumbers: below === undefined, yTicks: 7, hidesTop: false }),
    ...words.marks,
    ...upwardTitle(titles.y, main.top),
    ...(below === undefined ? [] : comparisonMarks(lowest, below)),
    ...xTitle(titles.x, lowest.bottom),
  ];
  return { width, height: lowest.bottom + foot, title: content.title, marks };
}

function mainPanel({ model, log }: FigureContent, bottom: number, wordsBottom: number): Panel {
  // The highest content stays below the words, of which the legend is the longer part.
  const room = Math.max(1.6, (bottom - top) / Math.max(60, bottom - wordsBottom - 12));
  const all = allBins(model.bins);
  const yRange = log ? logRange(model, all, room) : linearRange(model, all, room);
  return { left, right, top, bottom, x: { ...model.axis, edges: model.edges }, yRange, log };
}

/** The uncertainty of the stack; where variations are a part of it, the statistical one is hatched the other way, too. */
function totalMarks(main: Panel, { total, edges }: PlotModel): Mark[] {
  if (total === undefined) return [];
  const { values, errors, isVaried } = total;
  return [
    ...bandMarks(main, edges, total),
    ...(isVaried ? bandMarks(main, edges, { values, down: errors, up: errors }, true) : []),
  ];
}

function panelBelow(main: Panel, { range }: Comparison): Panel {
  return { ...main, top: main.bottom, bottom: main.bottom + heightBelow, yRange: range, log: false };
}

function comparisonMarks(panel: Panel, comparison: Comparison): Mark[] {
  const title = fittedLine(comparison.title, 16, heightBelow);
  return [
    within(panel, comparison.marksIn(panel)),
    ...axisMarks(panel, { xNumbers: true, yTicks: 3, hidesTop: true }),
    ...title.marksAt({ x: 26, y: (panel.top + panel.bottom + title.width) / 2 }, ink, true),
  ];
}

/** At the right end of the axis. */
function xTitle(text: string, bottom: number): Mark[] {
  const line = textLine([{ text, style: "plain" }], titleSize);
  return line.marksAt({ x: right - line.width, y: bottom + 48 }, ink);
}

/** At the upper end of the axis. */
function upwardTitle(text: string, top: number): Mark[] {
  const line = textLine([{ text, style: "plain" }], titleSize);
  return line.marksAt({ x: 26, y: top + line.width }, ink, true);
}

/** Labels left, legend right, below those labels that reach to it. */
function placed(labels: LabelBlock, legend: Block): { readonly marks: Mark[]; readonly bottom: number } {
  const corner = { x: left + inset, y: top + inset };
  const x = Math.max(corner.x, right - inset - legend.width);
  const above = labels.heightOver(x - inset - corner.x);
  const at = { x, y: corner.y + (above === 0 ? 0 : above + 4) };
  return {
    marks: [...labels.marksAt(corner), ...legend.marksAt(at)],
    bottom: Math.max(corner.y + labels.height, at.y + legend.height),
  };
}
