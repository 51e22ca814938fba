import { agc2015, type AgcProcessName, type AgcVariationName } from "../catalogue-cms.ts";
import type { AnalysisSpecInput } from "../spec.ts";

type Group = AnalysisSpecInput["groups"][number];
type Variation = NonNullable<AnalysisSpecInput["variations"]>[number];

const axis = { type: "regular", bins: 25, lower: 50, upper: 550, unit: "GeV" } as const;

/** Of the first, second, … selected jet in the order of the file: 7.5 % of its pT over 50 GeV. */
function bTag(position: number): Variation {
  const shift = `where(length(good) > ${position}, bTagShift[${position}], 0)`;
  return {
    name: `btag_var_${position}`,
    label: `b-tag of jet ${position + 1}`,
    weight: { up: `1 + ${shift}`, down: `1 - ${shift}` },
  };
}

/** The tt̄ analysis of the Analysis Grand Challenge with the first file of each process. Held by `test/presets-nanoaod.test.ts`. */
export const agcTtbar: AnalysisSpecInput = {
  title: "tt̄ of the Analysis Grand Challenge, CMS Open Data 2015",
  description:
    "One lepton, four jets: HT with one b-tag, and with two the mass of three jets, which shows the top quark. The first file of each process, " +
    "simulation only, with variations of jets, b-tags and scale. All other samples of variation are left out.",
  release: { label: agc2015.label, baseUrls: [...agc2015.baseUrls] },
  centreOfMassEnergyTeV: 13,
  luminosityInvFb: agc2015.luminosityInvFb,
  tree: agc2015.tree,
  energyUnit: "GeV",
  collections: {
    electron: {
      ...{ pt: "Electron_pt", eta: "Electron_eta", phi: "Electron_phi", mass: "Electron_mass" },
      ...{ id: "Electron_cutBased", sip3d: "Electron_sip3d" },
    },
    muon: {
      ...{ pt: "Muon_pt", eta: "Muon_eta", phi: "Muon_phi", mass: "Muon_mass" },
      ...{ tight: "Muon_tightId", sip3d: "Muon_sip3d", iso: "Muon_pfRelIso04_all" },
    },
    jet: {
      ...{ pt: "Jet_pt", eta: "Jet_eta", phi: "Jet_phi", mass: "Jet_mass", id: "Jet_jetId", btag: "Jet_btagCSVV2" },
    },
  },
  define: [
    {
      name: "electrons",
      expression: "count(electron.pt > 30 && abs(electron.eta) < 2.1 && electron.id == 4 && electron.sip3d < 4)",
    },
    {
      name: "muons",
      expression: "count(muon.pt > 30 && abs(muon.eta) < 2.1 && muon.tight && muon.sip3d < 4 && muon.iso < 0.15)",
    },
    { name: "good", expression: "jet[jet.pt > 30 && abs(jet.eta) < 2.4 && jet.id & 4 != 0]" },
    { name: "bTags", expression: "count(good.btag > 0.5)" },
    { name: "bTagShift", expression: "0.075 * good.pt / 50" },
    {
      name: "triples",
      expression: "[t for t in combinations(good, 3) if max(t.a.btag, t.b.btag, t.c.btag) > 0.5]",
    },
  ],
  cuts: [
    { name: "lepton", expression: "electrons + muons == 1", label: "exactly one electron or muon" },
    { name: "jets", expression: "length(good) >= 4", label: "at least four jets" },
  ],
  regions: [
    { name: "4j1b", label: "one b-tag", kind: "control", where: "bTags == 1" },
    { name: "4j2b", label: "two b-tags or more", where: "bTags >= 2" },
  ],
  histograms: [
    {
      name: "ht",
      expression: "sum(good.pt)",
      regions: ["4j1b"],
      axis: { ...axis, label: "HT" },
      title: "Sum of the jets' pT",
    },
    {
      name: "mbjj",
      expression: "mass(triples[argmax(pt(triples))])",
      regions: ["4j2b"],
      axis: { ...axis, label: "m(bjj)" },
      title: "Mass of the three jets with the largest pT together, one with a b-tag",
    },
  ],
  variations: [
    { name: "pt_scale", label: "jet energy scale", columns: { up: { Jet_pt: "1.03 * Jet_pt" } } },
    {
      name: "pt_res",
      label: "jet energy resolution",
      columns: { up: { Jet_pt: "Jet_pt * (1 + 0.05 * gauss(1, event, run, range(length(Jet_pt))))" } },
    },
    ...[0, 1, 2, 3].map(bTag),
    {
      name: "scale_var",
      label: "scale of W + jets",
      weight: { up: "1.025", down: "0.975" },
      samples: ["wjets"],
    },
  ],
  groups: [
    process("wjets", "W + jets", "#e76300", "background"),
    process("single_top_s_chan", "single top, s channel", "#94a4a2", "background"),
    process("single_top_t_chan", "single top, t channel", "#832db6", "background"),
    process("single_top_tW", "single top with W", "#a96b59", "background"),
    process("ttbar", "tt̄", "#3f90da", "signal"),
  ],
};

function process(name: AgcProcessName, label: string, color: string, kind: Group["kind"]): Group {
  const { crossSectionPb, file, events } = agc2015.processes[name];
  return { name, label, color, kind, samples: [{ name, files: [file], crossSectionPb, sumOfWeights: events }] };
}

const otherTtbar = Object.keys(agc2015.ttbarVariations) as AgcVariationName[];

/** The same with tt̄ of other generators and scales: all variations of the challenge. Held by the same test. */
export const agcTtbarVariations: AnalysisSpecInput = {
  ...agcTtbar,
  title: "tt̄ of the Analysis Grand Challenge with all variations, CMS Open Data 2015",
  description:
    "As agc-ttbar, and four more samples of tt̄: with another matrix element (ME_var), another parton shower (PS_var), and scales up and " +
    "down. Each stands in place of tt̄ in its variation. The luminosity is known to 3 %.",
  variations: [
    ...agcTtbar.variations!,
    { name: "ME_var", label: "matrix element of tt̄", sample: { up: { ttbar: "ttbar_ME_var" } } },
    { name: "PS_var", label: "parton shower of tt̄", sample: { up: { ttbar: "ttbar_PS_var" } } },
    {
      name: "ttbar_scale",
      label: "scale of tt̄",
      sample: { up: { ttbar: "ttbar_scaleup" }, down: { ttbar: "ttbar_scaledown" } },
    },
    { name: "luminosity", norm: { up: 1.03, down: 0.97 } },
  ],
  groups: agcTtbar.groups.map((group) =>
    group.name === "ttbar" ? { ...group, samples: [...group.samples, ...otherTtbar.map(ofTtbar)] } : group,
  ),
};

function ofTtbar(variation: AgcVariationName): Group["samples"][number] {
  const { file, events } = agc2015.ttbarVariations[variation];
  const { crossSectionPb } = agc2015.processes.ttbar;
  return { name: `ttbar_${variation}`, nominal: false, files: [file], crossSectionPb, sumOfWeights: events };
}
