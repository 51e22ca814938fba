import type { ColumnType, NumberType } from "../../rootio/column.ts";

/** The branches that the presets read, as the files of each release have them. Kernels are made from them before there is a file. */
function branches(scalars: Record<string, NumberType>, lists: Record<string, NumberType>): Map<string, ColumnType> {
  const tree = new Map<string, ColumnType>();
  for (const [name, type] of Object.entries(scalars)) tree.set(name, { shape: "scalar", type });
  for (const [name, type] of Object.entries(lists)) tree.set(name, { shape: "list", type });
  return tree;
}

const analysis2020 = branches(
  {
    ...{ mcWeight: "float32", scaleFactor_PILEUP: "float32", scaleFactor_ELE: "float32" },
    ...{ scaleFactor_MUON: "float32", scaleFactor_LepTRIGGER: "float32", lep_n: "uint32" },
    ...{ trigE: "bool", trigM: "bool" },
  },
  {
    ...{ lep_pt: "float32", lep_eta: "float32", lep_phi: "float32", lep_E: "float32", lep_ptcone30: "float32" },
    ...{ lep_etcone20: "float32", lep_trackd0pvunbiased: "float32", lep_tracksigd0pvunbiased: "float32" },
    ...{ lep_charge: "int32", lep_type: "uint32", lep_z0: "float32" },
  },
);

const analysis2025 = branches(
  {
    ...{ filteff: "float32", kfac: "float32", xsec: "float32", mcWeight: "float32", sum_of_weights: "float64" },
    ...{ ScaleFactor_PILEUP: "float32", ScaleFactor_ELE: "float32", ScaleFactor_MUON: "float32" },
    ...{ ScaleFactor_LepTRIGGER: "float32", trigE: "bool", trigM: "bool" },
  },
  {
    ...{
      lep_pt: "float32",
      lep_eta: "float32",
      lep_phi: "float32",
      lep_e: "float32",
      lep_charge: "int32",
      lep_type: "int32",
    },
    ...{ lep_isMediumID: "bool", lep_isLooseID: "bool", lep_isLooseIso: "bool", lep_isTrigMatched: "bool" },
  },
);

const skim3lep = branches(
  {
    ...{ mcWeight: "float32", scaleFactor_PILEUP: "float32", scaleFactor_ELE: "float32" },
    ...{ scaleFactor_MUON: "float32", scaleFactor_LepTRIGGER: "float32", trigE: "bool", trigM: "bool" },
    ...{ met_et: "float32", met_phi: "float32" },
  },
  {
    ...{ lep_pt: "float32", lep_eta: "float32", lep_phi: "float32", lep_E: "float32", lep_ptcone30: "float32" },
    ...{ lep_etcone20: "float32", lep_trackd0pvunbiased: "float32", lep_tracksigd0pvunbiased: "float32" },
    ...{ lep_charge: "int32", lep_type: "uint32", lep_z0: "float32", lep_isTightID: "bool" },
  },
);

const skimGamGam = branches(
  {
    ...{ mcWeight: "float32", scaleFactor_PILEUP: "float32", scaleFactor_PHOTON: "float32" },
    ...{ scaleFactor_PhotonTRIGGER: "float32", trigP: "bool" },
  },
  {
    ...{ photon_pt: "float32", photon_eta: "float32", photon_phi: "float32", photon_E: "float32" },
    ...{ photon_isTightID: "bool", photon_ptcone30: "float32", photon_etcone20: "float32", photon_convType: "int32" },
  },
);

const nanoMuons = branches(
  { nMuon: "uint32" },
  { Muon_pt: "float32", Muon_eta: "float32", Muon_phi: "float32", Muon_mass: "float32", Muon_charge: "int32" },
);

const nano2015 = branches(
  { run: "uint32", event: "uint64" },
  {
    ...{ Electron_pt: "float32", Electron_eta: "float32", Electron_phi: "float32", Electron_mass: "float32" },
    ...{ Electron_cutBased: "int32", Electron_sip3d: "float32" },
    ...{ Muon_pt: "float32", Muon_eta: "float32", Muon_phi: "float32", Muon_mass: "float32" },
    ...{ Muon_tightId: "bool", Muon_sip3d: "float32" },
    ...{ Muon_pfRelIso04_all: "float32", Jet_pt: "float32", Jet_eta: "float32", Jet_phi: "float32" },
    ...{ Jet_mass: "float32", Jet_jetId: "int32", Jet_btagCSVV2: "float32" },
  },
);

const trees: Readonly<Record<string, ReadonlyMap<string, ColumnType>>> = {
  "hzz-2020": analysis2020,
  "hzz-2025": analysis2025,
  "hzz-pairs": analysis2020,
  "hzz-pairs-variations": analysis2020,
  df106: analysis2020,
  // The toy has the branches of the release of 2020.
  "hzz-toy": analysis2020,
  "wz-2020": skim3lep,
  "gamma-gamma": skimGamGam,
  dimuon: nanoMuons,
  "agc-ttbar": nano2015,
  // As the files of the presets above.
  "wz-toy": skim3lep,
  "gamma-gamma-toy": skimGamGam,
  "dimuon-toy": nanoMuons,
  "agc-toy": nano2015,
  "agc-ttbar-variations": nano2015,
  "agc-variations-toy": nano2015,
};

/** @param preset its name */
export function branchesOf(preset: string): ReadonlyMap<string, ColumnType> {
  return trees[preset] ?? new Map<string, ColumnType>();
}
