import { AppError } from "../../errors/app-error.ts";

/** A toy was asked for that cannot be made. */
export class ToyOptionError extends AppError {
  readonly retry = "never";
}

/**
 * Versions of the generator, the newest last. Another version makes other events from the same options; what a version makes stays the same
 * for ever, since addresses in specifications and results name it.
 */
export const toyVersions = [1, 2] as const;
export type ToyVersion = (typeof toyVersions)[number];

const newestVersion: ToyVersion = 2;

/** A signal strength that is hidden from a glance: `src/toy/sealed-strength` makes it from a secret word, and opens it. */
export type SealedStrength = `sealed-${string}`;

/** Forty bits in the letters and digits of base 32. */
const sealed = /^sealed-[a-z2-7]{8}$/;

export interface ToyOptions {
  /** Version of the generator. Default: the newest. */
  readonly version: ToyVersion;
  /** Size of the simulated samples; 1 is 66,000 events, the release has 942,598. Default 1. */
  readonly scale: number;
  /** Whole number from 0 to 2^53 − 1; another seed, other events. Default 1. */
  readonly seed: number;
  /** Signal strength in the collision data, in units of the Standard Model, or a sealed one. Default 1. Simulation does not depend on it. */
  readonly mu: number | SealedStrength;
  /** Collision data without statistical fluctuation. Default false. */
  readonly asimov: boolean;
}

const largestScale = 1000;
const largestMu = 10_000;

/** All options, checked, with defaults filled in. @throws {ToyOptionError} naming the option. */
export function toyOptions(options: Partial<ToyOptions> = {}): ToyOptions {
  const { version = newestVersion, scale = 1, seed = 1, mu = 1, asimov = false } = options;
  if (!toyVersions.includes(version)) throw refusal("version", `one of ${toyVersions.join(", ")}`, version);
  if (!(scale > 0 && scale <= largestScale)) throw refusal("scale", `a number above 0, at most ${largestScale}`, scale);
  if (!Number.isSafeInteger(seed) || seed < 0) throw refusal("seed", "a whole number from 0 to 2^53 - 1", seed);
  if (!isStrength(mu))
    throw refusal("mu", `a signal strength from 0 to ${largestMu}, or a sealed one like sealed-k3vq7m2a`, mu);
  return { version, scale, seed, mu, asimov };
}

function isStrength(mu: number | string): boolean {
  return typeof mu === "string" ? sealed.test(mu) : mu >= 0 && mu <= largestMu;
}

/** Whether the signal strength is hidden. */
export function isSealed(mu: ToyOptions["mu"]): mu is SealedStrength {
  return typeof mu === "string";
}

function refusal(option: keyof ToyOptions, expected: string, value: number | string): ToyOptionError {
  return new ToyOptionError(`The option ${option} of a toy is ${expected}, but got ${value}`, { field: option });
}

/** `version 2, seed 1, scale 1, signal strength 1`, for people. Files of version 1 hold this text and do not name their version. */
export function describeToyOptions({ version, seed, scale, mu, asimov }: ToyOptions): string {
  const data = asimov ? ", data without fluctuation" : "";
  const generator = version === 1 ? "" : `version ${version}, `;
  const strength = isSealed(mu) ? `signal strength hidden (${mu})` : `signal strength ${mu}`;
  return `${generator}seed ${seed}, scale ${scale}, ${strength}${data}`;
}
