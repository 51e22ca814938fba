import { dataLuminosity, type DataGroups, isScaledDifferently } from "../analysis/data-luminosity.ts";
import { isToyLabel } from "../analysis/toy/toy-label.ts";
import type { NumericAxis } from "../histogram/axis.ts";
import { type HistogramName, titleWithRegion } from "../histogram/histogram.ts";
import type { NumberedAxis } from "../histogram/numbered-axes.ts";
import type { AnalysisDocument, AnalysisState, Progress } from "../protocol/documents/analysis-document.ts";
import { blindText } from "./blinded.ts";
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
export function plotLabels({ head, groups }: Pick<AnalysisDocument, "head" | "groups">): LabelLine[] {
  const { label } = head.release;
  const origin: LabelLine = label.startsWith(openData)
    ? [
        { text: openData, style: "bold" },
        { text: "for education", style: "italic" },
      ]
    : [{ text: label, style: isToyLabel(label) ? "bold" : "plain" }];
  return [origin, [{ text: conditionsText(head, wholeSamples(groups)), style: "plain" }]];
}

/** Names of the samples of which every file is in. */
export function wholeSamples(
  groups: readonly { readonly samples: readonly { readonly name: string; readonly progress: Progress }[] }[],
): ReadonlySet<string> {
  const samples = groups.flatMap(({ samples }) => samples);
  return new Set(samples.filter(({ progress }) => progress.filesComplete === progress.files).map(({ name }) => name));
}

/**
 * `√s = 13 TeV, ∫L dt = 10 fb⁻¹`: the energy if it is given, and the luminosity of the data of which all is in, as far as it is known
 * (`0.5 of 10 fb⁻¹` while some are missing). Then what simulation is scaled to, if that is another luminosity, or nothing is known of
 * the data.
 */
export function conditionsText(
  of: DataGroups & { readonly centreOfMassEnergyTeV?: number | undefined },
  whole: ReadonlySet<string>,
): string {
  const all = dataLuminosity(of);
  const read = dataLuminosity(of, (sample) => whole.has(sample));
  const hasSimulation = of.groups.some(({ kind }) => kind !== "data");
  const isTold = all !== undefined && isScaledDifferently(of) !== true;
  return [
    ...(of.centreOfMassEnergyTeV === undefined ? [] : [`√s = ${of.centreOfMassEnergyTeV} TeV`]),
    ...(all === undefined ? [] : [`∫L dt = ${read === all ? "" : `${read} of `}${all} fb⁻¹`]),
    ...(hasSimulation && !isTold ? [`simulation scaled to ${of.luminosityInvFb} fb⁻¹`] : []),
  ].join(", ");
}

/** Title of the y axis: `Events / 5 GeV`; of categories just `Events`; bins of different widths are just bins. @param width of a bin as text, if not all digits of it */
export function eventsPerBin({ kind, bins, edges, unit, categories }: NumberedAxis, width?: string): string {
  if (categories !== undefined) return "Events";
  if (kind === "variable") return "Events / bin";
  return `Events / ${width ?? shortNumber((edges[bins]! - edges[0]!) / bins)}${unit === "" ? "" : ` ${unit}`}`;
}

/** Title of the y axis where contents are per unit of the axis: `Events / GeV`. */
export function eventsPerUnit({ unit }: Pick<NumericAxis, "unit">): string {
  return `Events / ${unit === "" ? "unit" : unit}`;
}

/** Title of the y axis of a profile: `Mean of pT [GeV]`. */
export function meanTitle({ label, unit }: { readonly label: string; readonly unit: string }): string {
  return `Mean of ${label}${unit === "" ? "" : ` [${unit}]`}`;
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

/**
 * What each histogram is called where several are to be told apart: its title, or else the label of its only axis; the name behind a
 * label that several have; its name where it has neither. With its region.
 *
 * @returns as many as there are histograms, in their order
 */
export function histogramTitles(
  histograms: readonly (HistogramName & {
    readonly title: string;
    readonly axis: { readonly label: string };
    readonly axes?: readonly unknown[] | undefined;
  })[],
): string[] {
  const titles = histograms.map((of) => {
    const label = of.axes === undefined || of.axes.length === 1 ? of.axis.label : "";
    return titleWithRegion(of.title === "" ? { ...of, title: label } : of);
  });
  return titles.map((title, i) => {
    const { name, title: own } = histograms[i]!;
    return own === "" && titles.indexOf(title) !== titles.lastIndexOf(title) ? `${title} (${name})` : title;
  });
}

/** What a plot must say of its own state and of its data; undefined when everything is in and shown. */
export function noticeOn(state: Parameters<typeof plotNotice>[0], model: Parameters<typeof blindText>[0]) {
  const blinded = blindText(model);
  const parts = [plotNotice(state), blinded === undefined ? undefined : `data blinded: ${blinded}`];
  return parts.some((part) => part !== undefined) ? parts.filter((part) => part !== undefined).join("; ") : undefined;
}

/** Of its state alone. */
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
