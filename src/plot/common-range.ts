import type { YRange } from "./y-range.ts";

/** One y axis that shows all that several show; undefined if there are none. */
export function commonRange(ranges: readonly YRange[]): YRange | undefined {
  if (ranges.length === 0) return undefined;
  return {
    lower: Math.min(...ranges.map(({ lower }) => lower)),
    upper: Math.max(...ranges.map(({ upper }) => upper)),
  };
}
