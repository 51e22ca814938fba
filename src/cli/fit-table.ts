import { alignDecimals, cellWidth, type Column, renderTable, type Row, totalWidth } from "./table.ts";
import { displayWidth, truncate, wrap } from "./terminal-text.ts";

export interface FitColumn extends Column {
  /** Where the table is too wide, columns with this number are left out, the highest first; without it, never. */
  readonly drop?: number;
  /** Stands at the start of each part of a table that is broken; without any, the first column does. */
  readonly key?: boolean;
  /** Stays beside the column before it: an error beside its value. */
  readonly joined?: boolean;
  /** Text in the last column, which goes on in lines below it where it has no more room than so many characters. */
  readonly runs?: number;
  /** Colours a line of a cell. */
  readonly paint?: (line: string, cell: string) => string;
}

/**
 * A table that fits a terminal: headers take several lines, then columns are left out (a line says which), then the rest stands in
 * several tables below each other. Numbers are never cut short; texts are, if nothing else helps.
 *
 * @param width of the terminal; undefined: any, as into a pipe
 */
export function renderFitting(columns: readonly FitColumn[], rows: readonly Row[], width: number | undefined): string {
  if (width === undefined || naturalWidth(columns, rows) <= width) return renderPart(columns, rows);
  let kept = columns.map((_, i) => i);
  const lines = [1, 2, 3].find((most) => leastWidth(columns, rows, most) <= width) ?? 3;
  while (leastWidth(pick(columns, kept), pickCells(rows, kept), lines) > width) {
    const last = kept.reduce((best, i) => ((columns[i]!.drop ?? 0) > (columns[best]?.drop ?? 0) ? i : best), -1);
    if (last < 0) break;
    kept = kept.filter((i) => i !== last);
  }
  const left = columns.filter((_, i) => !kept.includes(i)).map(({ header }) => header);
  const tables = partsOf(columns, rows, kept, lines, width).map((part) =>
    renderNarrow(pick(columns, part), pickCells(rows, part), lines, width),
  );
  const note = left.length === 0 ? "" : `\n${tooNarrow(left, width)}`;
  return `${tables.join("\n\n")}${note}`;
}

/** Says which columns were left out. */
export function tooNarrow(headers: readonly string[], width = Infinity): string {
  return truncate(`(too narrow for: ${headers.join(", ")})`, width);
}

/** Columns of the terminal that a table takes where it has all the room it wants. */
export function naturalWidth(columns: readonly FitColumn[], rows: readonly Row[]): number {
  const aligned = alignDecimals(columns, rows);
  return totalWidth(columns.map(({ header }, i) => Math.max(displayWidth(header), cellWidth(aligned, i))));
}

/** With headers of at most so many lines, and text as narrow as it may be. */
function leastWidth(columns: readonly FitColumn[], rows: readonly Row[], lines: number): number {
  return totalWidth(leastWidths(columns, rows, lines));
}

function leastWidths(columns: readonly FitColumn[], rows: readonly Row[], lines: number): number[] {
  const aligned = alignDecimals(columns, rows);
  return columns.map(({ header, runs = Infinity }, i) =>
    Math.max(headerWidth(header, lines), Math.min(runs, cellWidth(aligned, i))),
  );
}

/** The least width at which a header takes so many lines. */
function headerWidth(header: string, lines: number): number {
  let width = Math.max(...header.split(" ").map(displayWidth));
  while (wrap(header, width).length > lines) width++;
  return width;
}

/** Which columns stand together: all of them, or as many as there is room for beside the keys. */
function partsOf(
  columns: readonly FitColumn[],
  rows: readonly Row[],
  kept: readonly number[],
  lines: number,
  width: number,
): (readonly number[])[] {
  const named = kept.filter((i) => columns[i]!.key === true);
  const keys = named.length > 0 ? named : kept.slice(0, 1);
  const widths = leastWidths(columns, rows, lines);
  const fits = (part: readonly number[]) => totalWidth(part.map((i) => widths[i]!)) <= width;
  const units: number[][] = [];
  for (const i of kept.filter((each) => !keys.includes(each)))
    if (columns[i]!.joined === true && units.length > 0) units.at(-1)!.push(i);
    else units.push([i]);
  const parts: number[][] = [];
  for (const unit of units) {
    const longer = [...(parts.at(-1) ?? keys), ...unit];
    if (parts.length === 0) parts.push(longer);
    else if (fits(longer)) parts[parts.length - 1] = longer;
    else parts.push([...keys, ...unit]);
  }
  return parts.length === 0 ? [keys] : parts;
}

/** A part that has as much room as there is: its headers are broken, texts too, and what is still too wide is cut. */
function renderNarrow(columns: readonly FitColumn[], rows: readonly Row[], lines: number, width: number): string {
  const widths = leastWidths(columns, rows, lines);
  // Text takes what is left.
  const spare = width - totalWidth(widths);
  const last = columns.length - 1;
  if (columns[last]?.runs !== undefined) widths[last]! += Math.max(0, spare);
  for (let over = -spare; over > 0;) {
    const widest = widths.reduce(
      (best, each, i) => (columns[i]!.align === "left" && each > (widths[best] ?? leastText) ? i : best),
      -1,
    );
    if (widest < 0) break;
    widths[widest]!--;
    over--;
  }
  const broken = rows.flatMap((row): Row[] => {
    if (row === "line") return [row];
    const cells = row.map((cell, i) =>
      columns[i]?.align !== "left"
        ? [cell]
        : columns[i].runs === undefined
          ? [truncate(cell, widths[i]!)]
          : pieces(cell, widths[i]!),
    );
    const height = Math.max(1, ...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, y) =>
      cells.map((each, i) => painted(columns[i], each[y] ?? "", row[i] ?? "")),
    );
  });
  const heads = columns.map((column, i) => ({ ...column, header: wrap(column.header, widths[i]!).join("\n") }));
  return renderTable(heads, broken);
}

function renderPart(columns: readonly FitColumn[], rows: readonly Row[]): string {
  return renderTable(
    columns,
    rows.map((row) => (row === "line" ? row : row.map((cell, i) => painted(columns[i], cell, cell)))),
  );
}

/** Below so many characters a text says nothing. */
const leastText = 8;

/** Lines of a text; words that are longer are broken. */
function pieces(text: string, width: number): string[] {
  return wrap(text, width).flatMap((line) => line.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""]);
}

function painted(column: FitColumn | undefined, line: string, cell: string): string {
  return column?.paint === undefined || line === "" ? line : column.paint(line, cell);
}

function pick(columns: readonly FitColumn[], kept: readonly number[]): FitColumn[] {
  return kept.map((i) => columns[i]!);
}

function pickCells(rows: readonly Row[], kept: readonly number[]): Row[] {
  return rows.map((row) => (row === "line" ? row : kept.map((i) => row[i] ?? "")));
}
