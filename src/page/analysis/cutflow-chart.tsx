import { useMemo } from "preact/hooks";
import { bySample } from "../../plot/by-sample.ts";
import { type CutflowRow, cutflowBars } from "../../plot/cutflow-bars.ts";
import { logTickText } from "../../plot/ticks.ts";
import type { AnalysisDocument } from "../../protocol/documents/analysis-document.ts";
import type { View } from "./view/view-state.ts";
import { LabelText } from "../frame/label-text.tsx";

/** The cutflow as bars, stacked or each group by itself, of the groups or samples that the plot shows, in its colours. */
export function CutflowChart({
  analysis,
  view,
  bars,
  onChange,
}: {
  analysis: AnalysisDocument;
  view: View;
  bars: "stacked" | "each";
  onChange: (part: Partial<View>) => void;
}) {
  const { stack, colors, hidden, cutflowLog: log } = view;
  const chart = useMemo(
    () => cutflowBars(stack === "samples" ? bySample(analysis) : analysis, { bars, log, colors, hidden }),
    [analysis, stack, bars, log, colors, hidden],
  );
  const { stages, legend, range, powers, spansMuch } = chart;
  const hasData = stages.some(({ rows }) => rows.some(({ points }) => points.length > 0));
  return (
    <>
      {(spansMuch || log) && (
        <div class="toolbar">
          <button
            type="button"
            aria-pressed={log}
            onClick={() => {
              onChange({ cutflowLog: !log });
            }}
          >
            Logarithmic bars
          </button>
        </div>
      )}
      {bars === "stacked" && (
        <ul class="bar-legend" aria-label="Colours of the bars">
          {legend.map(({ label, color }) => (
            <li key={label}>
              <svg class="swatch" width="18" height="12" aria-hidden="true">
                <rect width="18" height="12" fill={color} />
              </svg>
              <LabelText text={label} />
            </li>
          ))}
        </ul>
      )}
      <ol class="cutflow-bars" aria-label="Cutflow as bars">
        {stages.map(({ name, label, rows }) => (
          <li key={name}>
            <strong>{name}</strong>{" "}
            {label !== "" && (
              <span class="quiet">
                <LabelText text={label} />
              </span>
            )}
            {rows.map((row) => (
              <Bar key={row.label} row={row} powers={powers} />
            ))}
          </li>
        ))}
      </ol>
      <p class="quiet">
        {log
          ? `Bars from ${logTickText(range.lower)} to ${logTickText(range.upper)}, with a line at each power of ten. `
          : "Bars begin at 0. "}
        {hasData && "Points: data with the central 68 % interval. "}
        What the plot leaves out is left out here. The table has all numbers.
      </p>
    </>
  );
}

const percent = (place: number) => `${(100 * place).toFixed(3)}%`;

/** Its words say what it shows. */
function Bar({ row: { label, text, segments, points }, powers }: { row: CutflowRow; powers: readonly number[] }) {
  return (
    <div class="cutflow-bar">
      {label !== "" && (
        <span class="bar-label">
          <LabelText text={label} />
        </span>
      )}
      <span class="bar-numbers">
        <LabelText text={text} />
      </span>
      <svg width="100%" height="18" aria-hidden="true">
        {segments.map(({ color, start, stop }, i) => (
          <rect
            key={i}
            class="bar-segment"
            x={percent(start)}
            width={percent(stop - start)}
            y="1"
            height="16"
            fill={color}
          />
        ))}
        {powers.map((place) => (
          <line key={place} class="bar-power" x1={percent(place)} x2={percent(place)} y2="18" />
        ))}
        {points.map(({ at, start, stop }, i) => (
          <g key={i} class="bar-point">
            <line class="bar-halo" x1={percent(start)} x2={percent(stop)} y1="9" y2="9" />
            <line x1={percent(start)} x2={percent(stop)} y1="9" y2="9" />
            <circle cx={percent(at)} cy="9" r="4" />
          </g>
        ))}
      </svg>
    </div>
  );
}
