import { type ComparisonKind, comparisonOf } from "../../plot/figure/comparison.ts";
import { lineMarks } from "../../plot/figure/contents.ts";
import { axisMarks, ink, type Panel, within } from "../../plot/figure/panel.ts";
import { fittedLine } from "../../plot/figure/rich-text.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import { paintMarks } from "./paint-marks.ts";
import type { Drawing, PanelBelow } from "./plot-frame.ts";

const height = 124;
const fontSize = 13;

/** The comparison of a model as a panel of the page. @returns undefined where there is nothing to compare */
export function panelBelow(model: PlotModel, kind: ComparisonKind): PanelBelow | undefined {
  const comparison = comparisonOf(model, kind);
  if (comparison === undefined) return undefined;
  return {
    height,
    contentsOf: (bin) => comparison.contentsOf(bin),
    draw(drawing) {
      const main = panelOf(drawing);
      const panel: Panel = {
        ...{ ...main, top: main.bottom, bottom: main.bottom + height },
        ...{ yRange: comparison.range, log: false },
      };
      const width = panel.right - panel.left;
      const title = fittedLine(comparison.title, fontSize, height);
      const middle = (panel.top + panel.bottom + title.width) / 2;
      paintMarks(drawing, [
        within(panel, comparison.marksIn(panel)),
        ...axisMarks(panel, {
          ...{ xNumbers: false, yTicks: 3, hidesTop: true, numberSize: fontSize, longTick: 10 },
          xTicks: Math.max(2, Math.min(10, width / 70)),
        }),
        ...title.marksAt({ x: 2 + fontSize * 0.8, y: Math.min(panel.bottom, middle) }, ink, true),
      ]);
    },
  };
}

/** The lines of a model over its stack. */
export function drawLines(drawing: Drawing): void {
  const { model } = drawing.frame;
  const panel = panelOf(drawing);
  paintMarks(drawing, [
    within(
      panel,
      (model.lines ?? []).flatMap((line) => lineMarks(panel, model.edges, line)),
    ),
  ]);
}

/** The frame of the plot as a panel of a figure, with the bins in view. */
function panelOf({ u, unit, frame: { model, zoom, y, log } }: Drawing): Panel {
  const { left, top, width, height } = u.bbox;
  return {
    ...{ left: left / unit, right: (left + width) / unit, top: top / unit, bottom: (top + height) / unit },
    x: { ...model.axis, edges: model.edges.slice(zoom.start, zoom.stop + 1) },
    ...{ yRange: y, log },
  };
}
