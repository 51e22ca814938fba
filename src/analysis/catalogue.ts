/**
 * Facts of the two ATLAS Open Data releases that the presets are made of: addresses, luminosities, cross sections, sums of
 * weights. Each stands here once. Source: the notebooks and metadata that come with the releases; docs/sources.md has what they are made of.
 */

/** Counts up when a fact below changes; results tell it. */
export const catalogueVersion = 2;

/** A simulated process of the 2020 release, with the normalisation that its notebook uses: the cross section has all factors in it. */
export interface Process2020 {
  /** Dataset number, part of the file name. */
  readonly dsid: number;
  readonly crossSectionPb: number;
  readonly sumOfWeights: number;
}

/** 13 TeV release of 2020 for education, collection of events with at least four leptons. */
export const release2020 = {
  label: "ATLAS Open Data 2020, 4lep",
  /** Several places of the same files. In this order they are part of the preset's id; they are tried as `base-url-order` says. */
  baseUrls: [
    "https://atlas-opendata.web.cern.ch/atlas-opendata/samples/2020/4lep/",
    "https://atlas-opendata.web.cern.ch/Legacy13TeV/4lep/",
    "https://opendata.cern.ch/eos/opendata/atlas/OutreachDatasets/2020-01-22/4lep/",
    "https://opendata.cern.ch/eos/opendata/atlas/OutreachDatasets/2020-08-19/4lep/",
  ],
  tree: "mini",
  energyUnit: "MeV",
  luminosityInvFb: 10,
  /** With the luminosity of each in fb⁻¹. */
  dataPeriods: { data_A: 0.5, data_B: 1.9, data_C: 2.9, data_D: 4.7 },
  processes: {
    ggH125_ZZ4lep: { dsid: 345060, crossSectionPb: 0.0060239, sumOfWeights: 27881776.6536 },
    VBFH125_ZZ4lep: { dsid: 344235, crossSectionPb: 0.0004633012, sumOfWeights: 3680490.83243 },
    WH125_ZZ4lep: { dsid: 341964, crossSectionPb: 0.0003769, sumOfWeights: 149400 },
    // The release's own number, smaller by a factor of 113 than 0.884 pb times the branching fraction 2.745e-4 (CERN-2017-002).
    ZH125_ZZ4lep: { dsid: 341947, crossSectionPb: 2.1424784e-6, sumOfWeights: 150000 },
    llll: { dsid: 363490, crossSectionPb: 1.2578, sumOfWeights: 7538705.8077 },
    Zee: { dsid: 361106, crossSectionPb: 1950.5295, sumOfWeights: 150277594200 },
    Zmumu: { dsid: 361107, crossSectionPb: 1950.6321, sumOfWeights: 147334691090 },
    ttbar_lep: { dsid: 410000, crossSectionPb: 452.693559, sumOfWeights: 49386600 },
  },
} as const satisfies { processes: Record<string, Process2020> } & Record<string, unknown>;

export type ProcessName2020 = keyof typeof release2020.processes;

/** Path of a data period of the 2020 release below each base URL and in a mirror folder. */
export function dataFile2020(period: string): string {
  return `Data/${period}.4lep.root`;
}

/** Path of a simulated process of the 2020 release. */
export function simulationFile2020(name: ProcessName2020): string {
  return `MC/mc_${release2020.processes[name].dsid}.${name}.4lep.root`;
}

/** A simulated process of the 2025 release. Cross section and sum of weights stand in branches of the file. */
export interface Process2025 {
  /** Short name used in tables. */
  readonly name: string;
  readonly dsid: number;
  /** Name of the process in the file name. */
  readonly physicsShort: string;
}

/** Beta of the 2025 release (2015 and 2016 data), skim of events with exactly four leptons. */
export const release2025 = {
  label: "ATLAS Open Data 2025 beta, exactly4lep",
  baseUrls: ["https://opendata.cern.ch/eos/opendata/atlas/rucio/opendata/"],
  tree: "analysis",
  energyUnit: "GeV",
  /** 3.24 ± 0.04 of 2015 and 33.40 ± 0.30 of 2016. */
  luminosityInvFb: 36.6,
  /** Of the periods of which it is known, in fb⁻¹. */
  periodLuminosityInvFb: { data15_periodD: 0.105 },
  dataPeriods: [
    ...["D", "E", "F", "G", "H", "J"].map((period) => `data15_period${period}`),
    ...["A", "B", "C", "D", "E", "F", "G", "I", "K", "L"].map((period) => `data16_period${period}`),
  ],
} as const;

/** Servers that no longer answer (since spring 2026): places on them are tried last, in case they come back. */
export const goneServers: readonly string[] = ["https://atlas-opendata.web.cern.ch"];

