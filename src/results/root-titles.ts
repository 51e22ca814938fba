import { oneAxisOf } from "../histogram/axes.ts";
import { numberedAxis } from "../histogram/numbered-axes.ts";
import { createHistogram, nameOf, type Histogram } from "../histogram/histogram.ts";
import { eventsPerBin, meanTitle } from "../plot/labels.ts";
import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";
import { toTLatex } from "./tlatex.ts";

/** Whether everything of a group or a sample is in its sums. */
export function isWhole({ progress }: SumsView): boolean {
  return progress.filesComplete === progress.files;
}

/**
 * Title of one histogram of one group or sample, which also says what it must not hide: the release that it is of, and that
 * something is missing.
 */
export function rootTitle(view: AnalysisView, what: string, of: SumsView & { readonly label: string }): string {
  const missing = isWhole(of) ? "" : ", INCOMPLETE";
  return drawn(`${what}, ${of.label}${missing} (${view.spec.release.label})`);
}

/** What its bins hold: `Events / 5 GeV` with one axis, `Events` with two, of a profile `Mean of pT [GeV]`. */
export function contentTitle(histogram: Histogram): string {
  if (histogram.axes.length > 1) return "Events";
  if (histogram.profile !== undefined) return drawn(meanTitle(histogram.profile));
  const axis = numberedAxis(oneAxisOf(histogram));
  const { edges, bins } = axis;
  return drawn(eventsPerBin(axis, String(Number(((edges[bins]! - edges[0]!) / bins).toPrecision(6)))));
}

/** The same histogram, with the words on its axes as ROOT draws them; an axis without a label is called as the histogram. */
export function withDrawnAxes(histogram: Histogram): Histogram {
  const axes = histogram.axes.map((axis) => {
    const words = { label: axis.label === "" ? histogram.name : drawn(axis.label), unit: drawn(axis.unit) };
    return axis.kind === "category"
      ? { ...axis, ...words, categories: axis.categories.map((category) => wellFormed(String(category))) }
      : { ...axis, ...words };
  });
  const { title, entries, sumw, sumw2, profile } = histogram;
  return createHistogram({ ...nameOf(histogram), title, axes, entries, sumw, sumw2, profile });
}

function drawn(text: string): string {
  return wellFormed(toTLatex(text));
}

/** Half a character, which JSON can hold, cannot stand in a file. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}
