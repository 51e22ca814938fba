import { useEffect, useId } from "preact/hooks";
import { changeText, variationLines, variationYields } from "../../plot/variations.ts";
import { withDistinctColors } from "../../plot/distinct-colors.ts";
import { legendRows } from "../../plot/legend.ts";
import type { BinRange } from "../../plot/bin-range.ts";
import { rangeText } from "../../plot/axis-scale.ts";
import { pullUncertainty } from "../../plot/pulls.ts";
import type { PlotModel } from "../../plot/plot-model.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { shapeLegend, shapeTitle, toShapes } from "../../plot/shapes.ts";
import { drawLines, panelBelow } from "../plot/panel-below.ts";
import type { PlotFrame } from "../plot/plot-frame.ts";
import { lightTheme } from "../plot/plot-theme.ts";
import type { View } from "./view/view-state.ts";
import { LabelText } from "../frame/label-text.tsx";
import { readableLabel } from "../../plot/readable-label.ts";

/** What a plot has not at first, drawn into its frame. */
export type Decorate = (frame: PlotFrame, choices: View, analysis: AnalysisDocument) => PlotFrame;

/** A table of more variations helps nobody. */
const mostRows = 10;

/** Choices of what a plot has not at first: the panel below, variations, colours. @param onLoad is given what draws them, once */
export function PlotOptions({
  analysis,
  model,
  window,
  choices,
  onChoose,
  onLoad,
}: {
  analysis: AnalysisDocument;
  model: PlotModel;
  window: BinRange | undefined;
  choices: View;
  onChoose: (change: Partial<View>) => void;
  onLoad: (decorate: Decorate) => void;
}) {
  useEffect(() => {
    onLoad(decorated);
  }, []);
  const { variations = [] } = analysis.head;
  const shapes = choices.shapes && model.profile === undefined;
  return (
    <div class="options">
      <Choice
        label="Stack"
        value={choices.stack}
        options={[
          ["groups", "groups"],
          ["samples", "samples"],
        ]}
        onChoose={(stack) => {
          onChoose({ stack });
        }}
      />
      {model.profile === undefined && (
        <Choice
          label="Contents"
          value={choices.shapes ? "shapes" : "events"}
          options={[
            ["events", "events, stacked"],
            ["shapes", "shapes: each of area 1"],
          ]}
          onChoose={(contents) => {
            onChoose({ shapes: contents === "shapes" });
          }}
        />
      )}
      <Choice
        label="Panel below"
        value={choices.below}
        options={[
          ["none", "none"],
          [
            "ratio",
            shapes && model.data.length === 0 ? "shape / expectation" : shapes ? "shape / data" : "data / expectation",
          ],
          ...(shapes && choices.below !== "pulls" ? [] : [pullOption]),
        ]}
        onChoose={(below) => {
          onChoose({ below });
        }}
      />
      {variations.length > 0 && (
        <Choice
          label="Variation"
          value={choices.variation ?? ""}
          options={[["", "nominal"], ...variations.map(({ name, label }) => [name, label] as const)]}
          onChoose={(name) => {
            onChoose({ variation: name === "" ? undefined : name });
          }}
        />
      )}
      <Choice
        label="Colours of the stack"
        value={choices.colors}
        options={[
          ["own", "as the analysis says"],
          ["distinct", "that can be told apart"],
        ]}
        onChoose={(colors) => {
          onChoose({ colors });
        }}
      />
      {shapes && (choices.below === "pulls" || choices.variation !== undefined) && (
        <p class="quiet">Shapes have no pulls, and no lines of a variation.</p>
      )}
      {choices.below === "pulls" && <p class="quiet">σ: {pullUncertainty}, each of the side towards the other.</p>}
      {variations.length > 0 && model.profile === undefined && (
        <LargestVariations analysis={analysis} model={model} window={window} />
      )}
    </div>
  );
}

function Choice<Value extends string>({
  label,
  value,
  options,
  onChoose,
}: {
  label: string;
  value: Value;
  options: readonly (readonly [value: Value, text: string])[];
  onChoose: (value: Value) => void;
}) {
  const id = useId();
  return (
    <p>
      <label for={id}>{label}</label>{" "}
      <select
        id={id}
        value={value}
        onChange={({ currentTarget }) => {
          onChoose(currentTarget.value as Value);
        }}
      >
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {readableLabel(text)}
          </option>
        ))}
      </select>
    </p>
  );
}

/** What the variations change of the expected events in the window, the largest first. */
function LargestVariations({
  analysis,
  model,
  window,
}: {
  analysis: AnalysisDocument;
  model: PlotModel;
  window: BinRange | undefined;
}) {
  const bins = window ?? { start: 0, stop: model.bins };
  const all = variationYields(model, bins);
  const rows = all.slice(0, mostRows);
  // `up` and `down`, or what the alternatives are called.
  const keys = [
    ...new Set(
      rows.flatMap(({ variation, changes }) =>
        changes.map(({ alternative }) => alternative.slice(variation.length + 1)),
      ),
    ),
  ];
  const labels = new Map(analysis.head.variations?.map(({ name, label }) => [name, label]));
  const left = all.length - rows.length;
  if (rows.length === 0)
    return <p class="quiet">Nothing is expected in the window, so that variations change nothing.</p>;
  return (
    <div class="scroll" role="region" aria-label="Largest variations" tabIndex={0}>
      <table class="numbers">
        <caption class="quiet">
          Largest variations of the expected events,{" "}
          <LabelText text={rangeText(model.axis, model.edges[bins.start]!, model.edges[bins.stop]!)} />
          {left > 0 && `; ${left} smaller ${left === 1 ? "one is" : "ones are"} left out`}
        </caption>
        <thead>
          <tr>
            <th scope="col">variation</th>
            {keys.map((key) => (
              <th key={key} scope="col">
                {key}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ variation, changes }) => (
            <tr key={variation}>
              <th scope="row">
                <LabelText text={labels.get(variation) ?? variation} />
              </th>
              {keys.map((key) => {
                const change = changes.find(({ alternative }) => alternative === `${variation}_${key}`);
                return <td key={key}>{change && changeText(change.part)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const pullOption = ["pulls", "pulls: (data − expectation) / σ"] as const;

/** The frame with what was chosen: colours, lines over the stack, and the panel below. */
export const decorated: Decorate = (frame, choices, analysis) => {
  const { below, variation, colors } = choices;
  const plain = colors === "distinct" ? withDistinctColors(frame.model) : frame.model;
  const { background } = frame.theme;
  const shapes = choices.shapes ? toShapes(plain, background) : undefined;
  const panelOf = (model: PlotModel) => (below === "none" ? undefined : panelBelow(model, below));
  if (shapes !== undefined) {
    const panel = panelOf(shapes);
    return {
      ...frame,
      model: shapes,
      titles: { ...frame.titles, y: shapeTitle(shapes) },
      legend: shapeLegend(plain, background, analysis.status !== "running"),
      over: drawLines,
      onPaper: () => decorated({ ...frame, theme: lightTheme }, choices, analysis),
      ...(panel && { below: panel }),
    };
  }
  const lines = variation === undefined ? [] : variationLines(plain, variation);
  const model: PlotModel = lines.length === 0 ? plain : { ...plain, lines };
  const panel = panelOf(model);
  return {
    ...frame,
    model,
    legend: legendRows(model, analysis.status !== "running"),
    ...(lines.length > 0 && { over: drawLines }),
    ...(panel && { below: panel }),
  };
};
