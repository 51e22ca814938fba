import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { toyLabel } from "../src/analysis/toy/toy-label.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";

/** One event as a TSelector's target object holds it. */
export type Event = Readonly<Record<string, number & ArrayLike<number>>>;

/** A file to race on, with the analysis as a spec and as the hand-written code that a jsroot user would write. */
export interface Course {
  readonly tree: string;
  readonly spec: AnalysisSpec;
  readonly branches: readonly string[];
  /** Four-lepton mass in GeV and weight; undefined when the event is not selected. */
  readonly select: (event: Event) => { readonly m4l: number; readonly weight: number } | undefined;
  readonly bins: number;
}

const lower = 80;
const upper = 250;

function mass(event: Event, energy: string, scale: number): number {
  let e = 0;
  let x = 0;
  let y = 0;
  let z = 0;
  for (let i = 0; i < 4; i++) {
    const pt = event["lep_pt"]![i]!;
    x += pt * Math.cos(event["lep_phi"]![i]!);
    y += pt * Math.sin(event["lep_phi"]![i]!);
    z += pt * Math.sinh(event["lep_eta"]![i]!);
    e += event[energy]![i]!;
  }
  return Math.sqrt(Math.max(0, e * e - x * x - y * y - z * z)) * scale;
}

function flavoursAndCharges(event: Event): boolean {
  const charge = event["lep_charge"]!;
  const type = event["lep_type"]!;
  if (charge[0]! + charge[1]! + charge[2]! + charge[3]! !== 0) return false;
  const types = type[0]! + type[1]! + type[2]! + type[3]!;
  return types === 44 || types === 48 || types === 52;
}

const cuts = [
  { name: "charge", expression: "sum(lep_charge[0:4]) == 0" },
  {
    name: "flavour",
    expression: "sum(lep_type[0:4]) == 44 || sum(lep_type[0:4]) == 48 || sum(lep_type[0:4]) == 52",
  },
];

function specOf(
  label: string,
  tree: string,
  energyUnit: "MeV" | "GeV",
  energy: string,
  weights: readonly string[],
  bins: number,
): AnalysisSpec {
  return parseSpec({
    title: "Benchmark",
    release: { label },
    luminosityInvFb: 0.001, // so that the normalisation is 1
    tree,
    energyUnit,
    collections: { lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy } },
    define: [{ name: "m4l", expression: "mass(sum(lep[0:4]))" }],
    weights: { factors: weights },
    cuts,
    histograms: [{ name: "m4l", expression: "m4l", axis: { type: "regular", bins, lower, upper, unit: "GeV" } }],
    groups: [
      {
        name: "all",
        label: "All",
        color: "#000000",
        kind: weights.length > 0 ? "background" : "data",
        samples: [{ name: "all", files: ["any.root"] }],
      },
    ],
  });
}

const weights2020 = ["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER"];
const leptons = ["lep_pt", "lep_eta", "lep_phi", "lep_charge", "lep_type"];

/** Of files laid out as the release of 2020. */
function courseOf2020(label: string): Course {
  return {
    tree: "mini",
    spec: specOf(label, "mini", "MeV", "lep_E", weights2020, 34),
    branches: [...weights2020, ...leptons, "lep_E"],
    bins: 34,
    select: (event) =>
      flavoursAndCharges(event)
        ? {
            m4l: mass(event, "lep_E", 0.001),
            weight: weights2020.reduce<number>((product, name) => product * event[name]!, 1),
          }
        : undefined,
  };
}

export type CourseName = "2020" | "2025" | "toy";

export const courses: Readonly<Record<CourseName, Course>> = {
  "2020": courseOf2020("benchmark"),
  // Toy files are read for no analysis that does not say what they are.
  toy: courseOf2020(toyLabel),
  "2025": {
    tree: "analysis",
    spec: specOf("benchmark", "analysis", "GeV", "lep_e", [], 68),
    branches: [...leptons, "lep_e"],
    bins: 68,
    select: (event) => (flavoursAndCharges(event) ? { m4l: mass(event, "lep_e", 1), weight: 1 } : undefined),
  },
};

/** Bin of a mass, flow included: 0 below, `bins` + 1 above. */
export function binOf(m4l: number, bins: number): number {
  if (m4l < lower) return 0;
  if (!(m4l < upper)) return bins + 1;
  return 1 + Math.floor(((m4l - lower) / (upper - lower)) * bins);
}
