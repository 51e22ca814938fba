import { type DataPeriod, dataPeriods, type DataSetting, inRunOrder } from "./collision-data.ts";
import { eventWeight } from "./event-weight.ts";
import type { RecordedEvent } from "./recorded-event.ts";
import { select } from "./selection.ts";
import { blockLength, blocksOf, entriesAt, simulateBlock } from "./simulation.ts";
import { type ToySample, toySamplesOf } from "./toy-sample.ts";

/** A simulated event, as far as it matters where it stands among all others. */
interface Entry {
  readonly sample: number;
  readonly entry: number;
  readonly passed: number;
  readonly mass: number;
  /** Events in data that it stands for. */
  readonly weight: number;
}

/**
 * Collision data without statistical fluctuation ("Asimov data"), as far as whole events allow.
 *
 * All simulated events are put in order: first those that fail a cut, then the others by the mass of their four leptons. Their weights are added
 * up on the way, and an event is taken whenever the sum passes n + ½. So the number of data events below any mass is off by one half at most, and
 * in any range of masses, so in every bin of any histogram of the mass, by less than one event; negative weights on the way may add the weights of a
 * few simulated events to both.
 */
export function asimovData(
  setting: DataSetting & { readonly scale: number },
): ReadonlyMap<DataPeriod, RecordedEvent[]> {
  const samples = toySamplesOf(setting.version);
  const entries = allEntries(samples, setting);
  entries.sort((a, b) => a.passed - b.passed || a.mass - b.mass || a.sample - b.sample || a.entry - b.entry);
  const taken = entries.filter(crossings());
  const periods = new Map<DataPeriod, Entry[]>(dataPeriods.map((period) => [period, []]));
  taken.forEach((entry, n) => periods.get(periodOf(periods, n + 1))!.push(entry));
  const events = simulated(samples, taken, setting);
  return new Map(
    Array.from(periods, ([period, list]) => {
      const measured = list.map((entry) => events.get(keyOf(entry))!.measured);
      return [period, inRunOrder(measured, period, setting.seed)];
    }),
  );
}

function allEntries(
  samples: readonly ToySample[],
  { seed, mu, scale }: DataSetting & { readonly scale: number },
): Entry[] {
  return samples.flatMap((sample, index) => {
    const count = entriesAt(sample, scale);
    const entries: Entry[] = [];
    for (let block = 0; block < blocksOf(count); block++)
      for (const event of simulateBlock({ sample, seed, entries: count }, block)) {
        const { passed, mass } = select(event.measured);
        const weight = eventWeight(sample, event) * (sample.isSignal ? mu : 1);
        entries.push({ sample: index, entry: entries.length, passed, mass, weight });
      }
    return entries;
  });
}

/** True for an entry at which the sum of weights passes the next n + ½. */
function crossings(): (entry: Entry) => boolean {
  let sum = 0;
  let taken = 0;
  return ({ weight }) => {
    sum += weight;
    if (sum < taken + 0.5) return false;
    taken += 1;
    return true;
  };
}

/** The period that is furthest behind its share of so many events. */
function periodOf(periods: ReadonlyMap<DataPeriod, readonly Entry[]>, total: number): DataPeriod {
  const behind = (period: DataPeriod): number => period.share * total - periods.get(period)!.length;
  return dataPeriods.reduce((best, period) => (behind(period) > behind(best) ? period : best));
}

function keyOf({ sample, entry }: Entry): string {
  return `${sample}/${entry}`;
}

/** The events behind these entries, generated once more, a block at a time. */
function simulated(
  samples: readonly ToySample[],
  entries: readonly Entry[],
  { seed, scale }: DataSetting & { readonly scale: number },
): ReadonlyMap<string, RecordedEvent> {
  const blocks = new Map<string, Entry[]>();
  for (const entry of entries) {
    const block = `${entry.sample}/${Math.floor(entry.entry / blockLength)}`;
    blocks.set(block, [...(blocks.get(block) ?? []), entry]);
  }
  const events = new Map<string, RecordedEvent>();
  for (const members of blocks.values()) {
    const { sample: index, entry } = members[0]!;
    const sample = samples[index]!;
    const block = Math.floor(entry / blockLength);
    const generated = simulateBlock({ sample, seed, entries: entriesAt(sample, scale) }, block);
    for (const member of members) events.set(keyOf(member), generated[member.entry - block * blockLength]!);
  }
  return events;
}
