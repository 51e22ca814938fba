/** A processor reads files of its disk, a function by HTTP from this machine. */
export const contestants = [
  "Node, processor",
  "Deno, processor",
  "Bun, processor",
  "Deno, function",
  "Bun, function",
  "workerd, function",
  "Chromium, function",
] as const;

export type Contestant = (typeof contestants)[number];

export interface OnRuntime {
  readonly eventsPerSecond: number;
  readonly cpuPerMillion: number;
  readonly memoryMb: number;
  /** From starting the program until it takes work. */
  readonly startMs: number;
  readonly programMb: number;
  /** Of all events of the log that came back, but for times. */
  readonly hash: string;
}

/** Answers an item with its events. */
export type Ask = (body: Uint8Array<ArrayBuffer>) => Promise<{ readonly status: number; readonly text: string }>;
