import { release2020 } from "../../analysis/catalogue.ts";
import { processesGamGam } from "../../analysis/catalogue-skims.ts";
import { expectedPhotonPairs, toyGamGam } from "../../analysis/toy/toy-channels.ts";
import type { ToyOptions } from "../../analysis/toy/toy-options.ts";
import * as vectors from "../../physics/four-vector.ts";
import { listBranch, scalarBranch, type ToyBranch } from "../events/branch-columns.ts";
import { type DataPeriod, dataPeriods } from "../events/collision-data.ts";
import { simulationRun } from "../events/recorded-event.ts";
import { decay, isotropic } from "../kinematics/decay.ts";
import { particles } from "../kinematics/particles.ts";
import { gluons, produce, quarkAntiquark } from "../kinematics/production.ts";
import { arctan2, arsinh } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";
import type { ToyContents } from "../toy-plan.ts";
import { channelFile, chooseBy, drawnEntries, scaledEntries } from "./channel-file.ts";

type SampleName = keyof typeof toyGamGam;

/** GeV */
interface Photon {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly energy: number;
  readonly tight: boolean;
  readonly ptCone30: number;
  readonly etCone20: number;
  /** 0 is not converted. */
  readonly conversion: number;
}

interface Event {
  readonly eventNumber: number;
  readonly channelNumber: number;
  readonly trigger: boolean;
  readonly photons: readonly Photon[];
  /** Of simulation; data have weights 0. */
  readonly weights?: {
    readonly mcWeight: number;
    readonly pileUp: number;
    readonly photon: number;
    readonly trigger: number;
  };
}

/** Scale of the pT of a Higgs boson, GeV. */
const ptScale: Readonly<Record<SampleName, number>> = {
  ggH125_gamgam: 30,
  VBFH125_gamgam: 90,
  WpH125J_Wincl_gamgam: 80,
  ZH125J_Zincl_gamgam: 80,
  ttH125_gamgam: 120,
};

/** Mass of a pair that is of no Higgs boson: from the first on, falling with this mean, GeV. */
const background = { from: 75, mean: 35 };
/** Relative resolution of the energy. */
const resolution = 0.017;

function measured(vector: vectors.FourVector, isJet: boolean, random: RandomStream): Photon[] {
  const factor = 1 + resolution * random.normal();
  const pt = vectors.pt(vector) * factor;
  const eta = arsinh(vector.pz / vectors.pt(vector));
  if (pt < 20 || Math.abs(eta) > 2.5) return [];
  const photon = { pt, eta, phi: arctan2(vector.py, vector.px), energy: vectors.energyOf(pt, eta, 0) };
  return [
    {
      ...photon,
      tight: random.chance(isJet ? 0.5 : 0.92),
      ptCone30: random.chance(isJet ? 0.3 : 0.8) ? 0 : random.exponential(isJet ? 8 : 2),
      etCone20: random.normal() + random.exponential(isJet ? 4 : 0.8),
      conversion: random.chance(0.65) ? 0 : 1 + Math.floor(5 * random.uniform()),
    },
  ];
}

/** Two photons of a Higgs boson, or of none. */
function photonsOf(sample: SampleName | undefined, random: RandomStream): Photon[] {
  const mass = sample === undefined ? background.from + random.exponential(background.mean) : particles.higgs.mass;
  const production = {
    partons: sample === "ggH125_gamgam" ? gluons : quarkAntiquark,
    pt: { scale: sample === undefined ? 20 : ptScale[sample], exponent: 2 },
  };
  const isJet = sample === undefined && random.chance(0.35);
  for (;;) {
    const parent = produce(mass, production, random);
    const [one, other] = decay({ parent, mass, mass1: 0, mass2: 0, direction: isotropic(random) });
    const photons = [...measured(one, false, random), ...measured(other, isJet, random)];
    if (photons.length === 2) return photons.sort((a, b) => b.pt - a.pt);
  }
}

const hasFired = (random: RandomStream): boolean => random.chance(0.97);

/** Near 1, and 1 in the mean. */
const factor = (spread: number, random: RandomStream): number => 1 + spread * random.cosine();

