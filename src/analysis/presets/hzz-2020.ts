import { dataFile2020, type ProcessName2020, release2020, releaseColors, simulationFile2020 } from "../catalogue.ts";
import type { AnalysisSpecInput } from "../spec.ts";

type SampleInput = AnalysisSpecInput["groups"][number]["samples"][number];

/** What the notebook reads: data, and simulation as it is stacked. */
export const groups2020: AnalysisSpecInput["groups"] = [
  {
    name: "data",
    label: "Data",
    color: releaseColors.data,
    kind: "data",
    lane: "data",
    samples: Object.entries(release2020.dataPeriods).map(([name, luminosityInvFb]) => ({
      name,
      files: [dataFile2020(name)],
      luminosityInvFb,
    })),
  },
  {
    name: "z-ttbar",
    label: "Background Z, tt̄",
    color: releaseColors.zTtbar,
    kind: "background",
    lane: "z-ttbar",
    samples: [simulated("Zee", "Z → ee"), simulated("Zmumu", "Z → μμ"), simulated("ttbar_lep", "tt̄ → ℓ + X")],
  },
  {
    name: "zz",
    label: "Background ZZ*",
    color: releaseColors.zz,
    kind: "background",
    lane: "zz",
    samples: [simulated("llll", "ZZ* → 4ℓ")],
  },
  {
    name: "signal",
    label: "Signal (mH = 125 GeV)",
    color: releaseColors.signal,
    kind: "signal",
    lane: "signal",
    samples: [
      simulated("ggH125_ZZ4lep", "gg → H → ZZ* → 4ℓ"),
      simulated("VBFH125_ZZ4lep", "VBF H → ZZ* → 4ℓ"),
      simulated("WH125_ZZ4lep", "WH, H → ZZ* → 4ℓ"),
      simulated("ZH125_ZZ4lep", "ZH, H → ZZ* → 4ℓ"),
    ],
  },
];

/** The four-lepton analysis of the 2020 release's own notebook, whole: four data periods, eight simulated processes. */
export const hzz2020: AnalysisSpecInput = {
  title: "H → ZZ* → 4ℓ, ATLAS Open Data 2020",
  description:
    "The Higgs boson in four leptons, as in the notebook of the 2020 release: leading four leptons with total charge 0 and " +
    "flavours eeee, eeμμ or μμμμ, and their invariant mass. Pairs of opposite charge are not asked for: e⁺e⁺μ⁻μ⁻ passes. There are no cuts " +
    "on isolation or impact parameters. Event weights are signed. From 80 to 250 GeV 296 events are expected and 371 observed: gg → ZZ " +
    "is not in the release, and the notebook leaves out Z → ττ, WZ and tt̄V. ROOT's tutorial df106 scales llll by 1.3 for gg → ZZ.",
  release: { label: release2020.label, baseUrls: [...release2020.baseUrls] },
  centreOfMassEnergyTeV: 13,
  luminosityInvFb: release2020.luminosityInvFb,
  tree: release2020.tree,
  energyUnit: release2020.energyUnit,
  collections: { lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E" } },
  define: [
    // A few events have a fifth lepton; the notebook uses the first four.
    { name: "flavour", expression: "sum(lep_type[0:4])" },
    { name: "m4l", expression: "mass(sum(lep[0:4]))" },
  ],
  weights: {
    factors: ["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER"],
    sign: "signed",
  },
  cuts: [
    { name: "charge", expression: "sum(lep_charge[0:4]) == 0", label: "total charge of the four leptons is 0" },
    { name: "type", expression: "flavour == 44 || flavour == 48 || flavour == 52", label: "eeee, eeμμ or μμμμ" },
  ],
  histograms: [
    {
      name: "m4l",
      expression: "m4l",
      axis: { type: "regular", bins: 34, lower: 80, upper: 250, label: "m4ℓ", unit: "GeV" },
      title: "Invariant mass of the four leptons",
    },
  ],
  groups: groups2020,
};

function simulated(name: ProcessName2020, label: string): SampleInput {
  const { crossSectionPb, sumOfWeights } = release2020.processes[name];
  return { name, label, files: [simulationFile2020(name)], crossSectionPb, sumOfWeights };
}
