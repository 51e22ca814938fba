import { displayWidth, padEnd, padStart } from "./terminal-text.ts";

export interface Column {
  /** May have several lines. */
  readonly header: string;
  /** `decimal`: to the right, with the decimal points below each other. */
  readonly align: "left" | "right" | "decimal";
}

/** One row of cells, or a line across the table. Cells beyond the columns are left out, absent ones are empty. */
export type Row = readonly string[] | "line";

/** A table without boxes: columns two spaces apart, a line under the headers, no spaces at the ends of lines. */
export function renderTable(columns: readonly Column[], rows: readonly Row[]): string {
  const aligned = alignDecimals(columns, rows);
  const widths = columns.map(({ header }, i) =>
    Math.max(...header.split("\n").map(displayWidth), cellWidth(aligned, i)),
  );
  const line = "─".repeat(totalWidth(widths));
  const render = (cells: readonly string[]) =>
    columns
      .map(({ align }, i) => (align === "left" ? padEnd : padStart)(cells[i] ?? "", widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  const heads = columns.map(({ header }) => header.split("\n"));
  const height = Math.max(0, ...heads.map(({ length }) => length));
  // Short ones stand at the line.
  const header = Array.from({ length: height }, (_, y) =>
    render(heads.map((each) => each[y - height + each.length] ?? "")),
  );
  return [
    ...(header.every((each) => each === "") ? [] : [...header, line]),
    ...aligned.map((row) => (row === "line" ? line : render(row))),
  ].join("\n");
}

/** Columns of the terminal that a table takes whose columns take these. */
export function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);
}

/** The widest cell of a column. */
export function cellWidth(rows: readonly Row[], column: number): number {
  return rows.reduce((most, row) => (row === "line" ? most : Math.max(most, displayWidth(row[column] ?? ""))), 0);
}

/** Fills decimal cells with spaces at their end, so that padding at their start puts the points below each other. */
export function alignDecimals(columns: readonly Column[], rows: readonly Row[]): readonly Row[] {
  const fractionOf = (cell: string) => (cell.includes(".") ? cell.length - cell.indexOf(".") : 0);
  const longest = columns.map(({ align }, i) =>
    align === "decimal" ? Math.max(0, ...rows.map((row) => (row === "line" ? 0 : fractionOf(row[i] ?? "")))) : 0,
  );
  return rows.map((row) =>
    row === "line"
      ? row
      : row.map((cell, i) =>
          columns[i]?.align === "decimal" ? cell + " ".repeat((longest[i] ?? 0) - fractionOf(cell)) : cell,
        ),
  );
}
