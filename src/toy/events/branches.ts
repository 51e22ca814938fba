import type { Column } from "../../rootio/column.ts";
import type { Jet } from "../detector/jets.ts";
import type { MeasuredLepton } from "../detector/measure.ts";
import { columnsOfBranches, listBranch, scalarBranch, type ToyBranch } from "./branch-columns.ts";
import type { RecordedEvent } from "./recorded-event.ts";

const scalar = scalarBranch<RecordedEvent>;

function lepton(
  name: string,
  type: "bool" | "int32" | "uint32" | "float32",
  value: (lepton: MeasuredLepton, event: RecordedEvent) => number,
): ToyBranch<RecordedEvent> {
  return listBranch(`lep_${name}`, type, (event: RecordedEvent) => event.measured.leptons, value);
}

function jet(name: string, value: (jet: Jet) => number): ToyBranch<RecordedEvent> {
  return listBranch(`jet_${name}`, "float32", (event: RecordedEvent) => event.measured.jets, value);
}

/** Files are in MeV. */
const MeV = 1000;
/** Uncertainty of the pT of simulated leptons, relative: the median of the release's. */
const ptUncertainty = { 11: 0.0046, 13: 0.004 } as const;

const noLeptons: readonly MeasuredLepton[] = [];

function hasFired(event: RecordedEvent, flavour: 11 | 13): number {
  return Number(event.measured.leptons.some((lepton) => lepton.flavour === flavour && lepton.firedTrigger));
}

/** Branches in the order of the release. In data all weights are 0, and what needs the truth is empty. */
export const toyBranches: readonly ToyBranch<RecordedEvent>[] = [
  scalar("runNumber", "int32", (event) => event.runNumber),
  scalar("eventNumber", "int32", (event) => event.eventNumber),
  scalar("channelNumber", "int32", (event) => event.channelNumber),
  scalar("mcWeight", "float32", ({ simulation }) => simulation?.generatorWeight ?? 0),
  scalar("scaleFactor_PILEUP", "float32", ({ simulation }) => simulation?.factors.pileUp ?? 0),
  scalar("scaleFactor_ELE", "float32", ({ simulation }) => simulation?.factors.electron ?? 0),
  scalar("scaleFactor_MUON", "float32", ({ simulation }) => simulation?.factors.muon ?? 0),
  scalar("scaleFactor_LepTRIGGER", "float32", ({ simulation }) => simulation?.factors.leptonTrigger ?? 0),
  scalar("trigE", "bool", (event) => hasFired(event, 11)),
  scalar("trigM", "bool", (event) => hasFired(event, 13)),
  scalar("lep_n", "uint32", (event) => event.measured.leptons.length),
  listBranch(
    "lep_truthMatched",
    "bool",
    (event: RecordedEvent) => (event.simulation === undefined ? noLeptons : event.measured.leptons),
    ({ origin }) => Number(origin === "prompt"),
  ),
  lepton("trigMatched", "bool", ({ firedTrigger }) => Number(firedTrigger)),
  lepton("pt", "float32", ({ pt }) => pt * MeV),
  lepton("eta", "float32", ({ eta }) => eta),
  lepton("phi", "float32", ({ phi }) => phi),
  lepton("E", "float32", ({ energy }) => energy * MeV),
  lepton("z0", "float32", ({ quality }) => quality.z0),
  lepton("charge", "int32", ({ charge }) => charge),
  lepton("type", "uint32", ({ flavour }) => flavour),
  lepton("isTightID", "bool", ({ quality }) => Number(quality.tight)),
  lepton("ptcone30", "float32", ({ quality }) => quality.ptCone30 * MeV),
  lepton("etcone20", "float32", ({ quality }) => quality.etCone20 * MeV),
  lepton("trackd0pvunbiased", "float32", ({ quality }) => quality.d0),
  lepton("tracksigd0pvunbiased", "float32", ({ quality }) => quality.d0Significance),
  scalar("met_et", "float32", ({ measured }) => measured.met.pt * MeV),
  scalar("met_phi", "float32", ({ measured }) => measured.met.phi),
  scalar("jet_n", "uint32", (event) => event.measured.jets.length),
  jet("pt", ({ pt }) => pt * MeV),
  jet("eta", ({ eta }) => eta),
  jet("phi", ({ phi }) => phi),
  jet("E", ({ energy }) => energy * MeV),
  lepton("pt_syst", "float32", ({ pt, flavour }, { simulation }) =>
    simulation === undefined ? 0 : pt * MeV * ptUncertainty[flavour],
  ),
  scalar("XSection", "float32", ({ simulation }) => simulation?.crossSectionPb ?? 1),
  scalar("SumWeights", "float32", ({ simulation }) => simulation?.sumOfWeights ?? 1),
];

/** Columns of all branches for these events, as a reader of the file would give them. */
export function columnsOf(events: readonly RecordedEvent[]): ReadonlyMap<string, Column> {
  return columnsOfBranches(toyBranches, events);
}
