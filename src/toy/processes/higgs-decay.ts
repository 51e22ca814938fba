import type { FourVector } from "../../physics/four-vector.ts";
import { cosSin } from "../../physics/trigonometry.ts";
import { boost, Frame, kallen } from "../kinematics/decay.ts";
import { breitWigner, MassParts, zParts } from "../kinematics/line-shape.ts";
import { particles, sinSquaredWeak } from "../kinematics/particles.ts";
import { GridSampler } from "../random/grid-sampler.ts";
import type { RandomStream } from "../random/random-stream.ts";
import { anyFlavour, fourLeptons, leptonMass, type PairVectors, type TruthLepton } from "./truth-event.ts";

const { higgs, z } = particles;

/** Pairs below this mass are not made, GeV. */
const smallestPairMass = 1;

/** The natural width is far below the resolution, but costs nothing; cut off at 1 GeV, 250 widths away. */
const higgsMass = breitWigner(higgs, higgs.mass - 1, higgs.mass + 1);

const pairMass = new MassParts(
  zParts(z, { lower: smallestPairMass, border: 75, upper: higgs.mass }, 1, { below: 0.5, above: 0.5 }),
);
const chosen = new Float64Array(2);
/** Masses of the point that `cubeDensity` looked at last. */
const last = new Float64Array(2);

/**
 * Density of both Z masses beside their Breit–Wigner factors: √λ (λ + 12 x y), where x = m1²/mH², y = m2²/mH², λ = (1−x−y)² − 4xy.
 *
 * @see A. Djouadi, "The anatomy of electroweak symmetry breaking I", Phys. Rept. 457 (2008) 1, section 2.2, decays into off-shell bosons.
 */
export function pairMassDensity(mass: number, mass1: number, mass2: number): number {
  if (mass1 + mass2 >= mass) return 0;
  const x = (mass1 * mass1) / (mass * mass);
  const y = (mass2 * mass2) / (mass * mass);
  const lambda = Math.max(0, kallen(1, x, y));
  return Math.sqrt(lambda) * (lambda + 12 * x * y);
}

function cubeDensity(u: Float64Array): number {
  pairMass.at(u[0]!, chosen);
  const weight1 = chosen[1]!;
  last[0] = chosen[0]!;
  pairMass.at(u[1]!, chosen);
  last[1] = chosen[0]!;
  return weight1 * chosen[1]! * pairMassDensity(higgs.mass, last[0], last[1]);
}

let masses: GridSampler | undefined;
const point = new Float64Array(2);

/**
 * Couplings of left- and right-handed leptons to the Z, squared, up to a common factor; from them the chances, up to a factor,
 * that both pairs have the same handedness, or opposite ones.
 */
const left = (sinSquaredWeak - 0.5) * (sinSquaredWeak - 0.5);
const right = sinSquaredWeak * sinSquaredWeak;
const sameHand = left * left + right * right;
const otherHand = 2 * left * right;

/** One Z in the rest frame of the Higgs boson, on the z axis, and the momentum of its leptons in its own rest frame. */
interface PairAtRest {
  readonly mass: number;
  /** Along z. */
  readonly momentum: number;
  readonly leptonMomentum: number;
}

/** Numbers of a lepton in the tables below: energy, momentum along z, momentum across it. */
const stride = 3;

/** Writes both leptons of a pair, the first one with the cosine `c` to the z axis in the rest frame of the Z. */
function placePair({ mass, momentum, leptonMomentum }: PairAtRest, c: number, out: Float64Array): void {
  const gammaBeta = momentum / mass;
  const gamma = Math.sqrt(1 + gammaBeta * gammaBeta);
  const along = leptonMomentum * c;
  const across = leptonMomentum * Math.sqrt(1 - c * c);
  for (let i = 0; i < 2; i++) {
    const signed = i === 0 ? along : -along;
    out[stride * i] = gamma * (mass / 2) + gammaBeta * signed;
    out[stride * i + 1] = gammaBeta * (mass / 2) + gamma * signed;
    out[stride * i + 2] = across;
  }
}

