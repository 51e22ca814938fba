import type { Flavour } from "../processes/truth-event.ts";
import { power } from "../random/elementary-functions.ts";
import type { RandomStream } from "../random/random-stream.ts";

/**
 * How well the energy of a lepton is measured.
 *
 * The forms are those of detectors: for electrons the calorimeter's a/√E ⊕ c, for muons a constant ⊕ a term that grows
 * with pT, worse outward. The numbers start from ATLAS' own (electrons 10 %/√E ⊕ 1 %, muons about 2 %) and were set, together with the
 * radiation, to the shape of the notebook's peak at 125 GeV and of the Z peak in four leptons.
 */
interface Response {
  /** Mean of measured to true energy of leptons that did not radiate. */
  readonly scale: number;
  /** b of the spectrum of radiation, see `lostFraction`. */
  readonly radiation: number;
  /** Uniform numbers below belong to losses that are too small to matter. */
  readonly negligible: number;
}

/** Relative to the energy. */
const smallestLoss = 1e-5;

function response(scale: number, radiation: number): Response {
  return { scale, radiation, negligible: power(smallestLoss, radiation) };
}

const responses: Readonly<Record<Flavour, Response>> = { 11: response(0.9945, 0.076), 13: response(0.998, 0.039) };

/**
 * Fraction x of its energy that a lepton loses to photons that are not put back: density b x^(b−1), thinned by (1 − x)³.
 *
 * b x^(b−1) is the spectrum of soft photons of a charge that is kicked, summed to all orders (Gribov and Lipatov, Yennie, Frautschi and Suura);
 * b = (α/π)(ln(mZ²/m²) − 1) is 0.03 for a muon of a Z decay. Of an electron's photons most end in the same cluster, but it radiates in the
 * material of the tracker, too. A hard photon makes the lepton fail its identification or isolation: hence the thinning.
 */
function lostFraction({ radiation, negligible }: Response, random: RandomStream): number {
  const uniform = random.uniform();
  if (uniform < negligible) return 0;
  const x = power(uniform, 1 / radiation);
  const kept = 1 - x;
  return random.chance(kept * kept * kept) ? x : 0;
}

/** Standard deviation of the measured energy or momentum, relative. GeV. */
export function relativeResolution(flavour: Flavour, pt: number, eta: number, energy: number): number {
  if (flavour === 11) return quadrature(0.24 / Math.sqrt(energy), 0.018);
  const central = quadrature(0.024, 0.0002 * pt);
  return Math.abs(eta) < 1.05 ? central : 1.4 * central;
}

function quadrature(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/** Measured energy or momentum as a multiple of the true one, at least 1 %. */
export function measuredFraction(
  flavour: Flavour,
  pt: number,
  eta: number,
  energy: number,
  random: RandomStream,
): number {
  const response = responses[flavour];
  const kept = response.scale * (1 - lostFraction(response, random));
  return Math.max(0.01, kept * (1 + relativeResolution(flavour, pt, eta, energy) * random.normal()));
}
