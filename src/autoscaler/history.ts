import type { Bounds, History, Reading } from "./decide.ts";

/**
 * A history with one more reading. It begins anew when there are more replicas than before, so that what they do is seen before more are
 * added or any is removed, and after a gap, since nobody knows what was in it.
 *
 * @param longestGapMs two readings that are further apart have a gap between them
 */
export function addReading(
  history: History | undefined,
  replicas: number,
  reading: Reading,
  bounds: Pick<Bounds, "upDelayMs" | "coolDownMs">,
  longestGapMs: number,
): History {
  const last = history?.readings.at(-1);
  if (history === undefined || replicas > history.replicas || last === undefined || reading.at - last.at > longestGapMs)
    return { replicas, readings: [reading] };
  const start = reading.at - Math.max(bounds.upDelayMs, bounds.coolDownMs);
  const first = history.readings.findLastIndex(({ at }) => at <= start);
  return { replicas, readings: [...history.readings.slice(Math.max(first, 0)), reading] };
}
