/** What the alternatives of one variation add to an expectation, for each number of it. Nominal is 0. */
export interface Shift {
  /** Such as `eleSF`. */
  readonly variation: string;
  /** Such as `eleSF_up`. */
  readonly alternatives: readonly string[];
  /** For each of them its difference from the nominal expectation. */
  readonly differences: readonly ArrayLike<number>[];
}

/**
 * How far systematic variations go down and up from the nominal expectation.
 *
 * Of one variation the largest difference to each side counts, 0 if there is none; those of several variations are independent and add in
 * squares. Of one variation all groups go together: differences are those of their sum.
 *
 * @param length how many numbers each difference has
 */
export function systematicRange(shifts: readonly Shift[], length: number): { down: Float64Array; up: Float64Array } {
  const [down, up] = [new Float64Array(length), new Float64Array(length)];
  for (let i = 0; i < length; i++) {
    const highest = shifts.map(({ differences }) => Math.max(0, ...differences.map((each) => each[i]!)));
    const lowest = shifts.map(({ differences }) => Math.max(0, ...differences.map((each) => -each[i]!)));
    up[i] = Math.hypot(...highest);
    down[i] = Math.hypot(...lowest);
  }
  return { down, up };
}
