import type { HistoryPoint } from "../../protocol/documents/history-document.ts";

const hourMs = 3_600_000;
/** A younger history is drawn as part of so much. */
const leastMs = 600_000;

/** A number of each point as a line of steps. */
export interface HistoryLine {
  /** Of an SVG path: 0 is at `height`, the most at 0. Empty if nothing is known. */
  readonly path: string;
  /** Of the last point; undefined: not known. */
  readonly latest: number | undefined;
  readonly most: number | undefined;
}

/** When the lines begin and end, in milliseconds since 1970: an hour, or since the first point, but ten minutes at least. */
export function spanOf(points: readonly HistoryPoint[]): { readonly from: number; readonly to: number } {
  const first = points[0];
  const to = Date.parse(points.at(-1)?.at ?? "1970-01-01T00:00:00Z");
  const begun = first === undefined ? to : Date.parse(first.at) - 1000 * first.seconds;
  return { from: Math.max(to - hourMs, Math.min(begun, to - leastMs)), to };
}

/** @param value undefined leaves a gap */
export function lineOf(
  points: readonly HistoryPoint[],
  value: (point: HistoryPoint) => number | undefined,
  { width, height }: { readonly width: number; readonly height: number },
): HistoryLine {
  const { from, to } = spanOf(points);
  const values = points.map(value);
  const known = values.filter((each) => each !== undefined);
  const most = known.length === 0 ? undefined : Math.max(...known);
  const x = (ms: number) => Math.max(0, ((ms - from) / (to - from)) * width).toFixed(1);
  const y = (each: number) => (height - (most ? each / most : 0) * height).toFixed(1);
  let path = "";
  let isGap = true;
  for (const [i, { at, seconds }] of points.entries()) {
    const each = values[i];
    const end = Date.parse(at);
    if (each !== undefined)
      path += isGap ? `M${x(end - 1000 * seconds)} ${y(each)}H${x(end)}` : `V${y(each)}H${x(end)}`;
    isGap = each === undefined;
  }
  return { path, latest: values.at(-1), most };
}

/** A rate: `12,345`, `3.4`, `0.05`; – if it is not known. */
export function rateText(value: number | undefined): string {
  if (value === undefined) return "–";
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value === 0 ? "0" : String(Number(value.toPrecision(2)));
}
