import { axisOf } from "../../src/analysis/axis-of.ts";
import { layoutOf } from "../../src/analysis/layout.ts";
import { parseSpec } from "../../src/analysis/parse-spec.ts";
import type { AnalysisSpec, AnalysisSpecInput, GroupSpec } from "../../src/analysis/spec.ts";
import type { Axis } from "../../src/histogram/axis.ts";
import { createHistogram, type Histogram } from "../../src/histogram/histogram.ts";
import type { MissingPart, Progress } from "../../src/protocol/documents/analysis-document.ts";
import type { AnalysisView, GroupView, SampleView } from "../../src/protocol/documents/analysis-view.ts";

/** Small invented results for the tests of the command line: every number can be checked by hand. */

const small: AnalysisSpecInput = {
  title: "A small analysis",
  release: { label: "Toy data" },
  centreOfMassEnergyTeV: 13,
  luminosityInvFb: 10,
  tree: "t",
  energyUnit: "GeV",
  cuts: [{ name: "charge", expression: "q == 0" }],
  histograms: [
    {
      name: "m",
      expression: "m",
      axis: { type: "regular", bins: 4, lower: 80, upper: 100, label: "mass", unit: "GeV" },
    },
    { name: "v", expression: "v", axis: { type: "variable", edges: [0, 1, 10] } },
  ],
  groups: [
    {
      name: "data",
      label: "Data",
      color: "#000000",
      kind: "data",
      samples: [{ name: "run1", files: ["a.root", "b.root"], luminosityInvFb: 10 }],
    },
    {
      name: "zz",
      label: "Background ZZ*",
      color: "#ff0000",
      kind: "background",
      samples: [
        { name: "llll", files: ["l.root"] },
        { name: "eell", files: ["e.root"] },
      ],
    },
    {
      name: "signal",
      label: "Signal",
      color: "#00cdff",
      kind: "signal",
      samples: [{ name: "ggH", files: ["h.root"] }],
    },
  ],
};

/** Contents of the histogram `m` of each sample, flow bins included, and the weight of each of its events. */
const contents: Readonly<Record<string, { readonly counts: readonly number[]; readonly weight: number }>> = {
  run1: { counts: [1, 2, 9, 4, 1, 3], weight: 1 },
  llll: { counts: [0, 4, 8, 8, 4, 2], weight: 0.25 },
  eell: { counts: [0, 0, 4, 0, 0, 0], weight: 0.5 },
  ggH: { counts: [0, 0, 30, 10, 0, 0], weight: 0.1 },
};

export function fixtureSpec(): AnalysisSpec {
  return parseSpec(small);
}

/** A complete analysis; `changes` replace fields of the view. */
export function fixtureView(changes: Partial<AnalysisView> = {}): AnalysisView {
  const spec = fixtureSpec();
  const groups = spec.groups.map((group) => groupView(spec, group));
  return {
    id: "0123456789abcdef",
    spec,
    status: "complete",
    run: 1,
    acceptedAt: "2026-01-01T00:00:00.000Z",
    progress: addProgress(groups.map((group) => group.progress)),
    groups,
    missing: [],
    histograms: layoutOf(spec).histograms,
    ...changes,
  };
}

/** The same with a file that failed and a part that has not come. */
export function incompleteView(): AnalysisView {
  const missing: MissingPart[] = [
    {
      sample: "llll",
      file: "l.root",
      failure: {
        name: "SourceUnavailableError",
        message: "no answer from example.org (file l.root)",
        retry: "later",
        attempts: 3,
      },
    },
    { sample: "ggH", file: "h.root", entryStart: 20, entryStop: 40 },
  ];
  return fixtureView({ status: "incomplete", missing });
}

function groupView(spec: AnalysisSpec, group: GroupSpec): GroupView {
  const samples = group.samples.map((sample): SampleView => {
    const { counts, weight } = contents[sample.name]!;
    const passed = counts.reduce((a, b) => a + b, 0);
    const stage = (name: string, entries: number) => ({
      name,
      entries,
      sumw: entries * weight,
      sumw2: entries * weight * weight,
    });
    return {
      name: sample.name,
      label: sample.label ?? sample.name,
      sources: sample.files,
      progress: progress(sample.files.length, 2 * passed),
      cutflow: [stage("all", 2 * passed), stage("charge", passed)],
      regions: [],
      histograms: new Map([
        ["m", histogram("m", axisOf(spec.histograms[0]!.axis), counts, weight)],
        ["v", histogram("v", axisOf(spec.histograms[1]!.axis), [0, passed, 0, 0], weight)],
      ]),
    };
  });
  const { name, label, color, kind } = group;
  return {
    name,
    label,
    color,
    kind,
    samples,
    progress: addProgress(samples.map((s) => s.progress)),
    ...addSums(spec, samples),
  };
}

function histogram(name: string, axis: Axis, counts: readonly number[], weight: number): Histogram {
  return createHistogram({
    name,
    title: "",
    axes: [axis],
    entries: Float64Array.from(counts),
    sumw: Float64Array.from(counts, (n) => n * weight),
    sumw2: Float64Array.from(counts, (n) => n * weight * weight),
  });
}

function addSums(
  spec: AnalysisSpec,
  samples: readonly SampleView[],
): Pick<GroupView, "cutflow" | "regions" | "histograms"> {
  const add = (arrays: Float64Array[]) => arrays.reduce((sum, array) => sum.map((x, i) => x + array[i]!));
  const histograms = spec.histograms.map(({ name }, index) => {
    const all = samples.map((sample) => sample.histograms.get(name)!);
    const parts = {
      entries: add(all.map((h) => h.entries)),
      sumw: add(all.map((h) => h.sumw)),
      sumw2: add(all.map((h) => h.sumw2)),
    };
    return [
      name,
      createHistogram({ name, title: "", axes: [axisOf(spec.histograms[index]!.axis)], ...parts }),
    ] as const;
  });
  const cutflow = samples[0]!.cutflow.map((stage, i) => {
    const total = (field: "entries" | "sumw" | "sumw2") =>
      samples.reduce((sum, sample) => sum + sample.cutflow[i]![field], 0);
    return { name: stage.name, entries: total("entries"), sumw: total("sumw"), sumw2: total("sumw2") };
  });
  return { cutflow, regions: [], histograms: new Map(histograms) };
}

function progress(files: number, entries: number): Progress {
  return {
    files,
    filesPlanned: files,
    filesComplete: files,
    partitions: files,
    partitionsDone: files,
    entries,
    entriesSeen: entries,
  };
}

function addProgress(all: readonly Progress[]): Progress {
  const total = (field: keyof Progress) => all.reduce((sum, one) => sum + one[field], 0);
  return {
    files: total("files"),
    filesPlanned: total("filesPlanned"),
    filesComplete: total("filesComplete"),
    partitions: total("partitions"),
    partitionsDone: total("partitionsDone"),
    entries: total("entries"),
    entriesSeen: total("entriesSeen"),
  };
}
