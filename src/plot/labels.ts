import { isToyLabel } from "../analysis/toy/toy-label.ts";
import type { NumericAxis } from "../histogram/axis.ts";
import type { AnalysisHead, AnalysisState } from "../protocol/documents/analysis-document.ts";
import { count } from "./numbers.ts";
import { shortNumber } from "./ticks.ts";

/** A piece of a line of text on the plot. */
export interface LabelPiece {
  readonly text: string;
  readonly style: "plain" | "bold" | "italic";
}

export type LabelLine = readonly LabelPiece[];

const openData = "ATLAS Open Data";

/**
 * What stands in the upper left corner of a plot. "ATLAS Open Data for education" stands there only where the files are of such a
 * release; anything else is called what the specification calls it, a toy in bold letters.
 */
export function plotLabels(head: AnalysisHead): LabelLine[] {
  const { label } = head.release;
  const origin: LabelLine = label.startsWith(openData)
    ? [
        { text: openData, style: "bold" },
        { text: "for education", style: "italic" },
      ]
    : [{ text: label, style: isToyLabel(label) ? "bold" : "plain" }];
  return [origin, [{ text: conditionsText(head), style: "plain" }]];
}

/** `√s = 13 TeV, ∫L dt = 10 fb⁻¹` */
export function conditionsText(of: Pick<AnalysisHead, "centreOfMassEnergyTeV" | "luminosityInvFb">): string {
  return `√s = ${of.centreOfMassEnergyTeV} TeV, ∫L dt = ${of.luminosityInvFb} fb⁻¹`;
}

/** Title of the y axis: `Events / 5 GeV`; bins of different widths are just bins. @param width of a bin as text, if not all digits of it */
export function eventsPerBin({ kind, bins, edges, unit }: NumericAxis, width?: string): string {
  if (kind === "variable") return "Events / bin";
  return `Events / ${width ?? shortNumber((edges[bins]! - edges[0]!) / bins)}${unit === "" ? "" : ` ${unit}`}`;
}

/** Title of the x axis: `m4ℓ [GeV]`; the histogram's name if the axis has no label. */
export function axisTitle({
  name,
  axis,
}: {
  readonly name: string;
  readonly axis: Pick<NumericAxis, "label" | "unit">;
}): string {
  return `${axis.label === "" ? name : axis.label}${axis.unit === "" ? "" : ` [${axis.unit}]`}`;
}

/** `120–125 GeV` */
export function rangeText(lower: number, upper: number, unit: string): string {
  return `${shortNumber(lower)}–${shortNumber(upper)}${unit === "" ? "" : ` ${unit}`}`;
}

/** What a plot must say of its own state; undefined when everything is in. */
export function plotNotice({
  status,
  stalled,
  progress,
}: Pick<AnalysisState, "status" | "stalled" | "progress">): string | undefined {
  const { files, filesComplete } = progress;
  const many = `${count(files)} ${files === 1 ? "file" : "files"}`;
  switch (status) {
    case "complete":
      return undefined;
    case "running":
      return `${stalled === true ? "stalled" : "running"}: ${count(filesComplete)} of ${many} in`;
    case "incomplete":
      return `incomplete: ${count(files - filesComplete)} of ${many} missing`;
    case "cancelled":
      return `cancelled: ${count(filesComplete)} of ${many} in`;
  }
}
