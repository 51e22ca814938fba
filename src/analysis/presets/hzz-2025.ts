import {
  dataFile2025,
  otherBackground2025,
  type Process2025,
  release2025,
  releaseColors,
  signal2025,
  simulationFile2025,
  zz2025,
} from "../catalogue.ts";
import type { AnalysisSpecInput } from "../spec.ts";

/** The four-lepton analysis of the 2025 release (36.6 fb⁻¹), with its final selection in the order of its notebook. */
export const hzz2025: AnalysisSpecInput = {
  title: "H → ZZ* → 4ℓ, ATLAS Open Data 2025",
  description:
    "The Higgs boson in four leptons with the final selection of the 2025 release: trigger, trigger match, three transverse " +
    "momenta, identification and isolation, flavour, charge. Cross sections and sums of weights come from branches of the " +
    "files. Event weights are signed; the notebook of the release takes absolute values (weights.sign = absolute). " +
    "Of the file names only data15_periodD, ggH125 (345060), ttbar_nonallhad (410470) and llll (700600) were seen in use; " +
    "the others follow the naming rule of the release.",
  release: { label: release2025.label, baseUrls: [...release2025.baseUrls] },
  centreOfMassEnergyTeV: 13,
  luminosityInvFb: release2025.luminosityInvFb,
  tree: release2025.tree,
  energyUnit: release2025.energyUnit,
  collections: { lep: { pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_e" } },
  define: [
    { name: "flavour", expression: "sum(lep_type)" },
    { name: "m4l", expression: "mass(sum(lep))" },
  ],
  weights: {
    factors: [
      ...["filteff", "kfac", "xsec", "mcWeight"],
      ...["ScaleFactor_PILEUP", "ScaleFactor_ELE", "ScaleFactor_MUON", "ScaleFactor_LepTRIGGER"],
      "1 / sum_of_weights",
    ],
    sign: "signed",
  },
  cuts: [
    { name: "trigger", expression: "trigE || trigM", label: "electron or muon trigger" },
    { name: "trigger-match", expression: "sum(lep_isTrigMatched) >= 1", label: "a lepton fired the trigger" },
    { name: "pt0", expression: "lep_pt[0] > 20", label: "pT of the first lepton above 20 GeV" },
    { name: "pt1", expression: "lep_pt[1] > 15", label: "pT of the second lepton above 15 GeV" },
    { name: "pt2", expression: "lep_pt[2] > 10", label: "pT of the third lepton above 10 GeV" },
    {
      name: "id-iso",
      expression:
        "count((lep_type == 13 && lep_isMediumID && lep_isLooseIso) || (lep_type == 11 && lep_isLooseID && lep_isLooseIso)) == 4",
      label: "four identified and isolated leptons",
    },
    { name: "type", expression: "flavour == 44 || flavour == 48 || flavour == 52", label: "eeee, eeμμ or μμμμ" },
    { name: "charge", expression: "sum(lep_charge) == 0", label: "total charge is 0" },
  ],
  histograms: [
    {
      name: "m4l",
      expression: "m4l",
      axis: { type: "regular", bins: 68, lower: 80, upper: 250, label: "m4ℓ", unit: "GeV" },
      title: "Invariant mass of the four leptons",
    },
  ],
  groups: [
    {
      name: "data",
      label: "Data",
      color: releaseColors.data,
      kind: "data",
      lane: "data",
      luminosityInvFb: release2025.luminosityInvFb,
      samples: release2025.dataPeriods.map((period) => ({
        name: period,
        files: [dataFile2025(period)],
        ...known(period),
      })),
    },
    simulated("z-ttbar", "Background Z, tt̄, tt̄V, VVV", releaseColors.zTtbar, "background", otherBackground2025),
    simulated("zz", "Background ZZ*", releaseColors.zz, "background", zz2025),
    simulated("signal", "Signal (mH = 125 GeV)", releaseColors.signal, "signal", signal2025),
  ],
};

function known(period: string): { luminosityInvFb?: number } {
  const known: Readonly<Record<string, number>> = release2025.periodLuminosityInvFb;
  return known[period] === undefined ? {} : { luminosityInvFb: known[period] };
}

function simulated(
  name: string,
  label: string,
  color: string,
  kind: "background" | "signal",
  processes: readonly Process2025[],
): AnalysisSpecInput["groups"][number] {
  const samples = processes.map((process) => ({ name: process.name, files: [simulationFile2025(process)] }));
  return { name, label, color, kind, lane: name, samples };
}
