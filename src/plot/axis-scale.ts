import type { NumericAxis } from "../histogram/axis.ts";
import { plainNumber } from "./numbers.ts";
import { linearTicks, logTicks, logTickText, shortNumber, tickText, type Ticks } from "./ticks.ts";

/** Linear or logarithmic. */
export type AxisScale = Pick<NumericAxis, "scale">;

/** How far along the axis a value stands, from 0 at its first edge to 1 at its last one. */
export function placeOn({ scale, edges }: AxisScale & { readonly edges: ArrayLike<number> }, value: number): number {
  const [first, last] = [edges[0]!, edges[edges.length - 1]!];
  return scale === "log" ? Math.log(value / first) / Math.log(last / first) : (value - first) / (last - first);
}

/** The middle of a bin, as it is drawn. */
export function middleOf({ scale }: AxisScale, edges: readonly number[], bin: number): number {
  const [lower, upper] = [edges[bin]!, edges[bin + 1]!];
  return scale === "log" ? Math.sqrt(lower) * Math.sqrt(upper) : (lower + upper) / 2;
}

/** Round numbers; logarithmic powers of ten, unless so little is in view that it is nearly linear. */
export function ticksOn({ scale }: AxisScale, lower: number, upper: number, about: number): Ticks {
  return scale === "log" && upper > 5 * lower ? logTicks(lower, upper, about) : linearTicks(lower, upper, about);
}

/** `120–125 GeV`. Edges on a logarithmic axis are no round numbers: six digits. */
export function rangeText(
  { scale, unit }: AxisScale & { readonly unit: string },
  lower: number,
  upper: number,
): string {
  const text = scale === "log" ? plainNumber : shortNumber;
  return `${text(lower)}–${text(upper)}${unit === "" ? "" : ` ${unit}`}`;
}

export function tickTextOn({ scale }: AxisScale): (tick: number) => string {
  return scale === "log" ? logTickText : tickText;
}
