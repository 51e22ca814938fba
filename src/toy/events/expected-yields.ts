import type { NumericAxis } from "../../histogram/axis.ts";
import { eventWeight } from "./event-weight.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import { select } from "./selection.ts";
import type { ToySample } from "./toy-sample.ts";

/** What the analysis must find in events, by count, Σw and Σw². */
export interface Yields {
  readonly entries: Float64Array;
  readonly sumw: Float64Array;
  readonly sumw2: Float64Array;
}

export interface ExpectedYields {
  /** Three lines: all events, those with total charge 0, those also of the right types. */
  readonly cutflow: Yields;
  /** Along the axis, flow bins at both ends: bins + 2 numbers. */
  readonly mass: Yields;
}

function noYields(length: number): Yields {
  return {
    entries: new Float64Array(length),
    sumw: new Float64Array(length),
    sumw2: new Float64Array(length),
  };
}

/**
 * What the analysis hzz-2020 must find in these events of a sample (undefined for data), counted without its engine: the numbers to compare with.
 * Sums are taken one event after the other, so that they are good to rounding.
 */
export function expectedYields(
  sample: ToySample | undefined,
  events: Iterable<RecordedEvent>,
  axis: NumericAxis,
): ExpectedYields {
  const cutflow = noYields(3);
  const mass = noYields(axis.bins + 2);
  for (const event of events) {
    const weight = sample === undefined ? 1 : eventWeight(sample, event);
    const selection = select(event.measured);
    for (let line = 0; line <= selection.passed; line++) add(cutflow, line, weight);
    if (selection.passed === 2) add(mass, axis.index(selection.mass), weight);
  }
  return { cutflow, mass };
}

function add({ entries, sumw, sumw2 }: Yields, place: number, weight: number): void {
  entries[place]! += 1;
  sumw[place]! += weight;
  sumw2[place]! += weight * weight;
}
