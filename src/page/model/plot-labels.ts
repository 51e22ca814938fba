import { isToyLabel } from "../../analysis/toy/toy-label.ts";
import type { AnalysisHead, AnalysisState } from "../../protocol/documents/analysis-document.ts";
import { count } from "./numbers.ts";

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
  const conditions = `√s = ${head.centreOfMassEnergyTeV} TeV, ∫L dt = ${head.luminosityInvFb} fb⁻¹`;
  return [origin, [{ text: conditions, style: "plain" }]];
}

/** What a plot must say of its own state; undefined when everything is in. */
export function plotNotice({ status, progress }: Pick<AnalysisState, "status" | "progress">): string | undefined {
  const { files, filesComplete } = progress;
  const many = `${count(files)} ${files === 1 ? "file" : "files"}`;
  switch (status) {
    case "complete":
      return undefined;
    case "running":
      return `running: ${count(filesComplete)} of ${many} in`;
    case "incomplete":
      return `incomplete: ${count(files - filesComplete)} of ${many} missing`;
    case "cancelled":
      return `cancelled: ${count(filesComplete)} of ${many} in`;
  }
}
