import type { AnalysisSpecInput } from "../spec.ts";
import { hzzPairs } from "./hzz-pairs.ts";

type Variation = NonNullable<AnalysisSpecInput["variations"]>[number];

/** The map of both masses is left nominal: it has many bins. */
const histograms = ["m4l", "mZ1", "mZ2"];

function scale(name: string, label: string, type: 11 | 13, by: number): Variation {
  const times = (factor: number) => ({
    lep_pt: `lep_pt * where(lep_type == ${type}, ${factor}, 1)`,
    lep_E: `lep_E * where(lep_type == ${type}, ${factor}, 1)`,
  });
  return { name, label, columns: { up: times(1 + by), down: times(1 - by) }, histograms };
}

function efficiency(name: string, label: string, count: string, by: number): Variation {
  return {
    ...{ name, label, histograms },
    weight: { up: `pow(${1 + by}, ${count})`, down: `pow(${1 - by}, ${count})` },
  };
}

/** `hzz-pairs` with variations of leptons and of pile-up, of sizes that were set by hand. Held by `test/variations.test.ts`. */
export const hzzPairsVariations: AnalysisSpecInput = {
  ...hzzPairs,
  title: "H → ZZ* → 4ℓ by pairs with variations, ATLAS Open Data 2020",
  description:
    "As hzz-pairs, with variations of simulation: efficiencies of electrons (2 %) and muons (1 %), their energy scales (1 % and 0.5 %), and " +
    "pile-up (its scale factor twice, or not at all). The release has no uncertainties of these; the sizes are examples.",
  define: [
    ...hzzPairs.define!,
    { name: "electrons", expression: "count(lep_type[0:4] == 11)" },
    { name: "muons", expression: "count(lep_type[0:4] == 13)" },
  ],
  variations: [
    efficiency("eleSF", "efficiency of electrons", "electrons", 0.02),
    efficiency("muSF", "efficiency of muons", "muons", 0.01),
    {
      name: "pileup",
      label: "pile-up",
      weight: { up: "scaleFactor_PILEUP * scaleFactor_PILEUP", down: "1" },
      replaces: "scaleFactor_PILEUP",
      histograms,
    },
    scale("eleScale", "energy scale of electrons", 11, 0.01),
    scale("muScale", "momentum scale of muons", 13, 0.005),
  ],
};
