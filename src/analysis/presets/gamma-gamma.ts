import { release2020, releaseColors } from "../catalogue.ts";
import { processesGamGam, skimBaseUrls, skimDataFile, skimSimulationFile } from "../catalogue-skims.ts";
import type { AnalysisSpecInput } from "../spec.ts";

const axis = { type: "regular", bins: 30, lower: 100, upper: 160, label: "m(γγ)", unit: "GeV" } as const;

const labels: Readonly<Record<keyof typeof processesGamGam, string>> = {
  ggH125_gamgam: "gg → H",
  VBFH125_gamgam: "VBF H",
  WpH125J_Wincl_gamgam: "W⁺H",
  ZH125J_Zincl_gamgam: "ZH",
  ttH125_gamgam: "tt̄H",
};

/** The Higgs boson in two photons, as the C++ framework of the 2020 release has it. Held by `test/presets-skims.test.ts`. */
export const gammaGamma: AnalysisSpecInput = {
  title: "H → γγ, ATLAS Open Data 2020",
  description:
    "Two tight and isolated photons: their mass in data, and in simulation of the Higgs boson. The release has no simulation of the background.",
  release: { label: "ATLAS Open Data 2020, GamGam", baseUrls: skimBaseUrls("GamGam") },
  centreOfMassEnergyTeV: 13,
  luminosityInvFb: release2020.luminosityInvFb,
  tree: release2020.tree,
  energyUnit: release2020.energyUnit,
  collections: {
    photon: {
      ...{ pt: "photon_pt", eta: "photon_eta", phi: "photon_phi", energy: "photon_E", tight: "photon_isTightID" },
      ...{ ptcone: "photon_ptcone30", etcone: "photon_etcone20", converted: "photon_convType" },
    },
  },
  define: [
    {
      name: "good",
      expression:
        "photon[photon.tight && photon.pt > 25000 && abs(photon.eta) < 2.37 && (abs(photon.eta) < 1.37 || abs(photon.eta) > 1.52)]",
    },
    { name: "myy", expression: "mass(good[0] + good[1])" },
  ],
  weights: { factors: ["mcWeight", "scaleFactor_PHOTON", "scaleFactor_PhotonTRIGGER", "scaleFactor_PILEUP"] },
  cuts: [
    { name: "trigger", expression: "trigP", label: "photon trigger" },
    { name: "two", expression: "length(good) == 2", label: "two tight photons of 25 GeV" },
    {
      name: "isolated",
      expression: "all(good.ptcone / good.pt < 0.065) && all(good.etcone / good.pt < 0.065)",
      label: "both isolated",
    },
    {
      name: "pt",
      expression: "pt(good[0]) / myy > 0.35 && pt(good[1]) / myy > 0.25",
      label: "pT over mass above 0.35 and 0.25",
    },
  ],
  regions: [
    {
      name: "central",
      label: "both central, unconverted",
      where: "all(abs(good.eta) < 0.75) && all(good.converted == 0)",
    },
  ],
  histograms: [{ name: "myy", expression: "myy", axis, title: "Invariant mass of the two photons" }],
  groups: [
    {
      name: "data",
      label: "Data",
      color: releaseColors.data,
      kind: "data",
      samples: Object.entries(release2020.dataPeriods).map(([name, luminosityInvFb]) => ({
        name,
        files: [skimDataFile("GamGam", name)],
        luminosityInvFb,
      })),
    },
    {
      name: "signal",
      label: "Signal (mH = 125 GeV)",
      color: releaseColors.signal,
      kind: "signal",
      samples: Object.entries(processesGamGam).map(([name, process]) => ({
        name,
        label: labels[name as keyof typeof processesGamGam],
        files: [skimSimulationFile("GamGam", name, process)],
        crossSectionPb: process.crossSectionPb,
        sumOfWeights: process.sumOfWeights,
      })),
    },
  ],
};
