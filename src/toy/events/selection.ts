import * as vectors from "../../physics/four-vector.ts";
import type { MeasuredEvent } from "../detector/measure.ts";

/**
 * What the analysis hzz-2020 makes of an event, written down once more and without its engine: for the calibration, for collision data without
 * fluctuation and to compare with what comes out of the engine.
 */
export interface Selection {
  /** How many of the cuts, charge and type, it passes one after the other. */
  readonly passed: 0 | 1 | 2;
  /** Of the first four leptons, as they stand in the file, GeV. */
  readonly mass: number;
}

const float = Math.fround;

export function select({ leptons }: MeasuredEvent): Selection {
  const four = leptons.slice(0, 4);
  const charge = four.reduce((sum, lepton) => sum + lepton.charge, 0);
  const types = four.reduce((sum, lepton) => sum + lepton.flavour, 0);
  const system = vectors.sumOf(
    four.map(({ pt, eta, phi, energy }) =>
      vectors.fromPtEtaPhiEnergy({
        pt: float(pt * 1000),
        eta: float(eta),
        phi: float(phi),
        energy: float(energy * 1000),
      }),
    ),
  );
  const hasRightTypes = types === 44 || types === 48 || types === 52;
  return { passed: charge !== 0 ? 0 : hasRightTypes ? 2 : 1, mass: vectors.mass(system) / 1000 };
}
