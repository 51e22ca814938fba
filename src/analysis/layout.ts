import { AppError } from "../errors/app-error.ts";
import type { Axis } from "../histogram/axis.ts";
import { createFingerprint } from "../histogram/fingerprint.ts";
import { axisOf } from "./axis-of.ts";
import { specLimits } from "./spec-limits.ts";
import type { Recipe } from "./spec.ts";

/** Where one histogram stands in the sums: three blocks, each axis.bins + 2 long, [underflow, bins…, overflow]. */
export interface HistogramBlock {
  readonly name: string;
  readonly title: string;
  readonly axis: Axis;
  /** Offsets into the sums. */
  readonly entries: number;
  readonly sumw: number;
  readonly sumw2: number;
}

/**
 * How the flat float64 vector (the *sums*) that a pass over events yields is laid out. It follows from the recipe alone.
 *
 * First the cutflow: three blocks, each as long as `stages`; then the histograms in the order of the recipe.
 */
export interface Layout {
  /** How many numbers the sums have. */
  readonly length: number;
  readonly cutflow: {
    /** "all" (every event of the sample), then the name of every cut, in order. */
    readonly stages: readonly string[];
    /** Offsets into the sums. */
    readonly entries: number;
    readonly sumw: number;
    readonly sumw2: number;
  };
  readonly histograms: readonly HistogramBlock[];
  /** Short hash of names, cuts and edges; sums of unlike layouts are never added. */
  readonly fingerprint: string;
}

/** The histograms of a recipe have more bins together than one message can carry. */
export class LayoutTooLargeError extends AppError {
  readonly retry = "never";
}

/**
 * The layout of the sums of a recipe.
 *
 * @throws {InvalidAxisError} naming the histogram (`histograms[i].axis`) whose axis cannot be.
 * @throws {LayoutTooLargeError} if all histograms together have more than `specLimits.sumsPerDelta` numbers.
 */
export function layoutOf(recipe: Pick<Recipe, "cuts" | "histograms">): Layout {
  const stages = ["all", ...recipe.cuts.map((cut) => cut.name)];
  const cutflow = { stages, entries: 0, sumw: stages.length, sumw2: 2 * stages.length };
  let length = 3 * stages.length;
  const histograms = recipe.histograms.map((spec, i): HistogramBlock => {
    const axis = axisOf(spec.axis, { field: `histograms[${i}].axis` });
    const block = length;
    const size = axis.bins + 2;
    length += 3 * size;
    return { name: spec.name, title: spec.title, axis, entries: block, sumw: block + size, sumw2: block + 2 * size };
  });
  if (length > specLimits.sumsPerDelta)
    throw new LayoutTooLargeError(
      `The histograms have ${length} numbers together, at most ${specLimits.sumsPerDelta} fit into one message; use fewer bins`,
      { field: "histograms" },
    );
  return { length, cutflow, histograms, fingerprint: fingerprintOf(stages, histograms) };
}

function fingerprintOf(stages: readonly string[], histograms: readonly HistogramBlock[]): string {
  const fingerprint = createFingerprint();
  fingerprint.text(String(stages.length));
  for (const stage of stages) fingerprint.text(stage);
  for (const block of histograms) fingerprint.text(block.name).numbers(block.axis.edges);
  return fingerprint.hex();
}
