import type { NumberedAxis } from "../histogram/numbered-axes.ts";
import { plainNumber } from "./numbers.ts";
import { readableLabel } from "./readable-label.ts";
import { linearTicks, logTicks, logTickText, shortNumber, tickText, type Ticks } from "./ticks.ts";

/** Linear, logarithmic, or with names for its bins. */
export type AxisScale = Pick<NumberedAxis, "scale" | "categories">;

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

/** More of a name is not written below an axis. */
const longestName = 12;

/** Round numbers; of categories the middle of each, as many as there is room for; logarithmic powers of ten, unless so little is in view that it is nearly linear. */
export function ticksOn({ scale, categories }: AxisScale, lower: number, upper: number, about: number): Ticks {
  if (categories !== undefined) return categoryTicks(categories.slice(lower, upper), lower, about);
  return scale === "log" && upper > 5 * lower ? logTicks(lower, upper, about) : linearTicks(lower, upper, about);
}

function categoryTicks(names: readonly string[], first: number, about: number): Ticks {
  const room = names.some((name) => name.length > 4) ? about : 2 * about;
  const every = Math.max(1, Math.ceil(names.length / room));
  const middles = names.map((_, i) => first + i + 0.5);
  return {
    major: names.map((_, i) => first + i),
    minor: [],
    labelled: middles.filter((_, i) => i % every === 0),
  };
}

/** `120–125 GeV`; of categories their names. Edges on a logarithmic axis are no round numbers: six digits. */
export function rangeText(axis: AxisScale & { readonly unit: string }, lower: number, upper: number): string {
  const { scale, unit, categories } = axis;
  if (categories !== undefined) return [...new Set([categories[lower], categories[upper - 1]])].join(" … ");
  const text = scale === "log" ? plainNumber : shortNumber;
  return `${text(lower)}–${text(upper)}${unit === "" ? "" : ` ${unit}`}`;
}

export function tickTextOn({ scale, categories }: AxisScale): (tick: number) => string {
  if (categories !== undefined) return (tick) => shortened(categories[Math.floor(tick)] ?? "");
  return scale === "log" ? logTickText : tickText;
}

function shortened(name: string): string {
  // A label is as long as it is shown.
  const characters = Array.from(readableLabel(name));
  return characters.length <= longestName ? name : `${characters.slice(0, longestName - 1).join("")}…`;
}
