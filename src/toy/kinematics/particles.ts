/** Masses and widths in GeV, rounded; docs/sources.md has the source of each. */
export const particles = {
  electron: { mass: 0.000510999 },
  muon: { mass: 0.1056584 },
  bottom: { mass: 4.8 },
  /** Width of the Standard Model at this mass. */
  higgs: { mass: 125, width: 0.0041 },
  w: { mass: 80.38, width: 2.085 },
  z: { mass: 91.188, width: 2.4955 },
  top: { mass: 172.5, width: 1.32 },
} as const;

/** sin² of the effective weak mixing angle of leptons. */
export const sinSquaredWeak = 0.2315;
