import { readFileSync } from "node:fs";
import { analysisIdOf } from "../../src/analysis/analysis-id.ts";
import { axisOf } from "../../src/analysis/axis-of.ts";
import { layoutOf } from "../../src/analysis/layout.ts";
import { parseSpec } from "../../src/analysis/parse-spec.ts";
import type { AnalysisSpecInput } from "../../src/analysis/spec.ts";
import { createHistogram, histogramKey, type Histogram } from "../../src/histogram/histogram.ts";
import type { AnalysisView, SampleView } from "../../src/protocol/documents/analysis-view.ts";
import { sharedPath } from "./shared-data.ts";

interface PublishedBin {
  readonly data: number;
  readonly z_tt: number;
  readonly zz: number;
  readonly signal: number;
  readonly mc_stat_err: number;
}

/** Contents of `m4l` of a group in an alternative, in place of the nominal ones. */
export type VariedBins = Readonly<Record<string, readonly number[]>>;

/**
 * The published figure of 2020 as a result of this program, with the uncertainties of the model that pyhf was given. The published error of
 * the simulation stands on `z_tt` alone, which it is nearly all of.
 *
 * @param massScale contents of signal and zz, keyed `signal:massScale_up`; absent: no such variation
 */
export async function publishedView(massScale?: VariedBins): Promise<AnalysisView> {
  const { bins } = JSON.parse(readFileSync(sharedPath("reference/hzz-2020-published.json"), "utf8")) as {
    bins: readonly PublishedBin[];
  };
  const spec = parseSpec(inputOf(massScale !== undefined));
  const layout = layoutOf(spec);
  const axis = axisOf(spec.histograms[0]!.axis);
  const histogram = (name: Parameters<typeof histogramKey>[0], sumw: readonly number[], sumw2: readonly number[]) => {
    const flow = (numbers: readonly number[]) => Float64Array.from([0, ...numbers, 0]);
    return createHistogram({
      ...name,
      title: "",
      axes: [axis],
      entries: flow(sumw),
      sumw: flow(sumw),
      sumw2: flow(sumw2),
    });
  };
  const progress = {
    files: 1,
    filesPlanned: 1,
    filesComplete: 1,
    partitions: 1,
    partitionsDone: 1,
    entries: 1,
    entriesSeen: 1,
  };
  const stages = layout.cutflow.stages.map((name) => ({ name, entries: 1, sumw: 1, sumw2: 1 }));
  const groups = spec.groups.map((group) => {
    const key = group.name as "data" | "z_tt" | "zz" | "signal";
    const nominal = bins.map((bin) => bin[key]);
    const sumw2 = bins.map((bin) => (key === "data" ? bin.data : key === "z_tt" ? bin.mc_stat_err ** 2 : 0));
    const histograms = new Map<string, Histogram>(
      layout.histograms.map((block) => {
        const varied = block.variation === undefined ? undefined : massScale?.[`${key}:${block.variation}`];
        return [histogramKey(block), histogram(block, varied ?? nominal, sumw2)];
      }),
    );
    const alternatives = layout.alternatives.map(({ name }) => ({ name, cutflow: stages, regions: [] }));
    const sums = {
      progress,
      cutflow: stages,
      regions: [],
      histograms,
      ...(alternatives.length > 0 ? { alternatives } : {}),
    };
    const samples = group.samples.map(({ name }): SampleView => ({
      name,
      label: name,
      sources: ["published"],
      identities: [{ uuid: `uuid-${name}`, size: 100, entries: 1 }],
      ...sums,
    }));
    const { name, label, color, kind } = group;
    return { name, label, color, kind, samples, ...sums };
  });
  return {
    id: await analysisIdOf(spec),
    spec,
    status: "complete",
    run: 1,
    acceptedAt: "2026-01-01T00:00:00.000Z",
    progress: { ...progress, files: 4, filesPlanned: 4, filesComplete: 4 },
    groups,
    missing: [],
    histograms: layout.histograms,
  };
}

function inputOf(hasMassScale: boolean): AnalysisSpecInput {
  const group = (name: string, kind: "data" | "background" | "signal"): AnalysisSpecInput["groups"][number] => ({
    name,
    label: name,
    kind,
    samples: [{ name: `${name}_events`, files: [`${name}.root`] }],
  });
  const norm = (name: string, of: string, up: number, down: number) => ({ name, norm: { up, down }, groups: [of] });
  const scaled = (factor: string) => ({ m: `m * ${factor}` });
  return {
    title: "The published figure of 2020",
    centreOfMassEnergyTeV: 13,
    luminosityInvFb: 10,
    tree: "mini",
    energyUnit: "MeV",
    histograms: [
      {
        name: "m4l",
        expression: "m",
        axis: { type: "regular", bins: 34, lower: 80, upper: 250, label: "m4ℓ", unit: "GeV" },
      },
    ],
    variations: [
      norm("sigTheory", "signal", 1.05, 0.95),
      norm("zzNorm", "zz", 1.1, 0.9),
      norm("zttNorm", "z_tt", 1.2, 1 / 1.2),
      ...(hasMassScale
        ? [{ name: "massScale", columns: { up: scaled("1.01"), down: scaled("0.99") }, groups: ["zz", "signal"] }]
        : []),
    ],
    groups: [group("data", "data"), group("z_tt", "background"), group("zz", "background"), group("signal", "signal")],
    model: { shapes: "whole", luminosityUncertainty: 0.017 },
  };
}
