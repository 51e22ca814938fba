import { paint } from "./ansi.ts";

/** One character cell; colours are numbers of the palette, undefined is the terminal's own. */
export interface Cell {
  readonly character: string;
  readonly foreground?: number | undefined;
  readonly background?: number | undefined;
}

const blank: Cell = { character: " " };

/** A grid of character cells. Row 0 is at the bottom, as on a plot. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  private readonly cells: Cell[];

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.cells = Array.from({ length: width * height }, () => blank);
  }

  get(column: number, row: number): Cell {
    return this.cells[row * this.width + column] ?? blank;
  }

  /** What lies outside is not drawn. */
  set(column: number, row: number, cell: Cell): void {
    if (column < 0 || column >= this.width || row < 0 || row >= this.height) return;
    this.cells[row * this.width + column] = cell;
  }

  /** One row as text; neighbouring cells of one colour share an escape sequence. */
  rowText(row: number): string {
    let text = "";
    let run = "";
    let [foreground, background] = [blank.foreground, blank.background];
    for (let column = 0; column < this.width; column++) {
      const cell = this.get(column, row);
      if (cell.foreground !== foreground || cell.background !== background) {
        text += run === "" ? "" : paint(run, foreground, background);
        run = "";
        [foreground, background] = [cell.foreground, cell.background];
      }
      run += cell.character;
    }
    return (text + (run === "" ? "" : paint(run, foreground, background))).trimEnd();
  }
}

/** Shades of the groups without colour, bottom first; with more groups they begin again. */
export const plainGlyphs = ["░", "▒", "█", "▓", "+", "=", "o", "x"] as const;

const eighths = ["", "▁", "▂", "▃", "▄", "▅", "▆", "▇"] as const;

export interface StackedBar {
  /** First column and number of columns of the bin. */
  readonly start: number;
  readonly width: number;
  /** Height of each group in rows, bottom first, none negative. */
  readonly heights: readonly number[];
  /** Palette colour of each group. */
  readonly colors: readonly (number | undefined)[];
  readonly color: boolean;
}

/** Draws one bin of stacked groups: in colour to an eighth of a row, else whole cells by what covers their middle. */
export function drawStack(canvas: Canvas, bar: StackedBar): void {
  const tops: number[] = [];
  for (const height of bar.heights) tops.push((tops.at(-1) ?? 0) + height);
  const total = tops.at(-1) ?? 0;
  for (let row = 0; row < Math.min(canvas.height, Math.ceil(total)); row++) {
    const cell = bar.color ? colorCell(tops, bar.colors, row) : plainCell(tops, row);
    if (cell === undefined) continue;
    for (let i = 0; i < bar.width; i++) canvas.set(bar.start + i, row, cell);
  }
}

function plainCell(tops: readonly number[], row: number) {
  const group = groupAt(tops, row + 0.5);
  return group < 0 ? undefined : { character: plainGlyphs[group % plainGlyphs.length] ?? "░" };
}

/** The lower group as a partial block, the one above it as the background: a cell can show two groups. */
function colorCell(tops: readonly number[], colors: readonly (number | undefined)[], row: number) {
  const lower = groupAt(tops, row + 1 / 16);
  if (lower < 0) return undefined;
  const filled = Math.round(((tops[lower] ?? 0) - row) * 8);
  if (filled >= 8) return { character: "█", foreground: colors[lower] };
  const upper = groupAt(tops, row + filled / 8 + 1 / 16);
  return {
    character: eighths[Math.max(1, filled)] ?? "▁",
    foreground: colors[lower],
    background: upper < 0 ? undefined : colors[upper],
  };
}

/** The colour that fills most of a cell: what a point drawn over it should stand on. */
export function backdropOf(cell: Cell): number | undefined {
  return ["▄", "▅", "▆", "▇", "█"].includes(cell.character) ? cell.foreground : cell.background;
}

/** The group that covers this height, -1 above the stack. */
function groupAt(tops: readonly number[], height: number): number {
  return tops.findIndex((top) => top > height);
}
