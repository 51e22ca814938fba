import { type Column, renderTable } from "./table.ts";
import { displayWidth, truncate } from "./terminal-text.ts";

export interface FitColumn extends Column {
  /** Where the table is too wide, columns with this number are left out, the highest first; without it, never. */
  readonly drop?: number;
  /** Long text in the last column, which may run over the edge behind so many characters. */
  readonly runs?: number;
}

/**
 * A table that fits a terminal: columns are left out until it does, and a line says which. Numbers are never cut short.
 *
 * @param width of the terminal; undefined: any, as into a pipe
 */
export function renderFitting(
  columns: readonly FitColumn[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string {
  const widths = columns.map(({ header, runs }, i) =>
    Math.max(displayWidth(header), ...(runs === undefined ? rows.map((row) => displayWidth(row[i] ?? "")) : [runs])),
  );
  let kept = columns.map((_, i) => i);
  const total = (): number => kept.reduce((sum, i) => sum + widths[i]! + 2, -2);
  while (width !== undefined && total() > width) {
    const last = kept.reduce((best, i) => ((columns[i]!.drop ?? 0) > (columns[best]?.drop ?? 0) ? i : best), -1);
    if (last < 0) break;
    kept = kept.filter((i) => i !== last);
  }
  const table = renderTable(
    kept.map((i) => columns[i]!),
    rows.map((row) => kept.map((i) => row[i] ?? "")),
  );
  const left = columns.filter((_, i) => !kept.includes(i)).map(({ header }) => header);
  return left.length === 0 ? table : `${table}\n${tooNarrow(left, width)}`;
}

/** Says which columns were left out. */
export function tooNarrow(headers: readonly string[], width = Infinity): string {
  return truncate(`(too narrow for: ${headers.join(", ")})`, width);
}
