import type { Flavour, TruthLepton } from "../processes/truth-event.ts";
import type { RandomStream } from "../random/random-stream.ts";

/** What analyses use to tell a lepton of a Z decay from one in a jet. GeV and mm. */
export interface LeptonQuality {
  readonly tight: boolean;
  /** Sum of the pT of tracks within ΔR = 0.3; tracks below 1 GeV do not count. */
  readonly ptCone30: number;
  /** Transverse energy in the calorimeter within ΔR = 0.2, pile-up taken off: may be negative. */
  readonly etCone20: number;
  /** Distance of the track to the beam line, and the same divided by its error. */
  readonly d0: number;
  readonly d0Significance: number;
  /** Distance along the beam to the vertex of the collision. */
  readonly z0: number;
}

/**
 * Distributions for each origin and flavour. Their shapes are simple: a cone is empty or has an exponential above 1 GeV, a
 * calorimeter sum is a normal with an exponential beside it, a distance is a normal, for decays with an exponential on both sides, and
 * what belongs to another collision lies centimetres away. The numbers were set by eye to those of the leptons with and without a true partner
 * (`lep_truthMatched`) in the Zee, Zmumu and ttbar_lep files of the release.
 */
interface QualityModel {
  readonly tight: number;
  readonly emptyCone: number;
  readonly coneMean: number;
  readonly calorimeter: { readonly centre: number; readonly spread: number; readonly tail: number };
  /** Mean distance of a decay or of a wrong track, mm. */
  readonly flight: number;
  readonly otherVertex: number;
}

const electronNoise = { centre: -0.35, spread: 0.75 };
const muonNoise = { centre: -0.56, spread: 0.42 };

/** A τ is told from other leptons by nothing. */
export type QualityModels = Readonly<
  Record<"prompt" | "decay" | "misidentified", Readonly<Record<Flavour, QualityModel>>>
>;

export const qualityVersion1: QualityModels = {
  prompt: {
    11: {
      tight: 0.91,
      emptyCone: 0.83,
      coneMean: 1.4,
      calorimeter: { ...electronNoise, tail: 0.85 },
      flight: 0,
      otherVertex: 0.035,
    },
    13: {
      tight: 0.92,
      emptyCone: 0.85,
      coneMean: 1.3,
      calorimeter: { ...muonNoise, tail: 0.6 },
      flight: 0,
      otherVertex: 0.04,
    },
  },
  decay: {
    11: {
      tight: 0.5,
      emptyCone: 0.35,
      coneMean: 5.8,
      calorimeter: { ...electronNoise, tail: 2 },
      flight: 0.035,
      otherVertex: 0.15,
    },
    13: {
      tight: 0.83,
      emptyCone: 0.43,
      coneMean: 5.5,
      calorimeter: { ...muonNoise, tail: 1.4 },
      flight: 0.09,
      otherVertex: 0.25,
    },
  },
  misidentified: {
    11: {
      tight: 0.44,
      emptyCone: 0.7,
      coneMean: 4.6,
      calorimeter: { ...electronNoise, tail: 1.45 },
      flight: 0.03,
      otherVertex: 0.67,
    },
    13: {
      tight: 0.7,
      emptyCone: 0.75,
      coneMean: 3.5,
      calorimeter: { ...muonNoise, tail: 1 },
      flight: 0.15,
      otherVertex: 0.78,
    },
  },
};

/**
 * Leptons of b and c hadrons are those at the vertex in ttbar_lep, the misidentified ones those of other vertices in Zee and Zmumu, so that both kinds are
 * further apart. What is around a lepton of a b hadron follows from its jet.
 */
export const qualityVersion2: QualityModels = {
  prompt: qualityVersion1.prompt,
  decay: {
    11: { ...qualityVersion1.decay[11], tight: 0.52, flight: 0.045, otherVertex: 0.17 },
    13: { ...qualityVersion1.decay[13], tight: 0.92, flight: 0.055, otherVertex: 0.17 },
  },
  misidentified: {
    11: { ...qualityVersion1.misidentified[11], tight: 0.4, emptyCone: 0.86, coneMean: 1.8, otherVertex: 0.82 },
    13: { ...qualityVersion1.misidentified[13], tight: 0.67, emptyCone: 0.87, coneMean: 1.4, otherVertex: 0.9 },
  },
};

/** Errors of the distance to the beam, mm: electrons are measured worse, since they radiate. */
const d0Error: Readonly<Record<Flavour, number>> = { 11: 0.013, 13: 0.0095 };
/** A prompt lepton's distance is larger than its error says, as in the files. */
const d0Excess = 1.5;
const z0Spread = 0.055;
/** Length of the region in which the beams cross, √2 times as vertices differ from each other, mm. */
const otherVertexSpread = 65;

export function leptonQuality(
  models: QualityModels,
  { flavour, origin, around }: Pick<TruthLepton, "flavour" | "origin" | "around">,
  random: RandomStream,
): LeptonQuality {
  const model = models[origin === "tau" ? "prompt" : origin][flavour];
  const { centre, spread, tail } = model.calorimeter;
  const error = d0Error[flavour] * (0.7 + random.exponential(0.3));
  const flight = model.flight > 0 ? random.sign() * random.exponential(model.flight) : 0;
  const d0 = d0Excess * error * random.normal() + flight;
  const z0 = random.chance(model.otherVertex) ? otherVertexSpread * random.normal() : z0Spread * random.normal();
  return {
    tight: random.chance(model.tight),
    ptCone30: around?.tracks ?? tracksAround(model, random),
    etCone20: centre + spread * random.normal() + (around?.calorimeter ?? random.exponential(tail)),
    d0,
    d0Significance: Math.abs(d0) / error,
    z0,
  };
}

function tracksAround({ emptyCone, coneMean }: QualityModel, random: RandomStream): number {
  return random.chance(emptyCone) ? 0 : 1 + random.exponential(coneMean);
}
