import type { GroupSpec, SampleSpec } from "../analysis/spec.ts";
import { createExactSums } from "../histogram/exact-sum.ts";
import type { ColumnsSeen, Failure } from "../protocol/log-event.ts";
import type { AnalysisStatus, AnalysisWarning } from "../protocol/documents/analysis-document.ts";
import {
  type AnalysisBrief,
  type AnalysisView,
  type GroupView,
  histogramsNotKept,
  type SampleView,
} from "../protocol/documents/analysis-view.ts";
import { megabytes, mostBytesOf } from "./memory-need.ts";
import { buildGroup, buildSample, progressOf, sumsIn, totalProgress, type SampleReport } from "./build-view.ts";
import { absentAlternatives, withDerived } from "./derived-alternatives.ts";
import type { Expectation } from "./ledger-checks.ts";
import type { SampleRecord } from "./ledger-sample.ts";
import { physicsWarnings } from "./physics-warnings.ts";
import type { SharedFiles } from "./shared-files.ts";
import { thresholdWarnings } from "./threshold-warnings.ts";

/** What the ledger itself knows of the analysis as a whole. */
export interface ViewFacts {
  readonly status: AnalysisStatus;
  readonly acceptedAt: string;
  /** Name of who started it; undefined: not known. */
  readonly startedBy: string | undefined;
  readonly pinned: boolean;
  readonly stalled: boolean;
  /** Why nothing of what is outstanding will come; undefined if it may. */
  readonly lost: Failure | undefined;
  /** What the first file has; undefined if nobody has told it. */
  readonly columns: ColumnsSeen | undefined;
  /** Files that are other ones than in the run that was forgotten. */
  readonly replaced: readonly AnalysisWarning[];
}

/** Builds views of a ledger; only what changed since the last one is built again, so that ten a second cost little. */
export interface ViewBuilder {
  build(expected: Expectation, facts: ViewFacts): AnalysisView;
  /** What a list tells, which costs little. */
  brief(expected: Expectation, facts: ViewFacts): AnalysisBrief;
}

/**
 * @param samples the ledger's own, by name; read at each call
 * @param shared likewise
 */
export function createViewBuilder(
  analysis: string,
  samples: ReadonlyMap<string, SampleRecord>,
  shared: SharedFiles,
): ViewBuilder {
  const sampleReports = new Map<string, { version: number; report: SampleReport }>();
  const groupViews = new Map<string, { readonly of: readonly SampleView[]; readonly view: GroupView }>();

  function reportOf(spec: SampleSpec, { kept, tally }: Expectation): SampleReport {
    const state = samples.get(spec.name);
    const version = state?.version ?? 0;
    const known = sampleReports.get(spec.name);
    if (known?.version === version) return known.report;
    const report = buildSample(spec, state, kept, tally);
    sampleReports.set(spec.name, { version, report });
    return report;
  }

  function groupOf(spec: GroupSpec, expected: Expectation): GroupView {
    const { kept, tally } = expected;
    const views = spec.samples.map((sample) => reportOf(sample, expected).view);
    const known = groupViews.get(spec.name);
    if (known?.of.every((sample, i) => sample === views[i]) === true) return known.view;
    const sumOf = (names: readonly string[]): Float64Array => {
      const sums = createExactSums(kept.length);
      for (const name of names) {
        const ofSample = samples.get(name)?.sums.get(tally.layout);
        if (ofSample !== undefined) sums.merge(ofSample);
      }
      return sums.values();
    };
    const nominal = spec.samples.filter((sample) => sample.nominal !== false).map(({ name }) => name);
    const group = buildGroup(spec, views, kept, sumOf(nominal));
    const view = withDerived(group, spec, expected.spec.variations, (names) => sumsIn(kept, sumOf(names)));
    groupViews.set(spec.name, { of: views, view });
    return view;
  }

  function build(
    expected: Expectation,
    { status, acceptedAt, startedBy, pinned, stalled, lost, columns, replaced }: ViewFacts,
  ): AnalysisView {
    const { spec } = expected;
    const groups = spec.groups.map((group) => groupOf(group, expected));
    const reports = spec.groups.flatMap((group) => group.samples.map((sample) => reportOf(sample, expected)));
    const warnings = [
      ...notKept(expected),
      ...physicsWarnings(spec, groups, status),
      ...thresholdWarnings(spec, columns),
      ...shared.warnings(expected.samples),
      ...replaced,
      ...(status === "running" ? [] : absentAlternatives(spec, groups)),
    ];
    return {
      id: analysis,
      spec,
      status,
      run: expected.tally.run,
      acceptedAt,
      ...(startedBy === undefined ? {} : { startedBy }),
      ...(pinned ? { pinned } : {}),
      ...(stalled ? { stalled } : {}),
      progress: totalProgress(groups.map((group) => group.progress)),
      groups,
      missing: reports.flatMap(({ missing }) =>
        lost === undefined ? missing : missing.map((part) => ({ ...part, failure: part.failure ?? lost })),
      ),
      ...(warnings.length > 0 ? { warnings } : {}),
      histograms: expected.shown,
    };
  }

  function brief(
    { spec, tally }: Expectation,
    { status, acceptedAt, startedBy, pinned, stalled }: ViewFacts,
  ): AnalysisBrief {
    const all = spec.groups.flatMap((group) => group.samples);
    return {
      ...{ id: analysis, status, run: tally.run, acceptedAt },
      ...(startedBy === undefined ? {} : { startedBy }),
      ...(pinned ? { pinned } : {}),
      ...(stalled ? { stalled } : {}),
      progress: totalProgress(all.map((sample) => progressOf(sample, samples.get(sample.name), tally))),
      spec: { title: spec.title, release: { label: spec.release.label } },
    };
  }

  return { build, brief };
}

function isKept({ layout, kept }: Expectation): boolean {
  return kept === layout;
}

/** An analysis that was accepted by an older version, or with more memory. */
function notKept(expected: Expectation): AnalysisWarning[] {
  if (isKept(expected)) return [];
  const need = megabytes(mostBytesOf(expected.spec, expected.layout));
  return [
    {
      name: histogramsNotKept,
      message: `the histograms can take ${need} of memory, more than this server has for all analyses, so that it keeps only the cutflow; with a larger HZZ_MEMORY_BUDGET they come back from the log`,
    },
  ];
}
