import type { FourVector } from "../../physics/four-vector.ts";
import type { PtSpectrum } from "../kinematics/production.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { isKept, leptonInJet } from "./lepton-in-jet.ts";
import { chooseInJet, foundAsLepton } from "./misidentified.ts";
import { decayBoson, decayTop, produceTopPair } from "./ttbar.ts";
import { type Flavour, leptonMass, type Process, type TruthLepton } from "./truth-event.ts";

/** Of a top quark: set to the pT of leptons of W bosons in the release's ttbar_lep. */
const topPt: PtSpectrum = { scale: 175, exponent: 4 };

/**
 * Most decays have no lepton that is kept. A pair of top quarks is given so many chances before another one is made, which saves half of the time; that pairs are
 * so chosen a little more evenly than by their chances is within what their spectrum was set to.
 */
const decaysOfPair = 16;

type Pair = readonly [Flavour, Flavour];
const pairs: readonly Pair[] = [
  [11, 11],
  [11, 13],
  [13, 13],
];

/**
 * How often leptons of both W bosons (lines) and both others (columns) are ee, eμ and μμ, any unit. Events of the release's ttbar_lep with two leptons that have a
 * true partner: ee 39, 106, 63; eμ 116, 181, 111; μμ 48, 56, 16. It keeps few events with four leptons of one flavour. Divided by the
 * efficiencies for both leptons of the W, so that the files of the toy have the same.
 */
const flavours = [
  [39 / 0.78, 106 / 0.78, 63 / 0.78],
  [116 / 0.84, 181 / 0.84, 111 / 0.84],
  [48 / 0.9, 56 / 0.9, 16 / 0.9],
] as const;

/** How many of the others come from a b hadron, beside those of other collisions: by the distance along the beam and the cones in the same file. */
const inJetShare: Readonly<Record<Flavour, number>> = { 11: 0.86, 13: 0.73 };
/** How often the other two are of the same kind for one reason, see `chooseInJet`. */
const together = 0.4;
/** Share of opposite charges among pairs of others of which one is not of a b hadron, in the same file. */
const oppositeShare = 0.63;

/** W → τν, τ → ℓνν among all leptons of W bosons: 0.1138 · 0.352 beside 2 · 0.1067. PDG 2024. */
const tauShare = 0.158;
const tauMass = 1.777;

interface LeptonOfBoson {
  readonly lepton: TruthLepton;
  readonly neutrinos: readonly [px: number, py: number];
}

function leptonOfBoson(
  top: ReturnType<typeof decayTop>,
  flavour: Flavour,
  charge: 1 | -1,
  random: RandomStream,
): LeptonOfBoson {
  const isTau = random.chance(tauShare);
  const [vector, neutrino] = decayBoson(top, isTau ? tauMass : leptonMass(flavour), random);
  const x = isTau ? tauFraction(random) : 1;
  return {
    lepton: { flavour, charge, origin: isTau ? "tau" : "prompt", vector: isTau ? scaled(vector, x) : vector },
    neutrinos: [neutrino.px + (1 - x) * vector.px, neutrino.py + (1 - x) * vector.py],
  };
}

/**
 * Fraction of the momentum of a τ of a W that its lepton has: density 1 − x³.
 *
 * @see Y.-S. Tsai, Phys. Rev. D 4 (1971) 2821, for a τ of full polarisation that is much faster than heavy.
 */
function tauFraction(random: RandomStream): number {
  for (;;) {
    const x = random.uniform();
    if (random.accepts(1 - x * x * x, 1)) return x;
  }
}

function scaled({ px, py, pz, energy }: FourVector, x: number): FourVector {
  return { px: x * px, py: x * py, pz: x * pz, energy: x * energy };
}

/** Whether a lepton may be found: wider than any detector of the toy. */
function isReachable({ vector: { px, py, pz } }: TruthLepton): boolean {
  const squaredPt = px * px + py * py;
  return squaredPt > reach.pt * reach.pt && pz * pz < reach.slope * reach.slope * squaredPt;
}

/** GeV, and sinh 2.71. */
const reach = { pt: 5, slope: 7.5 };

/** Flavours of both W leptons and both others. */
function drawFlavours(random: RandomStream): readonly [ofBosons: Pair, others: Pair] {
  const total = flavours.flat().reduce((sum, share) => sum + share, 0);
  let pick = random.uniform() * total;
  for (const [line, shares] of flavours.entries())
    for (const [column, share] of shares.entries())
      if ((pick -= share) < 0) return [inAnyOrder(pairs[line]!, random), inAnyOrder(pairs[column]!, random)];
  return [pairs[0]!, pairs[0]!];
}

function inAnyOrder([first, second]: Pair, random: RandomStream): Pair {
  return random.chance(0.5) ? [first, second] : [second, first];
}

/**
 * tt̄ with two leptons of W bosons, some by a τ, and two others, each in the jet of a b quark or of another collision. Top quarks are not polarised, their spins not
 * correlated. Decays of one W into quarks, with a third lepton in a jet, are left out.
 */
export const topPairWithJets: Process = (random) => {
  const [ofBosons, others] = drawFlavours(random);
  const inJet = chooseInJet([inJetShare[others[0]], inJetShare[others[1]]], together, random);
  let pair = produceTopPair(topPt, random);
  for (let decays = 1; ; decays++) {
    if (decays % decaysOfPair === 0) pair = produceTopPair(topPt, random);
    const { quark, antiquark, system } = pair;
    const first = decayTop(quark, random);
    if (inJet[0] && !isKept(first.bottom, others[0], random)) continue;
    const second = decayTop(antiquark, random);
    if (inJet[1] && !isKept(second.bottom, others[1], random)) continue;
    const w1 = leptonOfBoson(first, ofBosons[0], 1, random);
    const w2 = leptonOfBoson(second, ofBosons[1], -1, random);
    // Such an event has too few leptons in reach; leptons in jets take long.
    if (!isReachable(w1.lepton) || !isReachable(w2.lepton)) continue;
    const jets = [first.bottom, second.bottom];
    let [px, py] = [w1.neutrinos[0] + w2.neutrinos[0], w1.neutrinos[1] + w2.neutrinos[1]];
    const leptons = [w1.lepton, w2.lepton];
    for (const [i, flavour] of others.entries()) {
      if (!inJet[i]) continue;
      const { vector, neutrino, rest, hasSignOfQuark, around } = leptonInJet(jets[i]!, flavour, random);
      // The b quark is beside the W⁺, and gives a negative lepton.
      leptons.push({ flavour, charge: hasSignOfQuark === (i === 0) ? -1 : 1, origin: "decay", vector, around });
      jets[i] = rest;
      px += neutrino.px;
      py += neutrino.py;
    }
    for (const [i, flavour] of others.entries()) {
      if (inJet[i]) continue;
      const other = leptons[2]?.charge ?? random.sign();
      leptons.push(foundAsLepton(flavour, random.chance(oppositeShare) === (other === 1) ? -1 : 1, random));
    }
    return { leptons, neutrinos: [px, py], quarks: jets, system };
  }
};
