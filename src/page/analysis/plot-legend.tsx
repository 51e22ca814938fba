import type { LegendRow } from "../../plot/legend.ts";
import { LabelText } from "../frame/label-text.tsx";
import { type PlotTheme, pointColor } from "../plot/plot-theme.ts";

/** In the plot where there is room, under it where there is not: each group is a button that takes it out of the stack or puts it back. */
export function PlotLegend({
  rows,
  theme,
  onToggle,
}: {
  rows: readonly LegendRow[];
  theme: PlotTheme;
  onToggle: (group: string) => void;
}) {
  return (
    <ul class={rows.length > 8 ? "legend legend-below" : "legend"} aria-label="Legend, with yields within the axis">
      {rows.map((row) => (
        <li key={row.group ?? ` ${row.label}`}>
          <LegendLine row={row} theme={theme} onToggle={onToggle} />
        </li>
      ))}
    </ul>
  );
}

function LegendLine({ row, theme, onToggle }: { row: LegendRow; theme: PlotTheme; onToggle: (group: string) => void }) {
  const { group } = row;
  const content = (
    <>
      <Swatch row={row} theme={theme} />
      <span class="legend-label">
        <LabelText text={row.label} />
      </span>
      <span class="legend-yield">{row.yield}</span>
    </>
  );
  if (group === undefined) return <span class="legend-row">{content}</span>;
  return (
    <button
      type="button"
      class="legend-row"
      aria-pressed={row.visible}
      title={row.visible ? "Leave out of the plot" : "Put back into the plot"}
      onClick={() => {
        onToggle(group);
      }}
    >
      {content}
    </button>
  );
}

function Swatch({ row, theme }: { row: LegendRow; theme: PlotTheme }) {
  return (
    <svg class="swatch" viewBox="0 0 24 14" width="24" height="14" aria-hidden="true">
      {row.symbol === "fill" && <rect width="24" height="14" fill={row.color} />}
      {row.symbol === "point" && (
        <g fill={pointColor(row.color, theme)} stroke={pointColor(row.color, theme)}>
          <line x1="12" x2="12" y1="0" y2="14" stroke-width="1.5" />
          <circle cx="12" cy="7" r="3.5" stroke="none" />
        </g>
      )}
      {(row.symbol === "line" || row.symbol === "dashed") && (
        <line
          x2="24"
          y1="7"
          y2="7"
          stroke={pointColor(row.color, theme)}
          stroke-width="2"
          stroke-dasharray={row.symbol === "dashed" ? "6 4" : undefined}
        />
      )}
      {row.symbol === "cross" && <path d="M-2 3 9 14M3-2 21 16M11-2 27 14M17-2 27 10" stroke={theme.hatch} />}
      {(row.symbol === "hatch" || row.symbol === "cross") && (
        <path
          d="M-2 9 9-2M-1 14 15-2M5 14 21-2M11 14 27-2M17 14 27 4"
          stroke={theme.hatch}
          stroke-width="1"
          fill="none"
        />
      )}
    </svg>
  );
}
