import type { LegendRow } from "../legend.ts";
import type { LabelLine, LabelPiece } from "../labels.ts";
import { hatched } from "./contents.ts";
import { ink } from "./panel.ts";
import { type TextLine, textLine } from "./rich-text.ts";
import { type Mark, type Point, rectangle } from "./scene.ts";

/** Words with the room that they take, before their place is known. */
export interface Block {
  readonly width: number;
  readonly height: number;
  /** @param corner the upper left one */
  marksAt(corner: Point): Mark[];
}

/** Labels, from the left. */
export interface LabelBlock extends Block {
  /** Where those that are wider than this end; 0: none is. */
  heightOver(room: number): number;
}

const warning = "#a33c00";

/** Where the data come from, the conditions, and what is missing. @param room the width after which words go on below */
export function labelBlock(labels: readonly LabelLine[], notice: string | undefined, room: number): LabelBlock {
  const linesOf = (label: LabelLine, size: number, color: string) =>
    wrapped(label, size, room).map((line) => ({ line, size, color }));
  const lines = [
    ...labels.flatMap((label, i) => linesOf(label, i === 0 ? 21 : 17, ink)),
    ...(notice === undefined ? [] : linesOf([{ text: notice, style: "bold" }], 17, warning)),
  ];
  const heightOf = (some: typeof lines) => some.reduce((sum, { size }) => sum + 1.35 * size, 0);
  return {
    width: Math.max(0, ...lines.map(({ line }) => line.width)),
    height: heightOf(lines),
    heightOver: (room) => heightOf(lines.slice(0, lines.findLastIndex(({ line }) => line.width > room) + 1)),
    marksAt({ x, y }) {
      let base = y;
      return lines.flatMap(({ line, size, color }) => {
        base += 1.35 * size;
        return line.marksAt({ x, y: base - 0.4 * size }, color);
      });
    },
  };
}

/** As many words in each line as there is room for; what is a little too long for one is a little smaller. */
function wrapped(label: LabelLine, size: number, room: number): TextLine[] {
  const whole = textLine(label, size);
  if (whole.width <= room) return [whole];
  if (whole.width <= 1.1 * room) return [textLine(label, (size * room) / whole.width)];
  const words = label.flatMap(({ text, style }) => text.split(" ").map((word) => ({ text: word, style })));
  const lines: LabelPiece[][] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && textLine([...last, word], size).width <= room) last.push(word);
    else lines.push([word]);
  }
  return lines.map((line) => textLine(joined(line), size));
}

/** Words of one style are one piece, so that they can be found in a file. */
function joined(words: readonly LabelPiece[]): LabelPiece[] {
  return words.reduce<LabelPiece[]>((pieces, word) => {
    const last = pieces.at(-1);
    if (last?.style !== word.style) return [...pieces, word];
    return [...pieces.slice(0, -1), { ...last, text: `${last.text} ${word.text}` }];
  }, []);
}

const symbolWidth = 30;

/** The legend, a row below the other: symbol and label. With many rows, or labels that are wider than the room, the letters are smaller. */
export function legendBlock(rows: readonly LegendRow[], room: number): Block {
  const usual = rows.length > 12 ? 10 : rows.length > 8 ? 13 : 16;
  const widest = Math.max(1, ...rows.map(({ label }) => textLine([{ text: label, style: "plain" }], usual).width));
  const size = usual * Math.min(1, (room - symbolWidth - 8) / widest);
  const step = 1.4 * size;
  const lines = rows.map((row) => ({ row, line: textLine([{ text: row.label, style: "plain" }], size) }));
  return {
    width: symbolWidth + 8 + Math.max(0, ...lines.map(({ line }) => line.width)),
    height: rows.length * step,
    marksAt: ({ x, y }) =>
      lines.flatMap(({ row, line }, i) => rowMarks(row, line, { x, y: y + (i + 0.5) * step }, size)),
  };
}

/** @param at left end, in the middle of the height */
function rowMarks(row: LegendRow, line: TextLine, at: Point, size: number): Mark[] {
  const box = { left: at.x, right: at.x + symbolWidth, top: at.y - size / 2, bottom: at.y + size / 2 };
  const outline = rectangle(box.left, box.top, box.right, box.bottom);
  const words = line.marksAt({ x: at.x + symbolWidth + 8, y: at.y + 0.35 * size }, ink);
  if (row.symbol === "point") {
    const middle = at.x + symbolWidth / 2;
    const bar = [
      { x: middle, y: box.top },
      { x: middle, y: box.bottom },
    ];
    return [
      { kind: "path", lines: [bar], stroke: row.color, width: 1.4 },
      { kind: "dot", at: { x: middle, y: at.y }, radius: 4, color: row.color },
      ...words,
    ];
  }
  if (row.symbol === "hatch") return [hatched([outline], box), ...words];
  if (row.symbol === "cross") return [hatched([outline], box), hatched([outline], box, true), ...words];
  if (row.symbol === "line" || row.symbol === "dashed") {
    const line = [box.left, box.right].map((x) => ({ x, y: at.y }));
    const dash = row.symbol === "dashed" ? { dash: [6, 4] as const } : {};
    return [{ kind: "path", lines: [line], stroke: row.color, width: 1.6, ...dash }, ...words];
  }
  return [{ kind: "path", lines: [outline], closed: true, fill: row.color, stroke: ink, width: 0.6 }, ...words];
}
