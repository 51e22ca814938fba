import { agc2015 } from "../../analysis/catalogue-cms.ts";
import { toyAgc } from "../../analysis/toy/toy-channels.ts";
import type { ToyOptions } from "../../analysis/toy/toy-options.ts";
import * as vectors from "../../physics/four-vector.ts";
import { listBranch, scalarBranch, type ToyBranch } from "../events/branch-columns.ts";
import { simulationRun } from "../events/recorded-event.ts";
import { leptonMass } from "../processes/truth-event.ts";
import { arctan2, arsinh, power } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import type { ToyContents } from "../toy-plan.ts";
import { channelFile, scaledEntries } from "./channel-file.ts";
import { otherJets, type SampleName, type SingleLeptonTruth, singleLeptonTruth } from "./single-lepton-truth.ts";

/** GeV */
interface Measured {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}

interface Lepton extends Measured {
  /** Of electrons: 4 is the tightest; of muons: 4 is tight. */
  readonly id: number;
  /** Distance to the vertex over its error. */
  readonly sip3d: number;
  readonly isolation: number;
}

interface Jet extends Measured {
  readonly mass: number;
  /** Bits: 2 tight, 4 no lepton. */
  readonly id: number;
  readonly bTag: number;
}

interface Event {
  readonly event: number;
  readonly electrons: readonly Lepton[];
  readonly muons: readonly Lepton[];
  /** The hardest first. */
  readonly jets: readonly Jet[];
}

const leptonCuts = { pt: 10, eta: 2.4 };
const jetCuts = { pt: 15, eta: 4.7 };
const jetResolution = 0.12;
const relativeJetMass = 0.13;
/** How often a jet has a b-tag. */
const bTagRate = { bottom: 0.7, other: 0.04 };
/** From where on the pT of other jets falls, GeV, and with which power. */
const others = { pt: 20, power: 2 };

function measured(vector: vectors.FourVector, spread: number, random: RandomStream): Measured {
  const pt = vectors.pt(vector);
  const factor = Math.max(0.1, 1 + spread * random.normal());
  return { pt: pt * factor, eta: arsinh(vector.pz / pt), phi: arctan2(vector.py, vector.px) };
}

function isWithin({ pt, eta }: Measured, cuts: typeof leptonCuts): boolean {
  return pt > cuts.pt && Math.abs(eta) < cuts.eta;
}

function lepton({ vector }: SingleLeptonTruth["leptons"][number], random: RandomStream): Lepton {
  return {
    ...measured(vector, 0.02, random),
    id: random.chance(0.8) ? 4 : Math.floor(4 * random.uniform()),
    sip3d: Math.abs(random.normal()) + random.exponential(0.3),
    isolation: random.exponential(0.04),
  };
}

function jet(direction: Measured, isBottom: boolean, random: RandomStream): Jet {
  const isTagged = random.chance(isBottom ? bTagRate.bottom : bTagRate.other);
  return {
    ...direction,
    mass: relativeJetMass * direction.pt,
    id: random.chance(0.97) ? 6 : 2 * Math.floor(2 * random.uniform()),
    bTag: isTagged ? random.between(0.5, 1) : random.between(0, 0.5),
  };
}

function otherJet(random: RandomStream): Jet {
  const pt = others.pt * power(1 - random.uniform(), -1 / others.power);
  return jet({ pt, eta: 2.5 * random.normal(), phi: Math.PI * random.cosine() }, false, random);
}

/** What the detector makes of a collision. */
function nextEvent(sample: SampleName, random: RandomStream, entry: number): Event {
  const truth = singleLeptonTruth(sample, random);
  const found = (flavour: 11 | 13): Lepton[] =>
    truth.leptons
      .filter((one) => one.flavour === flavour)
      .map((one) => lepton(one, random))
      .filter((one) => isWithin(one, leptonCuts));
  const electrons = found(11);
  const muons = found(13);
  const jets = truth.partons.map(({ vector, isBottom }) =>
    jet(measured(vector, jetResolution, random), isBottom, random),
  );
  for (let count = random.poisson(otherJets[sample]); count > 0; count--) jets.push(otherJet(random));
  const visible = jets.filter((one) => isWithin(one, jetCuts)).sort((a, b) => b.pt - a.pt);
  return { event: entry + 1, electrons, muons, jets: visible };
}

function list<Element>(
  prefix: string,
  elements: (event: Event) => readonly Element[],
  fields: Readonly<Record<string, readonly ["float32" | "int32" | "bool", (element: Element) => number]>>,
): ToyBranch<Event>[] {
  return Object.entries(fields).map(([name, [type, value]]) => listBranch(`${prefix}_${name}`, type, elements, value));
}

function momentum<Element extends Measured>(mass: (element: Element) => number) {
  return {
    pt: ["float32", ({ pt }: Element) => pt],
    eta: ["float32", ({ eta }: Element) => eta],
    phi: ["float32", ({ phi }: Element) => phi],
    mass: ["float32", mass],
  } as const;
}

const branches: readonly ToyBranch<Event>[] = [
  scalarBranch("run", "uint32", () => simulationRun),
  scalarBranch("luminosityBlock", "uint32", () => 1),
  scalarBranch("event", "uint64", ({ event }: Event) => event),
  scalarBranch("genWeight", "float32", () => 1),
  scalarBranch("nElectron", "uint32", ({ electrons }: Event) => electrons.length),
  ...list("Electron", ({ electrons }) => electrons, {
    ...momentum<Lepton>(() => leptonMass(11)),
    cutBased: ["int32", ({ id }) => id],
    sip3d: ["float32", ({ sip3d }) => sip3d],
  }),
  scalarBranch("nMuon", "uint32", ({ muons }: Event) => muons.length),
  ...list("Muon", ({ muons }) => muons, {
    ...momentum<Lepton>(() => leptonMass(13)),
    tightId: ["bool", ({ id }) => Number(id === 4)],
    sip3d: ["float32", ({ sip3d }) => sip3d],
    pfRelIso04_all: ["float32", ({ isolation }) => isolation],
  }),
  scalarBranch("nJet", "uint32", ({ jets }: Event) => jets.length),
  ...list("Jet", ({ jets }) => jets, {
    ...momentum<Jet>(({ mass }) => mass),
    jetId: ["int32", ({ id }) => id],
    btagCSVV2: ["float32", ({ bTag }) => bTag],
  }),
];

/** Simulation of one lepton and jets, as in the files that the preset agc-ttbar reads. */
export function singleLeptonFile(sample: SampleName, { seed, scale }: ToyOptions): ToyContents {
  const entries = scaledEntries(toyAgc[sample].entries, scale);
  const tree = { channel: "agc", tree: agc2015.tree, branches } as const;
  return channelFile(tree, { sample, seed, entries }, (random, entry) => nextEvent(sample, random, entry));
}
