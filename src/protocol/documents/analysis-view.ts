import type { ShownHistogram } from "../../analysis/derived-histograms.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";
import type { FileIdentity } from "../work-item.ts";
import type { Histogram } from "../../histogram/histogram.ts";
import type { AnalysisStatus, AnalysisWarning, MissingPart, Progress } from "./analysis-document.ts";

/** One line of a cutflow: events that passed this cut and all before it, unweighted and weighted. */
export interface CutflowStage {
  readonly name: string;
  readonly entries: number;
  readonly sumw: number;
  readonly sumw2: number;
}

/** The lines of a region's cutflow, which go on behind those of all events: one for the region itself, one for each of its cuts. */
export interface RegionView {
  readonly name: string;
  readonly cutflow: readonly CutflowStage[];
}

/** Cutflows of one alternative of a variation, such as `eleSF_up`. Its histograms stand with the nominal ones. */
export interface AlternativeView {
  readonly name: string;
  readonly cutflow: readonly CutflowStage[];
  readonly regions: readonly RegionView[];
}

/** Everything known of one sample or of one group. */
export interface SumsView {
  readonly progress: Progress;
  readonly cutflow: readonly CutflowStage[];
  /** In the order of the spec. */
  readonly regions: readonly RegionView[];
  /** Cutflows of the alternatives of variations: the filled ones in the order of the spec, then the others; absent without variations. */
  readonly alternatives?: readonly AlternativeView[];
  /** Keyed as `histogramKey` says, in the order of the layout. */
  readonly histograms: ReadonlyMap<string, Histogram>;
}

export interface SampleView extends SumsView {
  readonly name: string;
  readonly label: string;
  /** It stands in place of another sample in a variation, and does not count in its group; absent: it counts. */
  readonly nominal?: false;
  /** Where each file was really read (mirror path or URL), in the order of the spec; undefined until it is planned. */
  readonly sources: readonly (string | undefined)[];
  /** What each file was then; undefined until it is planned, or if two versions of it were seen. Absent in a view that came over HTTP. */
  readonly identities?: readonly (FileIdentity | undefined)[];
}

export interface GroupView extends SumsView {
  readonly name: string;
  readonly label: string;
  readonly color: string;
  readonly kind: "data" | "background" | "signal";
  readonly samples: readonly SampleView[];
}

/** What the ledger says of an analysis at one moment. */
export interface AnalysisView {
  readonly id: string;
  readonly spec: AnalysisSpec;
  readonly status: AnalysisStatus;
  /** The latest run: 1, and one more each time the analysis was taken up again after it had ended without being complete. */
  readonly run: number;
  /** When its first run was accepted, ISO 8601, UTC. */
  readonly acceptedAt: string;
  /** Name of who started it first; absent: not known. */
  readonly startedBy?: string;
  /** Kept when old analyses leave; absent: no. */
  readonly pinned?: boolean;
  /** It runs, but nothing has come for long, and no work of it waited or was under way; absent: no. */
  readonly stalled?: boolean;
  readonly progress: Progress;
  readonly groups: readonly GroupView[];
  /** In the order of spec, file and entries. Empty if and only if the status is `complete`. */
  readonly missing: readonly MissingPart[];
  /** What to know although nothing is missing; absent if there is nothing. */
  readonly warnings?: readonly AnalysisWarning[];
  /**
   * Those of each group and sample, first the filled ones as in the layout; none if they are not kept. An alternative with other samples is
   * not in a group as long as those are not complete.
   */
  readonly histograms: readonly ShownHistogram[];
}

/** What a list tells of an analysis. */
export type AnalysisBrief = Pick<
  AnalysisView,
  "id" | "status" | "run" | "acceptedAt" | "startedBy" | "pinned" | "stalled" | "progress"
> & { readonly spec: { readonly title: string; readonly release: { readonly label: string } } };

/** Name of the warning that an analysis has no histograms here, as they may be too large. */
export const histogramsNotKept = "HistogramsNotKeptWarning";
