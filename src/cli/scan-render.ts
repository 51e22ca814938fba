import type { EntryValue } from "./column-values.ts";
import { tooNarrow } from "./fit-table.ts";
import { displayWidth, padStart, printable, truncate } from "./terminal-text.ts";

/** Entries that were read together: for each column one value an entry. */
export interface ScanPart {
  readonly start: number;
  readonly columns: readonly (readonly EntryValue[])[];
}

/** Takes what was read, part by part, and says how it is written. */
export interface ScanWriter {
  begin(first: ScanPart): string;
  part(part: ScanPart): string;
  end(entries: number): string;
}

/**
 * As ROOT's Scan: a line for each entry, or for each value of its longest list, then with the number of the value as `Instance`. What is one
 * value stands in each of these lines, a list that is over leaves its place empty, and an entry of empty lists has one line. Lists in lists
 * stand in brackets.
 *
 * @param width of the terminal: columns that have no room are left out, and the last line says which, and texts and lists are cut;
 * undefined: any width
 */
export function tableWriter(names: readonly string[], hasLists: boolean, width: number | undefined): ScanWriter {
  let widths: number[] = [];
  let shown = names.length;
  const heads = hasLists ? ["Row", "Instance"] : ["Row"];
  const line = (cells: readonly string[]): string =>
    `*${cells.map((cell, i) => ` ${padStart(fitted(cell, widths[i]!), widths[i]!)} *`).join("")}`;
  const fitted = (cell: string, room: number): string =>
    width === undefined || isNumber(cell) ? cell : truncate(cell, room);
  const stars = (): string => "*".repeat(widths.reduce((sum, each) => sum + each + 3, 1));
  return {
    begin(first) {
      const rows = [[...heads, ...names.map(printable)], ...rowsOf(first, hasLists, tableCell)];
      widths = rows[0]!.map((_, i) => Math.max(i === 0 ? 8 : 9, ...rows.map((row) => displayWidth(row[i]!))));
      while (width !== undefined && shown > 1 && stars().length > width) {
        shown--;
        widths.pop();
      }
      const over = stars().length - (width ?? Infinity);
      if (over > 0) widths.push(Math.max(9, widths.pop()! - over));
      return [stars(), line(rows[0]!.slice(0, widths.length)), stars(), ""].join("\n");
    },
    part: (part) =>
      rowsOf(part, hasLists, tableCell)
        .map((row) => `${line(row.slice(0, widths.length))}\n`)
        .join(""),
    end(entries) {
      const left = names.slice(shown).map(printable);
      const note = left.length === 0 ? "" : `${tooNarrow(left, width)}\n`;
      return `${stars()}\n==> ${entries} ${entries === 1 ? "entry" : "entries"}\n${note}`;
    },
  };
}

/** The same lines as CSV (RFC 4180), with every digit. */
export function csvWriter(names: readonly string[], hasLists: boolean): ScanWriter {
  const line = (cells: readonly string[]): string => `${cells.map(quoted).join(",")}\r\n`;
  return {
    begin: () => line([...(hasLists ? ["Row", "Instance"] : ["Row"]), ...names]),
    part: (part) => rowsOf(part, hasLists, exactText).map(line).join(""),
    end: () => "",
  };
}

/** One object: the columns by name and type, and a row for each entry, lists as lists. */
export function jsonWriter(head: Readonly<Record<string, unknown>>): ScanWriter {
  let isFirst = true;
  return {
    begin: () => `${JSON.stringify(head).slice(0, -1)},"rows":[`,
    part({ start, columns }) {
      const rows = (columns[0] ?? []).map((_, i) => {
        const row = `[${[String(start + i), ...columns.map((column) => jsonText(column[i]!))].join(",")}]`;
        const comma = isFirst ? "" : ",";
        isFirst = false;
        return `${comma}\n${row}`;
      });
      return rows.join("");
    },
    end: () => "\n]}\n",
  };
}

function rowsOf({ start, columns }: ScanPart, hasLists: boolean, text: (value: EntryValue) => string): string[][] {
  const rows: string[][] = [];
  for (let i = 0; i < (columns[0]?.length ?? 0); i++) {
    const values = columns.map((column) => column[i]!);
    const lists = values.filter((value) => Array.isArray(value)) as (readonly EntryValue[])[];
    // An entry does not vanish, whatever it holds.
    const lines = Math.max(1, ...lists.map((list) => list.length));
    for (let instance = 0; instance < (hasLists ? lines : 1); instance++)
      rows.push([
        String(start + i),
        ...(hasLists ? [String(instance)] : []),
        ...values.map((value) => {
          if (!Array.isArray(value)) return text(value);
          const one = (value as readonly EntryValue[])[instance];
          return one === undefined ? "" : text(one);
        }),
      ]);
  }
  return rows;
}

/** Eight digits, as ROOT prints them. */
function tableCell(value: EntryValue): string {
  if (typeof value === "number" && !Number.isInteger(value) && Number.isFinite(value))
    return String(Number(value.toPrecision(8)));
  if (Array.isArray(value)) return `[${(value as readonly EntryValue[]).map(tableCell).join(", ")}]`;
  return printable(exactText(value));
}

/** A number that is cut short is another number. */
function isNumber(cell: string): boolean {
  return cell.trim() !== "" && Number.isFinite(Number(cell));
}

function exactText(value: EntryValue): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (Array.isArray(value)) return `[${(value as readonly EntryValue[]).map(exactText).join(", ")}]`;
  // The sign of a zero is part of it.
  return Object.is(value, -0) ? "-0" : String(value);
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** JSON has integers of any length, and no NaN: that and infinities are texts. */
function jsonText(value: EntryValue): string {
  if (Array.isArray(value)) return `[${(value as readonly EntryValue[]).map(jsonText).join(",")}]`;
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number")
    return !Number.isFinite(value) ? JSON.stringify(String(value)) : Object.is(value, -0) ? "-0.0" : String(value);
  return JSON.stringify(value);
}
