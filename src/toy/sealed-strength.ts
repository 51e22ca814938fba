import { isSealed, type ToyOptions } from "../analysis/toy/toy-options.ts";
import { RandomStream } from "./random/random-stream.ts";

/** Of so many words, one has no signal at all, so that "there is none" may be the answer. */
const wordsPerNothing = 4;
const [least, most] = [0.5, 3];

/** The signal strength itself: 0 for one word in four, else from 0.5 to 3 in tenths, all as likely. */
export function strengthOf(mu: ToyOptions["mu"]): number {
  if (!isSealed(mu)) return mu;
  const random = new RandomStream("signal strength", mu);
  if (random.chance(1 / wordsPerNothing)) return 0;
  const tenths = Math.floor(random.between(least * 10, most * 10 + 1));
  return tenths / 10;
}

/**
 * The seed of collision data. Those of a sealed strength have one of their own: with the seed of others they would share the background
 * with them, and the difference to a toy without a signal would be the signal, event by event.
 */
export function dataSeed({ seed, mu }: Pick<ToyOptions, "seed" | "mu">): number {
  if (!isSealed(mu)) return seed;
  const random = new RandomStream(seed, "data of", mu);
  return random.bits() * 2_097_152 + (random.bits() >>> 11);
}
