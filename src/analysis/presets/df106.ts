import type { AnalysisSpecInput } from "../spec.ts";
import { groups2020, hzz2020 } from "./hzz-2020.ts";

/** Electron efficiency of the tutorial: relative uncertainty over pT in MeV, a straight line between the points. */
const electronPt = "[5500, 5520, 12540, 17430, 22400, 27480, 30000, 10000000]";
const electronError = "[0.06628, 0.06395, 0.06396, 0.03372, 0.02441, 0.01403, 0, 0]";

/** Simulation that the tutorial reads. */
const wanted = new Set(["Zee", "Zmumu", "llll", "ggH125_ZZ4lep", "VBFH125_ZZ4lep"]);

/** ROOT's tutorial df106_HiggsToFourLeptons on the same data, with its scale factors of electrons as a variation. Held by `test/variations.test.ts`. */
export const df106: AnalysisSpecInput = {
  ...hzz2020,
  title: "H → ZZ* → 4ℓ as ROOT's tutorial df106, ATLAS Open Data 2020",
  description:
    "The selection of ROOT's tutorial df106: trigger, exactly four isolated leptons, charge, flavours, impact parameters, transverse momenta. " +
    "It is scaled to 10.064 fb⁻¹, llll by 1.3 more for gg → ZZ, which the release lacks. The tutorial computes with float32 columns; here all " +
    "is float64. Its systematic variation of the electrons' efficiency is eleSF.",
  luminosityInvFb: 10.064,
  collections: {
    lep: {
      ...{ pt: "lep_pt", eta: "lep_eta", phi: "lep_phi", energy: "lep_E", charge: "lep_charge", type: "lep_type" },
      ...{ ptcone: "lep_ptcone30", etcone: "lep_etcone20" },
      ...{ d0: "lep_trackd0pvunbiased", d0Error: "lep_tracksigd0pvunbiased", z0: "lep_z0" },
    },
  },
  define: [
    {
      name: "good",
      expression: "lep[abs(lep.eta) < 2.5 && lep.pt > 5000 && lep.ptcone / lep.pt < 0.3 && lep.etcone / lep.pt < 0.3]",
    },
    { name: "flavour", expression: "sum(good.type)" },
    { name: "electron", expression: "good[good.type == 11]" },
    {
      name: "efficiencyError",
      expression: `sum(interpolate(electron.pt, ${electronPt}, ${electronError})) / max(1, length(electron))`,
    },
    { name: "m4l", expression: "mass(sum(good))" },
  ],
  cuts: [
    { name: "trig", expression: "trigE || trigM", label: "a trigger for electrons or muons" },
    { name: "good4", expression: "length(good) == 4", label: "four isolated leptons" },
    { name: "charge", expression: "sum(good.charge) == 0", label: "total charge is 0" },
    { name: "type", expression: "flavour in [44, 48, 52]", label: "eeee, eeμμ or μμμμ" },
    {
      name: "quality",
      // sin θ = pT / p
      expression:
        "all(abs(good.d0 / good.d0Error) <= 5 && abs(good.z0 * pt(good) / hypot(pt(good), pz(good))) <= 0.5) && all(electron.pt >= 7000 && abs(electron.eta) <= 2.47)",
      label: "impact parameters; electrons of 7 GeV within 2.47",
    },
    {
      name: "pt",
      expression: "good.pt[0] > 25000 && good.pt[1] > 15000 && good.pt[2] > 10000",
      label: "pT above 25, 15 and 10 GeV",
    },
  ],
  histograms: [
    {
      name: "m4l",
      expression: "m4l",
      axis: { type: "regular", bins: 24, lower: 80, upper: 170, label: "m4ℓ", unit: "GeV" },
      title: "Invariant mass of the four leptons",
    },
  ],
  variations: [
    {
      name: "eleSF",
      label: "electron efficiency",
      weight: { up: "1 + efficiencyError", down: "1 - efficiencyError" },
    },
  ],
  groups: groups2020.flatMap((group) => {
    const samples = group.samples.filter(({ name }) => wanted.has(name) || group.kind === "data");
    if (group.name === "z-ttbar") return [{ ...group, label: "Background Z", samples }];
    if (group.name === "zz") return [{ ...group, samples: samples.map((sample) => ({ ...sample, kFactor: 1.3 })) }];
    return [{ ...group, samples }];
  }),
};
