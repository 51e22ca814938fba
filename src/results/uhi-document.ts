import { toUhi, type UhiHistogram, type UhiMetadata } from "../histogram/uhi.ts";
import type { AnalysisView, SumsView } from "../protocol/documents/analysis-view.ts";
import { toJsonText } from "../protocol/documents/json-text.ts";

/**
 * Every histogram of an analysis in the UHI JSON schema, under `<histogram>/<group>` and `<histogram>/<group>/<sample>`.
 *
 * The metadata names analysis, status, group and sample, so that a file that was written too early says so.
 */
export function toUhiDocument(view: AnalysisView): Record<string, UhiHistogram> {
  const document: Record<string, UhiHistogram> = {};
  const about = { analysis: view.id, analysisTitle: view.spec.title, release: view.spec.release.label };
  for (const key of view.groups[0]?.histograms.keys() ?? [])
    for (const group of view.groups) {
      const ofGroup = { ...about, status: view.status, group: group.name, kind: group.kind };
      add(document, `${key}/${group.name}`, key, group, ofGroup);
      for (const sample of group.samples)
        add(document, `${key}/${group.name}/${sample.name}`, key, sample, { ...ofGroup, sample: sample.name });
    }
  return document;
}

/** The same as one JSON text, ending with a line break. */
export function uhiDocumentText(view: AnalysisView): string {
  return `${toJsonText(toUhiDocument(view))}\n`;
}

function add(
  document: Record<string, UhiHistogram>,
  name: string,
  key: string,
  sums: SumsView,
  metadata: UhiMetadata,
): void {
  const histogram = sums.histograms.get(key);
  if (histogram !== undefined) document[name] = toUhi(histogram, metadata);
}
