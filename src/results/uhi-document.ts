import { histogramKey } from "../histogram/histogram.ts";
import { toUhi, type UhiHistogram, type UhiMetadata } from "../histogram/uhi.ts";
import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";
import { toJsonText } from "../protocol/documents/json-text.ts";

/**
 * One histogram of every group in the UHI JSON schema, under `<group>`, and of every sample under `<group>/<sample>`, in the order of the
 * specification.
 *
 * The metadata names analysis, status, group and sample, so that a file that was written too early says so. What the view does not have is left
 * out: one that came over HTTP may be without histograms of samples.
 *
 * @param key of the histogram, as `histogramKey` gives it
 */
export function uhiByGroup(view: AnalysisView, key: string, samples: boolean): Record<string, UhiHistogram> {
  const { id, spec, status } = view;
  const about = { analysis: id, analysisTitle: spec.title, release: spec.release.label, status };
  const found: Record<string, UhiHistogram> = {};
  const add = (name: string, { histograms }: SumsView, metadata: UhiMetadata): void => {
    const histogram = histograms.get(key);
    if (histogram !== undefined) found[name] = toUhi(histogram, metadata);
  };
  for (const group of view.groups) {
    const ofGroup = { ...about, group: group.name, kind: group.kind };
    add(group.name, group, ofGroup);
    for (const sample of samples ? group.samples : [])
      add(`${group.name}/${sample.name}`, sample, { ...ofGroup, sample: sample.name });
  }
  return found;
}

/** Every histogram of an analysis, under `<histogram>/<group>` and `<histogram>/<group>/<sample>`. */
export function toUhiDocument(view: AnalysisView): Record<string, UhiHistogram> {
  return Object.fromEntries(
    view.histograms
      .map(histogramKey)
      .flatMap((key) =>
        Object.entries(uhiByGroup(view, key, true)).map(([name, histogram]) => [`${key}/${name}`, histogram] as const),
      ),
  );
}

/** The same as one JSON text, ending with a line break. */
export function uhiDocumentText(view: AnalysisView): string {
  return `${toJsonText(toUhiDocument(view))}\n`;
}
