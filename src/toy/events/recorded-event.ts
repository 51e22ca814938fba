import type { MeasuredEvent } from "../detector/measure.ts";
import type { ScaleFactors } from "../detector/scale-factors.ts";

/** An event as it goes into a file: what was measured, and what the file says beside it. */
export interface RecordedEvent {
  readonly measured: MeasuredEvent;
  readonly runNumber: number;
  readonly eventNumber: number;
  /** Dataset number of simulation, run number of data, as in the release. */
  readonly channelNumber: number;
  /** Only of simulation; in data every weight is 0 and the truth is not known. */
  readonly simulation?: {
    /** With its sign. */
    readonly generatorWeight: number;
    readonly factors: ScaleFactors;
    readonly crossSectionPb: number;
    readonly sumOfWeights: number;
  };
}

/** Runs of the toy have numbers that no run of ATLAS has. */
export const simulationRun = 900_000;
