/** Times of one item in its thread, on the clock of `now`. */
export interface ThreadMarks {
  /** Its analysis. */
  readonly analysis: string;
  /** The thread's module stands. */
  readonly loaded: number;
  readonly taken: number;
  /** Its file is open. */
  readonly opened: number;
  /** Its kernel is there. */
  readonly compiled: number;
  /** Its delta is ready. */
  readonly filled: number;
}

export const marksChannel = "hzz-bench-marks";

/** Milliseconds on a clock that all threads and processes of the machine share. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
/** Where the time from POST to the first delta goes, in the order of the way. `total` is their sum. */
export const stepNames = ["accept", "thread", "open", "compile", "fill", "show", "total"] as const;

/** In milliseconds. `cpu` is what all threads of the server have computed until the end, which more cores would do in less time. */
export type Steps = Readonly<Record<(typeof stepNames)[number] | "cpu", number>>;

export interface FirstDelta {
  readonly cold: Steps;
  readonly warm: readonly Steps[];
}
