import type { VariationSpec } from "../../src/analysis/spec-variation.ts";
import { createEdgePass } from "../edge-pass.ts";
import { argumentsOf, measure } from "../measure.ts";

/** One more factor on the weight; of the leptons, which all cuts and the mass are computed from again, the scale of pT and energy. */
const kinds: Readonly<Record<string, (n: number) => VariationSpec>> = {
  weights: (n) => ({ name: `w${n}`, weight: { up: `1 + ${n + 1} * 0.001 * lep_pt[0] / 1e5` } }),
  columns: (n) => {
    const scale = `(1 + ${n + 1} * 0.0001)`;
    return { name: `c${n}`, columns: { up: { lep_pt: `lep_pt * ${scale}`, lep_E: `lep_E * ${scale}` } } };
  },
};

const { course, path, count } = argumentsOf();
const [kind, number] = process.argv.slice(5);
const variations = Array.from({ length: Number(number) }, (_, n) => kinds[kind!]!(n));
await measure(count, createEdgePass(course, path, variations));
