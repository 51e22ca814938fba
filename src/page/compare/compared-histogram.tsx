import { useMemo, useState } from "preact/hooks";
import { histogramKey } from "../../histogram/histogram.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import { blindText, isBlinded } from "../../plot/blinded.ts";
import { rangeText } from "../../plot/axis-scale.ts";
import { commonHistograms, compareHistograms, type Comparison, type Part } from "../../plot/comparison.ts";
import { axisTitle, eventsPerBin, histogramTitles } from "../../plot/labels.ts";
import { plainNumber, valueAndError } from "../../plot/numbers.ts";
import { readableLabel } from "../../plot/readable-label.ts";
import { shapeTitle } from "../../plot/shapes.ts";
import { LabelText } from "../frame/label-text.tsx";
import { usePlotTheme } from "../frame/use-plot-theme.ts";
import type { LineFrame } from "../plot/create-line-plot.ts";
import type { PlotTheme } from "../plot/plot-theme.ts";
import { LinePlot } from "./line-plot.tsx";
import { lineStyle } from "./line-styles.ts";

/** A histogram that all analyses have, of each a line; below it the ratio to the first; and both as a table. */
export function ComparedHistogram({
  analyses,
  names,
  part,
}: {
  analyses: readonly AnalysisDocument[];
  names: readonly string[];
  part: Part;
}) {
  const { equal, unequal } = commonHistograms(analyses);
  const [chosen, setChosen] = useState("");
  const [normalised, setNormalised] = useState(false);
  const theme = usePlotTheme();
  const head = equal.find((each) => histogramKey(each) === chosen) ?? equal[0];
  const key = head === undefined ? "" : histogramKey(head);
  const titles = histogramTitles(equal);
  const title = head && titles[equal.indexOf(head)];
  const comparison = useMemo(
    () => (head === undefined ? undefined : compareHistograms(analyses, key, part, normalised)),
    [analyses, key, part, normalised],
  );
  const frames = useMemo(
    () => head && comparison && framesOf(comparison, head.name, names, theme, normalised),
    [comparison, theme],
  );
  const blinded = comparison && blindText(comparison);
  return (
    <figure aria-labelledby="compared-histogram">
      <h2 id="compared-histogram">
        <LabelText text={title ?? "Histograms"} />
      </h2>
      {head === undefined && <p>They have no histogram of the same name and bins in common.</p>}
      {unequal.length > 0 && (
        <p class="quiet">Of other bins, and so not drawn: {readableLabel(histogramTitles(unequal).join("; "))}.</p>
      )}
      {head !== undefined && (
        <div class="list-toolbar">
          <label>
            Histogram
            <select
              value={key}
              onChange={({ currentTarget: { value } }) => {
                setChosen(value);
              }}
            >
              {equal.map((each, i) => (
                <option key={histogramKey(each)} value={histogramKey(each)}>
                  {readableLabel(titles[i]!)}
                </option>
              ))}
            </select>
          </label>
          <button
            type="button"
            aria-pressed={normalised}
            onClick={() => {
              setNormalised(!normalised);
            }}
          >
            Normalised to 1
          </button>
        </div>
      )}
      {comparison !== undefined && frames !== undefined && (
        <>
          {blinded !== undefined && (
            <p class="blind">
              Blinded, not shown nor counted of any of them: data in <LabelText text={blinded} />. A specification asks
              not to look there yet.
            </p>
          )}
          <LinePlot frame={frames.values} height={380} label={`${readableLabel(title!)}, of each analysis a line`} />
          <LinePlot frame={frames.ratio} height={190} label="Ratio to the first analysis" />
          <figcaption class="quiet">
            Error bars: √Σw² of each analysis by itself, in the ratio divided by the first. They may have read the same
            events, so that the errors are not independent.
          </figcaption>
          <details>
            <summary>The same as a table</summary>
            <BinTable comparison={comparison} names={names} />
          </details>
        </>
      )}
    </figure>
  );
}

function framesOf(
  { axis, edges, lines }: Comparison,
  name: string,
  names: readonly string[],
  theme: PlotTheme,
  normalised: boolean,
): { readonly values: LineFrame; readonly ratio: LineFrame } {
  const styled = (at: number) => ({ label: names[at] ?? "", ...lineStyle(theme, at) });
  const x = axisTitle({ name, axis });
  const numbers = lines
    .flatMap(({ values, errors }) => [...values].map((value, bin) => value + errors[bin]!))
    .filter((value) => !Number.isNaN(value));
  const lowest = Math.min(0, ...lines.flatMap(({ values }) => [...values].filter((value) => !Number.isNaN(value))));
  const ratios = lines.flatMap(({ ratio }) => [...ratio]).filter((value) => !Number.isNaN(value));
  const isNear = ratios.every((value) => value >= 0.5 && value <= 1.5);
  return {
    values: {
      ...{ axis, edges, theme },
      lines: lines.map(({ values, errors }, at) => ({ ...styled(at), values, errors })),
      titles: { x, y: normalised ? shapeTitle({ axis, perUnit: false }) : eventsPerBin(axis) },
      range: { lower: 1.1 * lowest, upper: 1.15 * Math.max(0, ...numbers) || 1 },
    },
    ratio: {
      ...{ axis, edges, theme },
      lines: lines.map(({ ratio, ratioErrors }, at) => ({ ...styled(at), values: ratio, errors: ratioErrors })),
      titles: { x, y: "ratio to the first" },
      range: isNear ? { lower: 0.5, upper: 1.5 } : { lower: 0, upper: 2 },
    },
  };
}

function BinTable({ comparison, names }: { comparison: Comparison; names: readonly string[] }) {
  const { axis, edges, lines } = comparison;
  return (
    <div class="scroll" role="region" aria-label="Bins" tabIndex={0}>
      <table class="numbers bin-table">
        <thead>
          <tr>
            <th scope="col">bin</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
            {names.slice(1).map((name) => (
              <th key={`ratio ${name}`} scope="col">
                {name} / {names[0]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {edges.slice(1).map((edge, bin) => (
            <tr key={bin}>
              <th scope="row">
                <LabelText text={rangeText(axis, edges[bin]!, edge)} />
              </th>
              {lines.map(({ values, errors }, i) => (
                <td key={i}>{isBlinded(comparison, bin) ? "blinded" : valueAndError(values[bin]!, errors[bin]!)}</td>
              ))}
              {lines.slice(1).map(({ ratio }, i) => (
                <td key={i}>{Number.isNaN(ratio[bin]) ? "–" : plainNumber(ratio[bin]!)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
