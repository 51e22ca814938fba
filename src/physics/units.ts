/** Unit of energies, momenta and masses in a file. Everything that the project computes and shows is in GeV. */
export type EnergyUnit = "MeV" | "GeV";

/**
 * How many of that unit make one GeV.
 *
 * Divide by it rather than multiply by its inverse: 1000 is exact in float64 and 0.001 is not, so that the division is
 * correctly rounded (100 000 MeV is exactly 100 GeV, and stays on its side of a bin edge).
 */
export function unitsPerGeV(unit: EnergyUnit): number {
  switch (unit) {
    case "MeV":
      return 1000;
    case "GeV":
      return 1;
  }
}

/** 2π: angles are in radians everywhere. */
export const fullTurn = 2 * Math.PI;