/** Scalar product of the four-vectors of a lepton of each pair, whose azimuths differ by an angle of that cosine. */
function product(i: number, j: number, cosine: number): number {
  const a = stride * i;
  const b = stride * j;
  return pair1[a]! * pair2[b]! - pair1[a + 1]! * pair2[b + 1]! - pair1[a + 2]! * pair2[b + 2]! * cosine;
}

const pair1 = new Float64Array(2 * stride);
const pair2 = new Float64Array(2 * stride);
const turn = new Float64Array(2);

/**
 * Four leptons of a Higgs boson that decays into ZZ*, in leading order with all spin correlations; the interference
 * of identical leptons is left out, so that 4e : 4μ : 2e2μ is 1 : 1 : 2.
 *
 * |M|² ∝ sameHand (ℓ1⁻·ℓ2⁻)(ℓ1⁺·ℓ2⁺) + otherHand (ℓ1⁻·ℓ2⁺)(ℓ1⁺·ℓ2⁻), products of four-vectors; its mean over all directions is
 * what `pairMassDensity` has beside √λ.
 *
 * @param produceHiggs makes the Higgs boson of that mass.
 */
export function decayHiggs(
  produceHiggs: (mass: number) => FourVector,
  random: RandomStream,
): { readonly higgs: FourVector; readonly leptons: readonly TruthLepton[] } {
  masses ??= new GridSampler(cubeDensity, [32, 32]);
  masses.sample(random, point);
  const mass = higgsMass(random.uniform());
  // Drawn for the nominal mass, and scaled with the actual one, so that they always fit.
  const mass1 = (last[0]! * mass) / higgs.mass;
  const mass2 = (last[1]! * mass) / higgs.mass;
  const flavour1 = anyFlavour(random);
  const flavour2 = anyFlavour(random);
  const momentum = Math.sqrt(Math.max(0, kallen(mass * mass, mass1 * mass1, mass2 * mass2))) / (2 * mass);
  const z1 = { mass: mass1, momentum, leptonMomentum: leptonMomentum(mass1, leptonMass(flavour1)) };
  const z2 = { mass: mass2, momentum: -momentum, leptonMomentum: leptonMomentum(mass2, leptonMass(flavour2)) };
  const quarter = (mass * mass - mass1 * mass1 - mass2 * mass2) / 4;
  const largest = quarter * quarter * Math.max(sameHand, otherHand);
  for (;;) {
    placePair(z1, random.cosine(), pair1);
    placePair(z2, random.cosine(), pair2);
    const between = random.angle();
    cosSin(between, turn);
    const cosine = turn[0]!;
    const density =
      sameHand * product(0, 0, cosine) * product(1, 1, cosine) +
      otherHand * product(0, 1, -cosine) * product(1, 0, -cosine);
    if (random.accepts(density, largest)) {
      const orientation = { frame: Frame.isotropic(random), azimuth: random.angle(), mass };
      const boson = produceHiggs(mass);
      return {
        higgs: boson,
        leptons: fourLeptons(
          flavour1,
          fly(pair1, orientation, 0, boson),
          flavour2,
          fly(pair2, orientation, between, boson),
        ),
      };
    }
  }
}

interface Orientation {
  /** Its third direction is the z axis of the pairs. */
  readonly frame: Frame;
  readonly azimuth: number;
  /** Of the Higgs boson. */
  readonly mass: number;
}

/** Both leptons of a pair, the first one at that azimuth and the second one opposite, as seen where the Higgs boson flies. */
function fly(
  pair: Float64Array,
  { frame, azimuth, mass }: Orientation,
  turned: number,
  boson: FourVector,
): PairVectors {
  cosSin(azimuth + turned, turn);
  const cos = turn[0]!;
  const sin = turn[1]!;
  const across = pair[2]!;
  const first = frame.vector(across * cos, across * sin, pair[1]!, pair[0]!);
  const second = frame.vector(-across * cos, -across * sin, pair[stride + 1]!, pair[stride]!);
  return [boost(first, boson, mass), boost(second, boson, mass)];
}

function leptonMomentum(pairMass: number, mass: number): number {
  return Math.sqrt((pairMass * pairMass) / 4 - mass * mass);
}
