import { alternativesOf, variationKinds } from "../analysis/alternatives.ts";
import { histogramKey } from "../histogram/histogram.ts";
import { toUhi, type UhiHistogram, type UhiMetadata } from "../histogram/uhi.ts";
import type { AnalysisView, GroupView, SumsView } from "../protocol/documents/analysis-view.ts";
import { toJsonText } from "../protocol/documents/json-text.ts";
import { type CheckedGroup, concerns } from "./check-result.ts";

/**
 * One histogram of every group in the UHI JSON schema, under `<group>`, and of every sample under `<group>/<sample>`, in the order of the
 * specification.
 *
 * Of an alternative it also says of which variation and kind it is, and whether that varies this group or sample.
 *
 * The metadata names analysis, status, group and sample, so that a file that was written too early says so. What the view does not have is left
 * out: one that came over HTTP may be without histograms of samples.
 *
 * @param key of the histogram, as `histogramKey` gives it
 */
export function uhiByGroup(view: AnalysisView, key: string, samples: boolean): Record<string, UhiHistogram> {
  const { id, spec, status } = view;
  const about = { analysis: id, analysisTitle: spec.title, release: spec.release.label, status };
  const alternatives = new Map(alternativesOf(spec.variations).map(({ name, variation }) => [name, variation]));
  const ofVariation = (
    alternative: string | undefined,
    varied: Pick<CheckedGroup, "name" | "samples">,
  ): UhiMetadata => {
    const variation = alternatives.get(alternative ?? "");
    if (variation === undefined) return {};
    const variationKind = variationKinds.find((kind) => variation[kind] !== undefined)!;
    return { variationName: variation.name, variationKind, varied: concerns(variation, varied) };
  };
  const found: Record<string, UhiHistogram> = {};
  const add = (name: string, { histograms }: SumsView, metadata: UhiMetadata, samples: GroupView["samples"]): void => {
    const histogram = histograms.get(key);
    if (histogram === undefined) return;
    const { group } = metadata;
    const varied = ofVariation(histogram.variation, { name: String(group), samples });
    found[name] = toUhi(histogram, { ...metadata, ...varied });
  };
  for (const group of view.groups) {
    const ofGroup = { ...about, group: group.name, kind: group.kind };
    add(group.name, group, ofGroup, group.samples);
    for (const sample of samples ? group.samples : [])
      add(`${group.name}/${sample.name}`, sample, { ...ofGroup, sample: sample.name }, [sample]);
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
