import type { AnalysisView, CutflowStage, SumsView } from "../protocol/documents/analysis-view.ts";
import type { Integral } from "../histogram/histogram.ts";

/** Events of one group or sample: after all cuts, and inside each histogram's range. */
export interface Yields {
  readonly name: string;
  readonly label: string;
  /** After the last cut; `error` is √Σw². */
  readonly selected: Integral;
  /** Keyed by histogram: what its bins hold, underflow and overflow left out, in the order of the spec. */
  readonly inRange: ReadonlyMap<string, Integral>;
}

export interface GroupYields extends Yields {
  readonly kind: "data" | "background" | "signal";
  readonly samples: readonly Yields[];
}

/** The yields of every group and sample, in the order of the spec. */
export function yieldsOf(view: AnalysisView): GroupYields[] {
  return view.groups.map((group) => ({
    ...yields(group),
    kind: group.kind,
    samples: group.samples.map(yields),
  }));
}

function yields(sums: SumsView & { readonly name: string; readonly label: string }): Yields {
  // The cutflow always has its first stage, all events.
  const last: CutflowStage = sums.cutflow[sums.cutflow.length - 1]!;
  return {
    name: sums.name,
    label: sums.label,
    selected: { entries: last.entries, sumw: last.sumw, error: Math.sqrt(last.sumw2) },
    inRange: new Map(Array.from(sums.histograms, ([name, histogram]) => [name, histogram.integral()] as const)),
  };
}