export const signal2025: readonly Process2025[] = [
  { name: "ggH125", dsid: 345060, physicsShort: "PowhegPythia8EvtGen_NNLOPS_nnlo_30_ggH125_ZZ4l" },
  { name: "VBFH125", dsid: 346228, physicsShort: "PowhegPy8EG_NNPDF30_AZNLOCTEQ6L1_VBFH125_ZZ4lep_notau" },
  { name: "ZH125", dsid: 346310, physicsShort: "PowhegPythia8EvtGen_NNPDF30_AZNLO_ZH125J_Zincl_H_incl_MINLO" },
  { name: "WpH125", dsid: 346311, physicsShort: "PowhegPythia8EvtGen_NNPDF30_AZNLO_WpH125J_Wincl_H_incl_MINLO" },
  { name: "WmH125", dsid: 346312, physicsShort: "PowhegPythia8EvtGen_NNPDF30_AZNLO_WmH125J_Wincl_H_incl_MINLO" },
  { name: "ttH125_allhad", dsid: 346340, physicsShort: "PowhegPy8EG_A14NNPDF23_NNPDF30ME_ttH125_ZZ4l_allhad" },
  { name: "ttH125_semilep", dsid: 346341, physicsShort: "PowhegPy8EG_A14NNPDF23_NNPDF30ME_ttH125_ZZ4l_semilep" },
  { name: "ttH125_dilep", dsid: 346342, physicsShort: "PowhegPy8EG_A14NNPDF23_NNPDF30ME_ttH125_ZZ4l_dilep" },
];

export const zz2025: readonly Process2025[] = [{ name: "llll", dsid: 700600, physicsShort: "Sh_2212_llll" }];

/** Z + jets, tt̄, tt̄V and three vector bosons. */
export const otherBackground2025: readonly Process2025[] = [
  { name: "WWW", dsid: 364242, physicsShort: "Sherpa_222_NNPDF30NNLO_WWW_3l3v_EW6" },
  { name: "WWZ", dsid: 364243, physicsShort: "Sherpa_222_NNPDF30NNLO_WWZ_4l2v_EW6" },
  { name: "WZZ", dsid: 364246, physicsShort: "Sherpa_222_NNPDF30NNLO_WZZ_3l3v_EW6" },
  { name: "ZZZ", dsid: 364248, physicsShort: "Sherpa_222_NNPDF30NNLO_ZZZ_4l2v_EW6" },
  { name: "ttW", dsid: 410155, physicsShort: "aMcAtNloPythia8EvtGen_MEN30NLO_A14N23LO_ttW" },
  { name: "ttee", dsid: 410218, physicsShort: "aMcAtNloPythia8EvtGen_MEN30NLO_A14N23LO_ttee" },
  { name: "ttmumu", dsid: 410219, physicsShort: "aMcAtNloPythia8EvtGen_MEN30NLO_A14N23LO_ttmumu" },
  { name: "ttbar_nonallhad", dsid: 410470, physicsShort: "PhPy8EG_A14_ttbar_hdamp258p75_nonallhad" },
  { name: "tttt", dsid: 412043, physicsShort: "aMcAtNloPythia8EvtGen_A14NNPDF31_SM4topsNLO" },
  { name: "Zee_BFilter", dsid: 700320, physicsShort: "Sh_2211_Zee_maxHTpTV2_BFilter" },
  { name: "Zee_CFilterBVeto", dsid: 700321, physicsShort: "Sh_2211_Zee_maxHTpTV2_CFilterBVeto" },
  { name: "Zee_CVetoBVeto", dsid: 700322, physicsShort: "Sh_2211_Zee_maxHTpTV2_CVetoBVeto" },
  { name: "Zmumu_BFilter", dsid: 700323, physicsShort: "Sh_2211_Zmumu_maxHTpTV2_BFilter" },
  { name: "Zmumu_CFilterBVeto", dsid: 700324, physicsShort: "Sh_2211_Zmumu_maxHTpTV2_CFilterBVeto" },
  { name: "Zmumu_CVetoBVeto", dsid: 700325, physicsShort: "Sh_2211_Zmumu_maxHTpTV2_CVetoBVeto" },
];

/** Name of a data period's file of the 2025 release. */
export function dataFile2025(period: string): string {
  return `ODEO_FEB2025_v0_exactly4lep_${period}.exactly4lep.root`;
}

/** Name of a simulated process's file of the 2025 release. */
export function simulationFile2025(process: Process2025): string {
  return `ODEO_FEB2025_v0_exactly4lep_mc_${process.dsid}.${process.physicsShort}.exactly4lep.root`;
}

/** Colours that the notebooks of both releases use; data are black points. */
export const releaseColors = { data: "#000000", zTtbar: "#6b59d3", zz: "#ff0000", signal: "#00cdff" } as const;
