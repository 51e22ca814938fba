/** What a profile holds of y beside its weights, a number for each cell. */
export interface ProfileSums {
  /** What y is called, and its unit. */
  readonly label: string;
  readonly unit: string;
  /** Σwy. */
  readonly sumwy: Float64Array;
  /** Σwy². */
  readonly sumwy2: Float64Array;
}

/** All that means follow from, in parallel. */
export interface MeanSums extends Pick<ProfileSums, "sumwy" | "sumwy2"> {
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
}

/** Mean of y in each cell, Σwy / Σw; 0 where Σw is 0. */
export function meansOf({ sumw, sumwy }: Pick<MeanSums, "sumw" | "sumwy">): Float64Array {
  return sumwy.map((sum, cell) => (sumw[cell] === 0 ? 0 : sum / sumw[cell]!));
}

/**
 * Squared error of the mean in each cell: the spread Σwy² / Σw − mean², divided by the effective number of entries (Σw)² / Σw². As in ROOT
 * its magnitude is taken, which weights below 0 may need. 0 where Σw is 0.
 */
export function meanVariances(sums: MeanSums): Float64Array {
  const { sumw, sumw2, sumwy2 } = sums;
  return meansOf(sums).map((mean, cell) => {
    const weight = sumw[cell]!;
    if (weight === 0) return 0;
    return (Math.abs(sumwy2[cell]! / weight - mean * mean) * sumw2[cell]!) / (weight * weight);
  });
}

/**
 * Variance of y itself in each cell, Σw(y − mean)² / (Σw − Σw² / Σw), as WeightedMean of boost-histogram has it; 0 where that is not defined,
 * such as for a single entry.
 */
export function sampleVariances(sums: MeanSums): Float64Array {
  const { sumw, sumw2, sumwy, sumwy2 } = sums;
  return meansOf(sums).map((mean, cell) => {
    const freedom = sumw[cell]! - sumw2[cell]! / sumw[cell]!;
    const variance = (sumwy2[cell]! - mean * sumwy[cell]!) / freedom;
    return Number.isFinite(variance) ? variance : 0;
  });
}
