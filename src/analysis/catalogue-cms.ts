/** Facts of CMS Open Data that presets read; docs/presets.md has the source of each. */

/** Muons of 2012, 61,540,413 events, made by the AOD2NanoAODOutreachTool: record 12341. */
export const dimuon2012 = {
  label: "CMS Open Data 2012, DoubleMuParked as NanoAOD",
  baseUrls: ["https://opendata.cern.ch/eos/opendata/cms/derived-data/AOD2NanoAODOutreachTool/"],
  tree: "Events",
  file: "Run2012BC_DoubleMuParked_Muons.root",
} as const;

/** Of a process that is simulated with one file: the cross section, and how many events the file has. */
export interface AgcProcess {
  readonly crossSectionPb: number;
  /** The first of the files of the process; its name has the number of the data set. */
  readonly file: string;
  readonly events: number;
}

/** Conditions of the simulation, a part of every file name. */
const conditions = "PU25nsData2015v1_76X_mcRun2_asymptotic_v12";

/** Simulation of 2015 as NanoAOD that the Analysis Grand Challenge reads. There, collision data are none. */
export const agc2015 = {
  label: "CMS Open Data 2015, NanoAOD of the Analysis Grand Challenge",
  /** The copy at CERN. The first one is below https://xrootd-local.unl.edu:1094//store/user/AGC/nanoAOD/. */
  baseUrls: ["https://opendata.cern.ch/eos/opendata/cms/upload/agc/1.0.0/"],
  tree: "Events",
  luminosityInvFb: 3.378,
  processes: {
    ttbar: {
      crossSectionPb: 729.84,
      file: `TT_TuneCUETP8M1_13TeV-powheg-pythia8/cmsopendata2015_ttbar_19980_${conditions}_ext3-v1_00000_0000.root`,
      events: 1334428,
    },
    single_top_s_chan: {
      crossSectionPb: 3.2944,
      file: `ST_s-channel_4f_InclusiveDecays_13TeV-amcatnlo-pythia8/cmsopendata2015_single_top_s_chan_19394_${conditions}-v1_00000_0000.root`,
      events: 632000,
    },
    single_top_t_chan: {
      // (36.993 + 22.175) / 0.252
      crossSectionPb: 234.7936507936508,
      file: `ST_t-channel_top_4f_inclusiveDecays_13TeV-powhegV2-madspin-pythia8_TuneCUETP8M1/cmsopendata2015_single_top_t_chan_19408_${conditions}-v1_00000_0000.root`,
      events: 1178640,
    },
    single_top_tW: {
      crossSectionPb: 75.842,
      file: `ST_tW_antitop_5f_inclusiveDecays_13TeV-powheg-pythia8_TuneCUETP8M1/cmsopendata2015_single_top_tW_19412_${conditions}-v1_00000_0000.root`,
      events: 847600,
    },
    wjets: {
      crossSectionPb: 15487.164,
      file: `WJetsToLNu_TuneCUETP8M1_13TeV-amcatnloFXFX-pythia8/cmsopendata2015_wjets_20547_${conditions}_ext2-v1_10000_0000.root`,
      events: 1249076,
    },
  },
  /** tt̄ of other generators and scales, each with the cross section of tt̄; named as there, behind `ttbar_`. */
  ttbarVariations: {
    ME_var: {
      file: `TT_TuneCUETP8M1_13TeV-amcatnlo-pythia8/cmsopendata2015_ttbar_19978_${conditions}_ext1-v1_60000_0000.root`,
      events: 1356800,
    },
    PS_var: {
      file: `TT_TuneEE5C_13TeV-powheg-herwigpp/cmsopendata2015_ttbar_19999_${conditions}-v1_10000_0000.root`,
      events: 1310232,
    },
    scaleup: {
      file: `TT_TuneCUETP8M1_13TeV-powheg-scaleup-pythia8/cmsopendata2015_ttbar_19985_${conditions}_ext3-v1_10000_0000.root`,
      events: 1278695,
    },
    scaledown: {
      file: `TT_TuneCUETP8M1_13TeV-powheg-scaledown-pythia8/cmsopendata2015_ttbar_19983_${conditions}_ext3-v1_00000_0000.root`,
      events: 1268248,
    },
  },
} as const satisfies {
  processes: Record<string, AgcProcess>;
  ttbarVariations: Record<string, Omit<AgcProcess, "crossSectionPb">>;
} & Record<string, unknown>;

export type AgcProcessName = keyof typeof agc2015.processes;
export type AgcVariationName = keyof typeof agc2015.ttbarVariations;
