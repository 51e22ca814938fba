import { release2020, releaseColors } from "../catalogue.ts";
import { processes3lep, skimBaseUrls, skimDataFile, skimSimulationFile } from "../catalogue-skims.ts";
import type { AnalysisSpecInput } from "../spec.ts";

type Sample = AnalysisSpecInput["groups"][number]["samples"][number];

const { llll, Zee, Zmumu, ttbar_lep } = release2020.processes;
const processes = { ...processes3lep, llll, Zee, Zmumu, ttbar_lep };

function simulated(name: keyof typeof processes, label: string): Sample {
  const { crossSectionPb, sumOfWeights } = processes[name];
  return { name, label, files: [skimSimulationFile("3lep", name, processes[name])], crossSectionPb, sumOfWeights };
}

/** A W and a Z boson in three leptons, as the C++ framework of the 2020 release has it. Held by `test/presets-skims.test.ts`. */
export const wz2020: AnalysisSpecInput = {
  title: "WZ → 3ℓ ν, ATLAS Open Data 2020",
  description:
    "Three leptons and missing momentum: the pair nearest to the Z, and the transverse mass of the third, which shows the W. Of the release's " +
    "simulation W + jets, single top without W, and bosons that decay to quarks are left out.",
  release: { label: "ATLAS Open Data 2020, 3lep", baseUrls: skimBaseUrls("3lep") },
  centreOfMassEnergyTeV: 13,
  luminosityInvFb: release2020.luminosityInvFb,
  tree: release2020.tree,
  energyUnit: release2020.energyUnit,
  collections: {
    lep: {
      ...{ pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E", charge: "lep_charge", type: "lep_type" },
      ...{ tight: "lep_isTightID", ptcone: "lep_ptcone30", etcone: "lep_etcone20" },
      ...{ d0: "lep_trackd0pvunbiased", d0Error: "lep_tracksigd0pvunbiased", z0: "lep_z0" },
    },
  },
  define: [
    {
      name: "isolated",
      expression: "lep[lep.tight && lep.pt > 20000 && lep.ptcone / lep.pt < 0.15 && lep.etcone / lep.pt < 0.15]",
    },
    // sin θ = pT / p
    {
      name: "near",
      expression: "isolated[abs(isolated.z0 * pt(isolated) / hypot(pt(isolated), pz(isolated))) < 0.5]",
    },
    {
      name: "good",
      expression:
        "[l for l in near if l.type == 11 && abs(l.eta) < 2.47 && (abs(l.eta) < 1.37 || abs(l.eta) > 1.52) && abs(l.d0) / l.d0Error < 5 || l.type == 13 && abs(l.eta) < 2.5 && abs(l.d0) / l.d0Error < 3]",
    },
    {
      name: "z",
      expression:
        "[p for p in pairs(range(3)) if good[p.a].type == good[p.b].type && good[p.a].charge != good[p.b].charge]",
    },
    { name: "distance", expression: "[abs(mass(good[p.a] + good[p.b]) - 91.18) for p in z]" },
    { name: "best", expression: "z[argmin(distance)]" },
    { name: "w", expression: "good[3 - best.a - best.b]" },
    { name: "met", expression: "ptEtaPhiM(met_et, 0, met_phi, 0)" },
    { name: "mTW", expression: "transverseMass(w, met)" },
  ],
  weights: {
    factors: ["mcWeight", "scaleFactor_PILEUP", "scaleFactor_ELE", "scaleFactor_MUON", "scaleFactor_LepTRIGGER"],
  },
  cuts: [
    { name: "trigger", expression: "trigE || trigM", label: "electron or muon trigger" },
    { name: "three", expression: "length(good) == 3", label: "three tight, isolated leptons of 20 GeV" },
    { name: "pt", expression: "any(good.pt > 25000)", label: "one of 25 GeV" },
    { name: "z", expression: "min(distance, default=1000) < 10", label: "a pair within 10 GeV of the Z" },
    { name: "met", expression: "met_et > 30000", label: "missing momentum above 30 GeV" },
    { name: "mTW", expression: "mTW > 30", label: "transverse mass of the W above 30 GeV" },
  ],
  histograms: [
    {
      name: "mll",
      expression: "mass(good[best.a] + good[best.b])",
      axis: { type: "regular", bins: 20, lower: 76, upper: 106, label: "m(ℓℓ)", unit: "GeV" },
      title: "Mass of the pair nearest to the Z",
    },
    {
      name: "mTW",
      expression: "mTW",
      axis: { type: "regular", bins: 20, lower: 0, upper: 200, label: "mT(W)", unit: "GeV" },
      title: "Transverse mass of the third lepton",
    },
    {
      name: "ptll",
      expression: "pt(good[best.a] + good[best.b])",
      axis: { type: "regular", bins: 20, lower: 0, upper: 400, label: "pT(ℓℓ)", unit: "GeV" },
      title: "Transverse momentum of the pair",
    },
    {
      name: "met",
      expression: "met_et / 1000",
      axis: { type: "regular", bins: 20, lower: 0, upper: 160, label: "ETmiss", unit: "GeV" },
      title: "Missing transverse momentum",
    },
  ],
  groups: [
    {
      name: "data",
      label: "Data",
      color: releaseColors.data,
      kind: "data",
      samples: Object.entries(release2020.dataPeriods).map(([name, luminosityInvFb]) => ({
        name,
        files: [skimDataFile("3lep", name)],
        luminosityInvFb,
      })),
    },
    {
      name: "top",
      label: "tt̄, tW",
      color: "#f2c14e",
      kind: "background",
      samples: [
        simulated("ttbar_lep", "tt̄ → ℓ + X"),
        simulated("single_top_wtchan", "tW⁻"),
        simulated("single_antitop_wtchan", "t̄W⁺"),
      ],
    },
    {
      name: "z-jets",
      label: "Z + jets",
      color: releaseColors.zTtbar,
      kind: "background",
      samples: [simulated("Zee", "Z → ee"), simulated("Zmumu", "Z → μμ"), simulated("Ztautau", "Z → ττ")],
    },
    {
      name: "zz",
      label: "ZZ*",
      color: releaseColors.zz,
      kind: "background",
      samples: [simulated("llll", "ZZ* → 4ℓ")],
    },
    { name: "wz", label: "WZ", color: releaseColors.signal, kind: "signal", samples: [simulated("lllv", "WZ → 3ℓ ν")] },
  ],
};
