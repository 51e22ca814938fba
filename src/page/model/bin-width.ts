import type { HistogramHead } from "../../protocol/documents/analysis-document.ts";
import { shortNumber } from "./ticks.ts";

/** Title of the y axis: `Events / 5 GeV`; bins of different widths are just bins. */
export function eventsPerBin({ axis }: HistogramHead): string {
  if (axis.type === "variable") return "Events / bin";
  const [first = 0, last = 1] = [axis.edges[0], axis.edges.at(-1)];
  const width = (last - first) / (axis.edges.length - 1);
  return `Events / ${shortNumber(width)}${axis.unit === "" ? "" : ` ${axis.unit}`}`;
}

/** Title of the x axis: `m4ℓ [GeV]`; the histogram's name if the axis has no label. */
export function axisTitle({ name, axis }: HistogramHead): string {
  return `${axis.label === "" ? name : axis.label}${axis.unit === "" ? "" : ` [${axis.unit}]`}`;
}

/** `120–125 GeV` */
export function rangeText(lower: number, upper: number, unit: string): string {
  return `${shortNumber(lower)}–${shortNumber(upper)}${unit === "" ? "" : ` ${unit}`}`;
}
