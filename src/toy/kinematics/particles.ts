/** Masses and widths in GeV. Source: Particle Data Group, Review of Particle Physics 2024, rounded. */
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
