import { toyChannelPath, type ToyChannel } from "../../analysis/toy/toy-channels.ts";
import { columnsOfBranches, type ToyBranch } from "../events/branch-columns.ts";
import { blockLength } from "../events/simulation.ts";
import { RandomStream } from "../random/random-stream.ts";
import type { ToyContents } from "../toy-plan.ts";

/** What all files of a channel have. */
export interface ChannelTree<Event> {
  readonly channel: ToyChannel;
  readonly tree: string;
  readonly branches: readonly ToyBranch<Event>[];
}

/**
 * A file with so many events, each block of which has random numbers of its own, from seed, path and block: a larger file begins with the
 * events of a smaller one.
 *
 * @param nextEvent its second argument is the entry
 */
export function channelFile<Event>(
  { channel, tree, branches }: ChannelTree<Event>,
  { sample, seed, entries }: { readonly sample: string; readonly seed: number; readonly entries: number },
  nextEvent: (random: RandomStream, entry: number) => Event,
): ToyContents {
  const path = toyChannelPath(channel, sample);
  return {
    ...{ path, sample, tree, branches },
    *chunks() {
      for (let start = 0; start < entries; start += blockLength) {
        const random = new RandomStream(seed, "channel", path, start);
        const length = Math.min(blockLength, entries - start);
        const events = Array.from({ length }, (_, i) => nextEvent(random, start + i));
        yield { length, columns: columnsOfBranches(branches, events) };
      }
    },
  };
}

/** Number of simulated events at a scale. */
export function scaledEntries(entries: number, scale: number): number {
  return Math.max(1, Math.round(entries * scale));
}

/** Number of collisions in data, around a mean. */
export function drawnEntries(mean: number, channel: ToyChannel, sample: string, seed: number): number {
  return new RandomStream(seed, "channel", toyChannelPath(channel, sample), "entries").poisson(mean);
}

/** Chooses one of several, each as likely as its weight. */
export function chooseBy<Item>(items: readonly Item[], weight: (item: Item) => number, random: RandomStream): Item {
  let rest = random.uniform() * items.reduce((sum, item) => sum + weight(item), 0);
  return items.find((item) => (rest -= weight(item)) < 0) ?? items.at(-1)!;
}
