import type { Integral } from "../histogram/histogram.ts";
import type { AnalysisStatus, MissingPart } from "../protocol/documents/analysis-document.ts";
import type { AnalysisView, CutflowStage, SumsView } from "../protocol/documents/analysis-view.ts";
import { filesOfSample, type FileProvenance } from "../results/provenance.ts";
import { type Yields, yieldsOf } from "../results/yields.ts";

/** What `--report` writes. Numbers are float64, written so that reading them gives the same bits. */
export interface Report {
  readonly schemaVersion: 1;
  readonly software: { readonly name: "hzz-edge"; readonly version: string };
  readonly analysis: {
    readonly id: string;
    readonly title: string;
    readonly release: string;
    readonly luminosityInvFb: number;
  };
  readonly status: AnalysisStatus;
  /** ISO 8601, UTC. */
  readonly startedAt?: string;
  /** Wall time of the run. */
  readonly seconds?: number;
  readonly files: { readonly total: number; readonly complete: number };
  readonly entries: { readonly known: number; readonly seen: number };
  readonly missing: readonly ReportedMissing[];
  /** What to know although nothing is missing, in words; absent if there is nothing. */
  readonly warnings?: readonly string[];
  readonly groups: readonly ReportedGroup[];
}

export interface ReportedMissing {
  readonly sample: string;
  readonly file: string;
  /** Half-open range of entries; null if the whole file is missing. */
  readonly entryStart: number | null;
  readonly entryStop: number | null;
  /** In words. */
  readonly reason: string;
  /** Class of the error; null if the part has not come and nothing is known to be wrong. */
  readonly error: string | null;
  readonly attempts: number;
}

export interface ReportedSums {
  readonly cutflow: readonly CutflowStage[];
  /** Keyed by region: the lines behind those of `cutflow`. Absent without regions. */
  readonly regions?: Readonly<Record<string, readonly CutflowStage[]>>;
  readonly yields: {
    readonly afterCuts: Integral;
    /** Per histogram, within its axis and beyond it. */
    readonly inRange: Readonly<
      Record<string, Integral & { readonly underflow: Integral; readonly overflow: Integral }>
    >;
  };
}

export interface ReportedSample extends ReportedSums {
  readonly name: string;
  /** Where each file was read, and which one that was; null if it was not. */
  readonly files: readonly Omit<FileProvenance, "group" | "sample">[];
}

export interface ReportedGroup extends ReportedSums {
  readonly name: string;
  readonly label: string;
  readonly kind: "data" | "background" | "signal";
  readonly samples: readonly ReportedSample[];
}

export interface RunFacts {
  readonly version: string;
  readonly startedAt?: Date;
  readonly seconds?: number;
}

/** The report on an analysis as it stands. */
export function toReport(view: AnalysisView, run: RunFacts): Report {
  const { spec, progress } = view;
  const yields = yieldsOf(view);
  return {
    schemaVersion: 1,
    software: { name: "hzz-edge", version: run.version },
    analysis: { id: view.id, title: spec.title, release: spec.release.label, luminosityInvFb: spec.luminosityInvFb },
    status: view.status,
    ...(run.startedAt === undefined ? {} : { startedAt: run.startedAt.toISOString() }),
    ...(run.seconds === undefined ? {} : { seconds: run.seconds }),
    files: { total: progress.files, complete: progress.filesComplete },
    entries: { known: progress.entries, seen: progress.entriesSeen },
    missing: view.missing.map(toMissing),
    ...(view.warnings === undefined ? {} : { warnings: view.warnings.map(({ message }) => message) }),
    groups: view.groups.map((group, g) => ({
      name: group.name,
      label: group.label,
      kind: group.kind,
      ...toSums(group, yields[g]!),
      samples: group.samples.map((sample, s) => ({
        name: sample.name,
        files: filesOfSample(filesOf(view, group.name, sample.name), sample),
        ...toSums(sample, yields[g]!.samples[s]!),
      })),
    })),
  };
}

/** The report as text, ending with a line break. */
export function reportText(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function toMissing(part: MissingPart): ReportedMissing {
  return {
    sample: part.sample,
    file: part.file,
    entryStart: part.entryStart ?? null,
    entryStop: part.entryStop ?? null,
    reason: part.failure?.message ?? "has not come yet",
    error: part.failure?.name ?? null,
    attempts: part.failure?.attempts ?? 0,
  };
}

function toSums(sums: SumsView, yields: Yields): ReportedSums {
  const inRange = [...sums.histograms].map(([name, histogram]) => {
    const { underflow, overflow } = histogram;
    return [name, { ...yields.inRange.get(name)!, underflow, overflow }] as const;
  });
  return {
    cutflow: sums.cutflow.map(toStage),
    ...(sums.regions.length === 0
      ? {}
      : { regions: Object.fromEntries(sums.regions.map(({ name, cutflow }) => [name, cutflow.map(toStage)])) }),
    yields: {
      afterCuts: yields.selected,
      inRange: Object.fromEntries(inRange),
    },
  };
}

function toStage({ name, entries, sumw, sumw2 }: CutflowStage): CutflowStage {
  return { name, entries, sumw, sumw2 };
}

function filesOf(view: AnalysisView, group: string, sample: string): readonly string[] {
  return view.spec.groups.find(({ name }) => name === group)?.samples.find(({ name }) => name === sample)?.files ?? [];
}
