/** How many replicas a service may have, and how eagerly that is changed. */
export interface Bounds {
  readonly min: number;
  /** ≥ min, ≥ 1 */
  readonly max: number;
  /** Work items for which one replica is wanted. */
  readonly itemsPerReplica: number;
  /** The most replicas that are added at once. */
  readonly step: number;
  readonly upDelayMs: number;
  readonly coolDownMs: number;
}

/** The work of a service's lanes at one moment. */
export interface Reading {
  /** Milliseconds of a clock that only goes forward. */
  readonly at: number;
  readonly waiting: number;
  readonly inFlight: number;
}

/** What was read since a service last got more replicas. */
export interface History {
  readonly replicas: number;
  /** The oldest first, at least one, none missing in between. */
  readonly readings: readonly Reading[];
}

/**
 * Adds a reading to a history. The history begins anew when there are more replicas than before, so that their effect is seen before more
 * are added or any is removed. It also begins anew after a gap, since nobody knows what happened in it.
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

/**
 * How far the work must fall below what fewer replicas could just do before they are enough, as a share of it. Work that goes up and
 * down within it changes nothing.
 */
export const deadBand = 0.2;

/**
 * How many replicas a service should have. Pure.
 *
 * Up, as far as the least that was wanted at any time of the delay, by at most one step. Down, as far as the most that was wanted at any
 * time of the cool-down, and never below the number of items in flight: each could be in the hands of another replica. A number
 * outside the bounds is brought to the nearer one at once.
 *
 * It never grows when there is less work, and never shrinks when there is more.
 */
export function decide({ replicas, readings }: History, bounds: Bounds, now: number): number {
  const { min, max, itemsPerReplica, step, upDelayMs, coolDownMs } = bounds;
  if (replicas < min) return min;
  if (replicas > max) return max;
  const wantedFor = (items: number, perReplica: number) => Math.min(Math.max(Math.ceil(items / perReplica), min), max);
  const itemsOf = ({ waiting, inFlight }: Reading) => waiting + inFlight;

  const late = since(readings, now - upDelayMs);
  if (late !== undefined) {
    const wanted = Math.min(...late.map((reading) => wantedFor(itemsOf(reading), itemsPerReplica)));
    if (wanted > replicas) return Math.min(wanted, replicas + step);
  }
  const long = since(readings, now - coolDownMs);
  if (long !== undefined) {
    const relaxed = itemsPerReplica * (1 - deadBand);
    const enough = Math.max(...long.map((reading) => wantedFor(itemsOf(reading), relaxed)));
    const busy = readings.at(-1)?.inFlight ?? 0;
    return Math.min(replicas, Math.max(enough, busy));
  }
  return replicas;
}

/** What held at any time from then on; undefined if that is not known, as readings began later. */
function since(readings: readonly Reading[], start: number): readonly Reading[] | undefined {
  const last = readings.findLastIndex(({ at }) => at <= start);
  return last < 0 ? undefined : readings.slice(last);
}
