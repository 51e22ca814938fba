import { analysisIdOf } from "../analysis/analysis-id.ts";
import { normalisationOf } from "../analysis/normalisation.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import type { Broker } from "../messaging/port.ts";
import { encodeLogEvent, encodeWorkItem } from "../protocol/codec.ts";
import { logDedupKey, workDedupKey } from "../protocol/dedup-keys.ts";
import { type FileWorkItem, protocolVersion } from "../protocol/work-item.ts";

/** Published at once while accepting, so that thousands of files do not wait for one another's confirmation. */
const publishedAtOnce = 64;

/**
 * Starts an analysis: writes `accepted` into its log, then publishes one work item a file. No file is opened here, so that
 * a request with thousands of files is cheap to accept.
 *
 * @returns the id of the analysis, which follows from the spec: the same spec again gives the same id.
 */
export async function acceptAnalysis(broker: Broker, spec: AnalysisSpec, now: Date): Promise<string> {
  const analysis = await analysisIdOf(spec);
  const at = now.toISOString();
  const accepted = { version: protocolVersion, analysis, kind: "accepted", spec, at } as const;
  await broker.appendLog({ analysis, body: encodeLogEvent(accepted), dedupKey: logDedupKey(accepted) });
  const pending: Promise<unknown>[] = [];
  for (const { lane, item } of fileItems(spec, analysis)) {
    pending.push(broker.publishWork({ lane, analysis, body: encodeWorkItem(item), dedupKey: workDedupKey(item) }));
    if (pending.length >= publishedAtOnce) await Promise.all(pending.splice(0));
  }
  await Promise.all(pending);
  return analysis;
}

/** One item for each file of a spec, with the lane it belongs to, in the order of the spec. */
export function* fileItems(spec: AnalysisSpec, analysis: string): Generator<{ lane: string; item: FileWorkItem }> {
  const { tree, energyUnit, collections, define, weights, cuts, histograms } = spec;
  const recipe = { tree, energyUnit, collections, define, weights, cuts, histograms };
  const baseUrls = spec.release.baseUrls;
  let index = 0;
  for (const group of spec.groups)
    for (const sample of group.samples) {
      const weighted = group.kind !== "data";
      const normalisation = normalisationOf(spec, group, sample);
      const ref = { group: group.name, name: sample.name, index: index++, weighted, normalisation };
      for (const [file, path] of sample.files.entries())
        yield {
          lane: group.lane,
          item: {
            version: protocolVersion,
            analysis,
            kind: "file",
            recipe,
            baseUrls,
            sample: ref,
            file: { index: file, path },
          },
        };
    }
}
