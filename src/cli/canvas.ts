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
