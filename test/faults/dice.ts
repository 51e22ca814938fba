import { RandomStream } from "../../src/toy/random/random-stream.ts";

/** The choices of one run of a fault: the same seed makes the same ones, in the same order. */
export class Dice {
  readonly #random: RandomStream;

  constructor(fault: string, seed: number) {
    this.#random = new RandomStream("faults", fault, seed);
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.#random.uniform() * (most - least + 1));
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.whole(0, list.length - 1)]!;
  }

  /** The same in another order. */
  shuffle<T>(list: readonly T[]): T[] {
    const mixed = [...list];
    for (let i = mixed.length - 1; i > 0; i--) {
      const j = this.whole(0, i);
      [mixed[i], mixed[j]] = [mixed[j]!, mixed[i]!];
    }
    return mixed;
  }

  /** Different whole numbers from `least` to `most`, ascending. */
  moments(count: number, least: number, most: number): number[] {
    const all = Array.from({ length: most - least + 1 }, (_, i) => least + i);
    return this.shuffle(all)
      .slice(0, count)
      .sort((a, b) => a - b);
  }
}
