import { normalisationOf } from "../analysis/normalisation.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { isToyLabel } from "../analysis/toy/toy-label.ts";
import { protocolVersion, type FileWorkItem, type WorkItem } from "../protocol/work-item.ts";
import type { Ledger } from "./ledger.ts";

/** A work item, and the lane it belongs to. */
export interface LaneItem<T extends WorkItem = WorkItem> {
  readonly lane: string;
  readonly item: T;
}

/**
 * Work for everything that is not in, in the order of the spec: a `file` item for each file that is not planned, and of a planned one a
 * `partition` item for each partition that is missing. Nothing for a file that changed while it was read: it cannot become complete.
 *
 * @param ledger asked file by file while the items are taken; all files, if the analysis is not accepted yet
 */
export function* missingWork(
  spec: AnalysisSpec,
  analysis: string,
  run: number,
  ledger: Ledger,
): Generator<LaneItem, void, undefined> {
  for (const { lane, item } of fileItems(spec, analysis, run)) {
    const gap = ledger.accepted ? ledger.gapOf(item.sample.name, item.file.index) : { kind: "file" as const };
    if (gap.kind === "file") yield { lane, item };
    else if (gap.kind === "partitions")
      for (const partition of gap.partitions)
        yield { lane, item: { ...item, kind: "partition", identity: gap.identity, partition } };
  }
}

/** One item for each file of a spec, in the order of the spec. */
export function* fileItems(
  spec: AnalysisSpec,
  analysis: string,
  run: number,
): Generator<LaneItem<FileWorkItem>, void, undefined> {
  const { tree, energyUnit, collections, define, weights, cuts, histograms } = spec;
  const recipe = { tree, energyUnit, collections, define, weights, cuts, histograms };
  const head = {
    version: protocolVersion,
    analysis,
    run,
    kind: "file",
    recipe,
    baseUrls: spec.release.baseUrls,
    isToy: isToyLabel(spec.release.label),
  } as const;
  let index = 0;
  for (const group of spec.groups)
    for (const sample of group.samples) {
      const weighted = group.kind !== "data";
      const normalisation = normalisationOf(spec, group, sample);
      const ref = { group: group.name, name: sample.name, index: index++, weighted, normalisation };
      for (const [file, path] of sample.files.entries())
        yield { lane: group.lane, item: { ...head, sample: ref, file: { index: file, path } } };
    }
}