const photons = (event: Event): readonly Photon[] => event.photons;
const MeV = 1000;

const branches: readonly ToyBranch<Event>[] = [
  scalarBranch("runNumber", "int32", () => simulationRun),
  scalarBranch("eventNumber", "int32", ({ eventNumber }: Event) => eventNumber),
  scalarBranch("channelNumber", "int32", ({ channelNumber }: Event) => channelNumber),
  scalarBranch("mcWeight", "float32", ({ weights }: Event) => weights?.mcWeight ?? 0),
  scalarBranch("scaleFactor_PILEUP", "float32", ({ weights }: Event) => weights?.pileUp ?? 0),
  scalarBranch("scaleFactor_PHOTON", "float32", ({ weights }: Event) => weights?.photon ?? 0),
  scalarBranch("scaleFactor_PhotonTRIGGER", "float32", ({ weights }: Event) => weights?.trigger ?? 0),
  scalarBranch("trigP", "bool", ({ trigger }: Event) => Number(trigger)),
  scalarBranch("photon_n", "uint32", (event: Event) => event.photons.length),
  listBranch("photon_pt", "float32", photons, ({ pt }) => pt * MeV),
  listBranch("photon_eta", "float32", photons, ({ eta }) => eta),
  listBranch("photon_phi", "float32", photons, ({ phi }) => phi),
  listBranch("photon_E", "float32", photons, ({ energy }) => energy * MeV),
  listBranch("photon_isTightID", "bool", photons, ({ tight }) => Number(tight)),
  listBranch("photon_ptcone30", "float32", photons, ({ ptCone30 }) => ptCone30 * MeV),
  listBranch("photon_etcone20", "float32", photons, ({ etCone20 }) => etCone20 * MeV),
  listBranch("photon_convType", "int32", photons, ({ conversion }) => conversion),
];

const tree = { channel: "GamGam", tree: release2020.tree, branches } as const;

/** Simulation of the Higgs boson, as in the files that the preset gamma-gamma reads. */
export function photonSimulation(sample: SampleName, { seed, scale }: ToyOptions): ToyContents {
  const { dsid, crossSectionPb, sumOfWeights } = processesGamGam[sample];
  const entries = scaledEntries(toyGamGam[sample].entries, scale);
  const normalisation = (release2020.luminosityInvFb * 1000 * crossSectionPb) / sumOfWeights;
  const mcWeight = toyGamGam[sample].expected / (normalisation * entries);
  return channelFile(tree, { sample, seed, entries }, (random, entry) => ({
    eventNumber: entry + 1,
    channelNumber: dsid,
    trigger: hasFired(random),
    photons: photonsOf(sample, random),
    weights: {
      mcWeight,
      pileUp: factor(0.3, random),
      photon: factor(0.05, random),
      trigger: factor(0.02, random),
    },
  }));
}

const kinds: readonly { readonly sample: SampleName | undefined; readonly expected: number }[] = [
  { sample: undefined, expected: expectedPhotonPairs },
  ...Object.entries(toyGamGam).map(([name, { expected }]) => ({ sample: name as SampleName, expected })),
];
const expectedInAll = kinds.reduce((sum, { expected }) => sum + expected, 0);

/** Collisions of a period: what the simulation expects, and photons of other origin. They do not depend on the scale. */
export function photonData({ name, share }: DataPeriod, { seed }: ToyOptions): ToyContents {
  const entries = drawnEntries(expectedInAll * share, "GamGam", name, seed);
  return channelFile(tree, { sample: name, seed, entries }, (random, entry) => ({
    eventNumber: entry + 1,
    channelNumber: simulationRun,
    trigger: hasFired(random),
    photons: photonsOf(chooseBy(kinds, ({ expected }) => expected, random).sample, random),
  }));
}

/** The file of a sample; undefined if the channel has none of that name. */
export function photonFile(sample: string, options: ToyOptions): ToyContents | undefined {
  const period = dataPeriods.find(({ name }) => name === sample);
  if (period !== undefined) return photonData(period, options);
  return Object.hasOwn(toyGamGam, sample) ? photonSimulation(sample as SampleName, options) : undefined;
}
