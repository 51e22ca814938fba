import { dimuon2012 } from "../catalogue-cms.ts";
import type { AnalysisSpecInput } from "../spec.ts";

/** The spectrum of two muons, as in ROOT's tutorial df102. Held by `test/presets-nanoaod.test.ts`. */
export const dimuon: AnalysisSpecInput = {
  title: "Two muons, CMS Open Data 2012",
  description: "Mass of two muons of opposite charge, from 0.25 to 300 GeV: from the η to the Z, 61,540,413 events.",
  release: { label: dimuon2012.label, baseUrls: [...dimuon2012.baseUrls] },
  centreOfMassEnergyTeV: 8,
  tree: dimuon2012.tree,
  energyUnit: "GeV",
  collections: { mu: { pt: "Muon_pt", eta: "Muon_eta", phi: "Muon_phi", mass: "Muon_mass", charge: "Muon_charge" } },
  cuts: [
    { name: "two", expression: "nMuon == 2", label: "exactly two muons" },
    { name: "opposite", expression: "mu[0].charge != mu[1].charge", label: "of opposite charge" },
  ],
  histograms: [
    {
      name: "mass",
      expression: "mass(mu[0] + mu[1])",
      axis: { type: "regular", bins: 300, lower: 0.25, upper: 300, scale: "log", label: "m(μμ)", unit: "GeV" },
      title: "Mass of two muons of opposite charge",
    },
  ],
  groups: [
    {
      name: "data",
      label: "Data",
      kind: "data",
      samples: [{ name: "DoubleMuParked", label: "Runs B and C of 2012", files: [dimuon2012.file] }],
    },
  ],
};
