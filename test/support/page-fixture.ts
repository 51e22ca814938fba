import { layoutOf } from "../../src/analysis/layout.ts";
import { analysisSpecSchema, type AnalysisSpec } from "../../src/analysis/spec.ts";
import { protocolVersion } from "../../src/protocol/work-item.ts";
import type { LogEvent, PartitionDone } from "../../src/protocol/log-event.ts";
import { done, failureOf, planned } from "./fixture-log.ts";

/** An invented analysis for the tests of the page, of a shape like the four-lepton one: data, three stacked groups, two histograms. */
export const pageSpec: AnalysisSpec = analysisSpecSchema.parse({
  title: "Page fixture",
  release: { label: "Toy data, invented" },
  luminosityInvFb: 10,
  tree: "mini",
  energyUnit: "GeV",
  centreOfMassEnergyTeV: 13,
  weights: { factors: ["w"] },
  cuts: [{ name: "charge", expression: "q == 0", label: "total charge is 0" }],
  histograms: [
    {
      name: "m4l",
      title: "Mass of four leptons",
      expression: "m",
      axis: { type: "regular", bins: 10, lower: 100, upper: 150, label: "m4l", unit: "GeV" },
    },
    { name: "n", title: "Number of jets", expression: "n", axis: { type: "variable", edges: [0, 1, 2, 5] } },
  ],
  groups: [
    group("data", "Data", "#000000", "data", ["periodA", "periodB"]),
    group("z-ttbar", "Z, tt", "#6b59d3", "background", ["Zee"]),
    group("zz", "ZZ*", "#ff0000", "background", ["llll", "eell"]),
    group("signal", "Signal", "#00cdff", "signal", ["ggH"]),
  ],
});

function group(name: string, label: string, color: string, kind: string, samples: readonly string[]) {
  return {
    name,
    label,
    color,
    kind,
    ...(kind === "data" ? { luminosityInvFb: 10 } : {}),
    samples: samples.map((sample) => ({ name: sample, files: [`${sample}.root`] })),
  };
}

/** Weight of each event of a sample; small errors, so that the hatching does not hide the borders of the layers. */
const weights: Readonly<Record<string, number>> = { Zee: 0.01, llll: 0.01, eell: 0.01, ggH: 0.001 };

/** Events of each sample in the ten bins of m4l. */
export const contents: Readonly<Record<string, readonly number[]>> = {
  periodA: [3, 0, 2, 7, 20, 9, 4, 2, 0, 1],
  periodB: [2, 1, 4, 5, 15, 8, 0, 3, 0, 2],
  Zee: [400, 400, 400, 600, 600, 500, 400, 300, 200, 100],
  llll: [100, 150, 200, 200, 200, 200, 200, 200, 200, 200],
  eell: [50, 50, 50, 50, 50, 50, 50, 50, 50, 50],
  ggH: [0, 0, 100, 4000, 15000, 7000, 100, 0, 0, 0],
};

export const samples = Object.keys(contents);

/** What a processor appends when it has read a sample's only file: its plan, and its one partition. */
export function eventsOf(sample: string, spec: AnalysisSpec = pageSpec): LogEvent[] {
  const plan = planned(sample, 0, [0, 1000], `uuid-${sample}`);
  return [plan, deltaOf(spec, sample, done(plan, 0))];
}

export function failureOfFile(sample: string, message: string): LogEvent {
  return {
    version: protocolVersion,
    analysis: "",
    kind: "file-failed",
    run: 1,
    sample,
    file: 0,
    failure: failureOf(message),
  };
}

function deltaOf(spec: AnalysisSpec, sample: string, event: PartitionDone): PartitionDone {
  const layout = layoutOf(spec);
  const sums = new Float64Array(layout.length);
  const counts = contents[sample]!;
  const weight = weights[sample] ?? 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const fill = (block: { entries: number; sumw: number; sumw2: number }, at: number, events: number) => {
    sums[block.entries + at] = events;
    sums[block.sumw + at] = events * weight;
    sums[block.sumw2 + at] = events * weight * weight;
  };
  fill(layout.cutflow, 0, 2 * total);
  fill(layout.cutflow, 1, total);
  const [m4l, n] = layout.histograms;
  // Underflow and overflow too, to be seen where they do not belong.
  for (const [at, count] of [17, ...counts, 23].entries()) fill(m4l!, at, count);
  for (const [at, count] of [0, total - 5, 3, 2, 0].entries()) fill(n!, at, count);
  return { ...event, layout: layout.fingerprint, sums };
}
