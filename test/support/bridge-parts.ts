import { analysisSpecSchema, type AnalysisSpec } from "../../src/analysis/spec.ts";
import type { BridgePart, BridgeRun } from "../../src/protocol/bridge-messages.ts";

/** Parts of an invented run, as scripts of the old system would publish them. */

const axis = { type: "regular", bins: 34, lower: 80, upper: 250, label: "m4l", unit: "GeV" } as const;

/** Three samples in three groups, two histograms. Scaled by 1, so that weights are what they are. */
export const bridgeAnalysis: AnalysisSpec = analysisSpecSchema.parse({
  title: "What was analysed",
  release: { label: "Somewhere" },
  luminosityInvFb: 0.001,
  tree: "selected",
  energyUnit: "GeV",
  weights: { factors: ["w"] },
  histograms: [
    { name: "m4l", expression: "m4l", axis, title: "Mass" },
    { name: "ptLead", expression: "ptLead", axis: { type: "variable", edges: [0, 20, 50, 100] } },
  ],
  groups: [
    group("data", "data", ["data_A"]),
    group("zz", "background", ["llll"]),
    group("signal", "signal", ["ggH125_ZZ4lep"]),
  ],
});

function group(name: string, kind: "data" | "background" | "signal", samples: readonly string[]) {
  return {
    name,
    label: name,
    color: "#00cdff",
    kind,
    samples: samples.map((s) => ({ name: s, files: [`${s}.root`] })),
  };
}

export const queueOf: Readonly<Record<string, string>> = {
  data_A: "real_data_queue",
  llll: "background_zz_queue",
  ggH125_ZZ4lep: "signal_data_queue",
};

export const bridgeSamples = Object.keys(queueOf);

export function bridgeRun(name: string, parts: BridgeRun["parts"] = 3): BridgeRun {
  return { name, analysis: { ...bridgeAnalysis }, parts };
}

/** Random events, the same for the same sample and part; some out of range, and weights of both signs. */
export function bridgePart(run: BridgeRun, sample: string, part: number, events = 200): BridgePart {
  const random = generator(sample, part);
  const m4l: number[] = [];
  const ptLead: number[] = [];
  const weights: number[] = [];
  for (let event = 0; event < events; event++) {
    m4l.push(60 + 220 * random());
    ptLead.push(120 * random());
    weights.push((random() - 0.1) * 0.3);
  }
  const simulated = sample === "data_A" ? {} : { weights };
  return { version: 1, run, sample, part, entriesRead: 3 * events, values: { m4l, ptLead }, ...simulated };
}

/** All parts of a run, those of one sample after those of another. */
export function allParts(run: BridgeRun, events?: number): BridgePart[] {
  return bridgeSamples.flatMap((sample) => {
    const count = typeof run.parts === "number" ? run.parts : run.parts[sample]!;
    return Array.from({ length: count }, (_, part) => bridgePart(run, sample, part, events));
  });
}

export function toBody(message: object): Buffer {
  return Buffer.from(JSON.stringify(message));
}

/** A small congruential generator: numbers in [0, 1). */
function generator(sample: string, part: number): () => number {
  let state = [...Buffer.from(`${sample}/${part}`)].reduce((hash, byte) => (hash * 31 + byte) >>> 0, 7);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
