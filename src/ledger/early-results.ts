import type { SampleRecord } from "./ledger-sample.ts";

type Samples = Map<string, SampleRecord>;

/**
 * Results that came before the specification, which says in which lane a sample is: apart for each lane whose processors wrote them, so that
 * those of another lane do no harm, and for those of which that is not known.
 */
export class EarlyResults {
  readonly #byLane = new Map<string | undefined, Samples>();

  of(lane: string | undefined): Samples {
    let samples = this.#byLane.get(lane);
    if (samples === undefined) this.#byLane.set(lane, (samples = new Map()));
    return samples;
  }

  /**
   * What counts of a sample that is in this lane. A start during the very update to a version that tells lanes may have both; its rest is
   * computed again.
   */
  take(sample: string, lane: string): SampleRecord | undefined {
    return this.#byLane.get(lane)?.get(sample) ?? this.#byLane.get(undefined)?.get(sample);
  }

  *all(): Generator<SampleRecord, void, undefined> {
    for (const samples of this.#byLane.values()) yield* samples.values();
  }

  clear(): void {
    this.#byLane.clear();
  }
}
