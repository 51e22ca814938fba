import { cpus, release, totalmem } from "node:os";

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** `1.42 (1.38–1.51)`: median and the range of all rounds; one round alone has no range. */
export function withSpread(values: readonly number[], digits: number): string {
  const middle = median(values).toFixed(digits);
  if (values.length < 2) return middle;
  return `${middle} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;
}

/** The same of one number of each result. */
export function spreadOf<T>(results: readonly T[], pick: (result: T) => number, digits = 0): string {
  return withSpread(results.map(pick), digits);
}

/** What ran it, in a line. */
export function machine(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? "?"}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Linux ${release()}`;
}
