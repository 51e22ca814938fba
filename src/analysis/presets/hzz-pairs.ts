import type { AnalysisSpecInput } from "../spec.ts";
import { groups2020, hzz2020 } from "./hzz-2020.ts";

/** The selection of `hzz-2020` with the two Z bosons found, in regions by flavour. Its numbers are held by `test/hzz-pairs.test.ts`. */
export const hzzPairs: AnalysisSpecInput = {
  ...hzz2020,
  title: "H → ZZ* → 4ℓ by pairs, ATLAS Open Data 2020",
  description:
    "The selection of hzz-2020, in regions by flavour. Z1 is the pair of same flavour and opposite charge whose mass is nearest to that of " +
    "the Z (91.1876 GeV), Z2 what the other two leptons make, whatever they are. Events without such a pair have no mZ1 and mZ2.",
  define: [
    { name: "flavour", expression: "sum(lep_type[0:4])" },
    {
      name: "z",
      expression:
        "[p for p in pairs(range(4)) if lep_type[p.a] == lep_type[p.b] && lep_charge[p.a] * lep_charge[p.b] < 0]",
    },
    { name: "z1", expression: "z[argmin([abs(mass(lep[p.a] + lep[p.b]) - 91.1876) for p in z])]" },
    { name: "mZ1", expression: "mass(lep[z1.a] + lep[z1.b])" },
    { name: "mZ2", expression: "mass(sum([lep[k] for k in range(4) if k != z1.a && k != z1.b]))" },
  ],
  cuts: [
    { name: "charge", expression: "sum(lep_charge[0:4]) == 0", label: "total charge of the four leptons is 0" },
    { name: "type", expression: "flavour in [44, 48, 52]", label: "eeee, eeμμ or μμμμ" },
  ],
  regions: [
    { name: "4e", label: "eeee", where: "flavour == 44" },
    { name: "2e2mu", label: "eeμμ", where: "flavour == 48" },
    { name: "4mu", label: "μμμμ", where: "flavour == 52" },
  ],
  histograms: [
    {
      name: "m4l",
      expression: "mass(sum(lep[0:4]))",
      axis: { type: "regular", bins: 34, lower: 80, upper: 250, label: "m4ℓ", unit: "GeV" },
      title: "Invariant mass of the four leptons",
    },
    {
      name: "mZ1",
      expression: "mZ1",
      where: "count(z) > 0",
      axis: { type: "regular", bins: 40, lower: 0, upper: 120, label: "mZ1", unit: "GeV" },
      title: "Mass of the pair nearest to the Z",
    },
    {
      name: "mZ2",
      expression: "mZ2",
      where: "count(z) > 0",
      axis: { type: "regular", bins: 40, lower: 0, upper: 120, label: "mZ2", unit: "GeV" },
      title: "Mass of the other pair",
    },
    {
      name: "both",
      expression: "mZ1",
      y: { expression: "mZ2", axis: { type: "regular", bins: 24, lower: 0, upper: 120, label: "mZ2", unit: "GeV" } },
      where: "count(z) > 0",
      regions: ["inclusive"],
      axis: { type: "regular", bins: 24, lower: 0, upper: 120, label: "mZ1", unit: "GeV" },
      title: "Masses of both pairs",
    },
  ],
  groups: groups2020,
};
