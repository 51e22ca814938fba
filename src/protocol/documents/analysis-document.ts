import type { Failure } from "../log-event.ts";
import type { HistogramHead, HistogramSums } from "./histogram-document.ts";
import type { AnalysisStatus, MissingPart, Progress } from "./analysis-view.ts";

/**
 * What HTTP tells of an analysis, as JSON: the whole of it (`AnalysisDocument`), a line in a list (`AnalysisSummary`), and what changed
 * since (`AnalysisUpdate`, the data of the `state` events). Numbers are float64 and survive JSON bit by bit.
 *
 * Only types and web-standard code in this folder: the page in the browser uses it too.
 */

export interface AnalysisSummary {
  readonly id: string;
  readonly title: string;
  /** Of which release it is, or that it is a toy. */
  readonly release: { readonly label: string };
  readonly status: AnalysisStatus;
  readonly progress: Progress;
  /** How often it was started: 1, and one more each time it was taken up again after it had ended without being complete. */
  readonly run: number;
  /** Position in the log up to which everything is in. Grows with every change, on every plotter alike. */
  readonly sequence: number;
  /** When it was first accepted, ISO 8601, UTC. */
  readonly acceptedAt: string;
  readonly links: Readonly<Record<string, string>>;
}

/** What never changes while an analysis runs. Everything here follows from the specification. */
export interface AnalysisHead {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly acceptedAt: string;
  readonly release: { readonly label: string };
  readonly centreOfMassEnergyTeV: number;
  readonly luminosityInvFb: number;
  /** Lines of the cutflow: "all", then the cuts in order. */
  readonly stages: readonly { readonly name: string; readonly label: string; readonly expression?: string }[];
  readonly histograms: readonly HistogramHead[];
  readonly groups: readonly GroupHead[];
}

export interface GroupHead {
  readonly name: string;
  readonly label: string;
  readonly color: string;
  readonly kind: "data" | "background" | "signal";
  readonly samples: readonly { readonly name: string; readonly label: string; readonly files: readonly string[] }[];
}

/** Parallel to `AnalysisHead.stages`. */
export interface CutflowSums {
  readonly entries: readonly number[];
  readonly sumw: readonly number[];
  readonly sumw2: readonly number[];
}

export interface SampleState {
  readonly name: string;
  readonly progress: Progress;
  readonly cutflow: CutflowSums;
  /** Where each file was really read; null until it is planned. Shown without login and query. */
  readonly sources: readonly (string | null)[];
  /** Only where samples were asked for (`?samples=true`). */
  readonly histograms?: Readonly<Record<string, HistogramSums>>;
}

export interface GroupState {
  readonly name: string;
  readonly progress: Progress;
  readonly cutflow: CutflowSums;
  /** By the key of the histogram: its name, with region and variation if it has them (`histogramKey`). */
  readonly histograms: Readonly<Record<string, HistogramSums>>;
  readonly samples: readonly SampleState[];
}

export interface MissingDocument {
  /** All of them. */
  readonly count: number;
  /** The first `maxMissingParts` of them, in the order of the specification. */
  readonly parts: readonly MissingPart[];
  /**
   * How many of all have each reason, the most frequent first, at most `maxMissingReasons`; `failure` is absent for what may still come.
   * In the message the name of the file is "…", so that one reason for many files stands here once.
   */
  readonly reasons: readonly { readonly failure?: Pick<Failure, "name" | "message">; readonly count: number }[];
}

export interface AnalysisState {
  readonly id: string;
  readonly status: AnalysisStatus;
  readonly run: number;
  readonly sequence: number;
  readonly progress: Progress;
  readonly missing: MissingDocument;
  /** In the order of the specification. */
  readonly groups: readonly GroupState[];
}

/** `GET /analyses/:id`. */
export interface AnalysisDocument extends AnalysisState {
  readonly title: string;
  readonly head: AnalysisHead;
  readonly links: Readonly<Record<string, string>>;
}

/**
 * Data of one `state` event. `groups` holds only the groups that changed since the event before (or since the `Last-Event-ID` that the
 * client named); `head` stands in the first event of a stream that began without one.
 */
export interface AnalysisUpdate extends AnalysisState {
  readonly head?: AnalysisHead;
}

export const maxMissingParts = 100;
export const maxMissingReasons = 20;
