import type { AnalysisDocument, GroupState } from "../../src/protocol/documents/analysis-document.ts";
import { type PlotModel, sourcesOfDocument, toPlotModel } from "../../src/plot/plot-model.ts";
import type { HistogramHead } from "../../src/protocol/documents/histogram-document.ts";

/** A small invented analysis for the tests of this folder: three bins, numbers to be checked by hand. */

type Kind = "data" | "background" | "signal";

const mass: HistogramHead = {
  name: "m",
  title: "Mass",
  axis: { type: "regular", edges: [110, 115, 120, 125], label: "m4ℓ", unit: "GeV" },
};

/** The plot of one histogram. @param hidden groups that are switched off */
export function plotOf(
  document: Pick<AnalysisDocument, "head" | "groups">,
  name: string,
  hidden: readonly string[] = [],
): PlotModel | undefined {
  return toPlotModel(sourcesOfDocument(document, name), { hidden: new Set(hidden) });
}

interface FixtureGroup {
  readonly kind: Kind;
  /** Of the three bins; flow bins hold 100 each, to be seen where they do not belong. */
  readonly sumw: readonly number[];
  readonly sumw2?: readonly number[];
  readonly filesComplete?: number;
}

const usual: Readonly<Record<string, FixtureGroup>> = {
  data: { kind: "data", sumw: [4, 0, 9] },
  zz: { kind: "background", sumw: [1, 2, 3], sumw2: [0.09, 0.16, 0] },
  signal: { kind: "signal", sumw: [0.5, 0, 1], sumw2: [0.16, 0, 0.25] },
};

export function analysisOf(groups: Readonly<Record<string, FixtureGroup>> = usual): AnalysisDocument {
  const progress = progressOf(2, 2);
  return {
    id: "a1",
    title: "Fixture",
    status: "complete",
    run: 1,
    sequence: 7,
    progress,
    missing: { count: 0, parts: [], reasons: [] },
    links: {},
    head: {
      id: "a1",
      title: "Fixture",
      description: "",
      acceptedAt: "2026-01-02T03:04:05Z",
      release: { label: "Toy data" },
      centreOfMassEnergyTeV: 13,
      luminosityInvFb: 10,
      stages: [{ name: "all", label: "all events" }],
      histograms: [mass],
      groups: Object.entries(groups).map(([name, { kind }]) => ({
        name,
        label: name.toUpperCase(),
        color: "#123456",
        kind,
        samples: [
          {
            name: `${name}1`,
            label: name,
            ...(kind === "data" ? { luminosityInvFb: 10 } : {}),
            files: ["a.root", "b.root"],
          },
        ],
      })),
    },
    groups: Object.entries(groups).map(([name, group]) => groupState(name, group)),
  };
}

/** The same with variations: for each alternative what groups hold then; those that are not named stay as they are. */
export function withVariations(
  analysis: AnalysisDocument,
  variations: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>>>,
): AnalysisDocument {
  const heads = Object.entries(variations).map(([name, alternatives]) => ({
    name,
    label: name,
    alternatives: Object.keys(alternatives).map((key) => `${name}_${key}`),
  }));
  const groups = analysis.groups.map((group): GroupState => {
    const varied = Object.entries(variations).flatMap(([name, alternatives]) =>
      Object.entries(alternatives).flatMap(([key, sums]) =>
        sums[group.name] === undefined
          ? [[`m:${name}_${key}`, group.histograms["m"]!] as const]
          : [[`m:${name}_${key}`, blockOf(sums[group.name]!)] as const],
      ),
    );
    return { ...group, histograms: { ...group.histograms, ...Object.fromEntries(varied) } };
  });
  return { ...analysis, head: { ...analysis.head, variations: heads }, groups };
}

/** Of the three bins; flow bins hold 100 each. */
function blockOf(sumw: readonly number[], sumw2 = sumw) {
  const withFlow = (numbers: readonly number[]) => [100, ...numbers, 100];
  return { entries: withFlow(sumw), sumw: withFlow(sumw), sumw2: withFlow(sumw2) };
}

function groupState(name: string, { sumw, sumw2 = sumw, filesComplete = 2 }: FixtureGroup): GroupState {
  const cutflow = { entries: [1], sumw: [1], sumw2: [1] };
  return {
    name,
    progress: progressOf(2, filesComplete),
    cutflow,
    histograms: { m: blockOf(sumw, sumw2) },
    samples: [{ name: `${name}1`, progress: progressOf(2, filesComplete), cutflow, sources: [null, null] }],
  };
}

function progressOf(files: number, filesComplete: number) {
  return {
    files,
    filesPlanned: files,
    filesComplete,
    partitions: files,
    partitionsDone: filesComplete,
    entries: 10,
    entriesSeen: 10,
  };
}
