import type { BlindRange } from "../analysis/blinding.ts";
import type { Histogram } from "../histogram/histogram.ts";

/** A group with its histogram, from wherever it comes. */
export interface PlotSource {
  readonly name: string;
  readonly label: string;
  readonly color: string;
  readonly kind: "data" | "background" | "signal";
  /** Not everything of it is in. */
  readonly incomplete: boolean;
  readonly histogram: Histogram;
  /** Of data: where its bins are empty because nobody should see them. */
  readonly blind?: readonly BlindRange[];
  /** The same histogram for each alternative of each variation; absent without variations. */
  readonly varied?: readonly VariedHistogram[];
}

export interface VariedHistogram {
  /** Of which variation it is, such as `eleSF`. */
  readonly variation: string;
  /** Such as `eleSF_up`. */
  readonly alternative: string;
  readonly histogram: Histogram;
}
