import type { PinnedSpec } from "../analysis/pin-corrections.ts";
import type { SpecProblem } from "../analysis/spec-error.ts";
import type { OpenTreesOptions } from "../processor/open-trees.ts";
import { SilentServers } from "../rootio/source/silent-servers.ts";
import { unpackDefaults } from "../rootio/unpack-limits.ts";
import { fitProblems } from "./fit-problems.ts";
import { lookAtSamples, type SamplesOptions } from "./look-at-samples.ts";
import { RecipeFits } from "./recipe-fits.ts";
import { RunningChecks } from "./running-checks.ts";

/** What is wrong with a specification as its files show it; nothing, if that could not be found out in time. Does not reject for a file. */
export type CheckFiles = (pinned: PinnedSpec, signal?: AbortSignal) => Promise<readonly SpecProblem[]>;

export interface CheckLimits {
  /** For all files together. */
  readonly milliseconds: number;
  /** Specifications that are checked at once; what comes meanwhile is not. */
  readonly checks: number;
  /** Files that are open at once, of each. */
  readonly atOnce: number;
  /** Samples beyond those are not looked at. */
  readonly samples: number;
  /** A record of metadata may unpack to. */
  readonly metadataBytes: number;
  /** Characters of recipe that are checked, for all samples that differ in branches or variations. */
  readonly characters: number;
}

/** A release has a few hundred samples, its files some megabytes of metadata. What is beyond is left to the processors. */
export const checkLimits: CheckLimits = {
  milliseconds: 2500,
  checks: 2,
  atOnce: 4,
  samples: 300,
  metadataBytes: 8 << 20,
  characters: 500_000,
};

/** Enough for head, keys and metadata: nothing here is worth the whole file, or a second try. */
const impatience = {
  wholeFileBytes: 1 << 18,
  maxWholeFileBytes: 16 << 20,
  maxRequestBytes: 1 << 20,
  attempts: 1,
  unreachableAttempts: 1,
};

/**
 * Makes what checks a specification before anything is filled: one file of each sample is opened, in parallel, and its recipe is held against the
 * branches. Files that cannot be reached, or not in time, are passed over: processors tell of them.
 *
 * @param opening how processors open files, with the same rules
 */
export function createFileCheck(opening: OpenTreesOptions, limits: Partial<CheckLimits> = {}): CheckFiles {
  const { samples, characters, checks } = { ...checkLimits, ...limits };
  // Of these alone: however many are asked for elsewhere, here as many run as may.
  const running = new RunningChecks(checks);
  const optionsUntil = boundedLooks(opening, limits);
  return async ({ spec, corrections }, signal) => {
    const fits = new RecipeFits(spec, { corrections, mostDeep: 0, most: characters });
    if (fits.unread.length > 0) return [];
    const looks = await running.run(() =>
      lookAtSamples(firstSamples(spec, samples), optionsUntil(signal), (tree, of) => ({ fit: fits.of(tree, of) })),
    );
    return looks === undefined ? [] : fitProblems(looks);
  };
}

/** Makes the options of looks that end in time, and take no more than they are worth, whatever the files are. */
export function boundedLooks(
  opening: OpenTreesOptions,
  limits: Partial<CheckLimits>,
): (signal?: AbortSignal) => SamplesOptions {
  const { milliseconds, atOnce, metadataBytes } = { ...checkLimits, ...limits };
  const { mirrors, source = {}, limits: unpack = unpackDefaults } = opening;
  const patience = Object.fromEntries(waits.map((name) => [name, milliseconds]));
  const { make: _, ...places } = source; // a toy is not made for this
  // Of all specifications: a server that does not answer holds up one of them.
  const silent = new SilentServers(source.silentMs);
  return (signal) => {
    const over = AbortSignal.timeout(milliseconds);
    return {
      ...{ mirrors, atOnce, filesTried: 1, silent },
      source: { ...places, ...impatience, ...patience },
      limits: { ...unpack, metadataBytes: Math.min(metadataBytes, unpack.metadataBytes) },
      signal: signal === undefined ? over : AbortSignal.any([signal, over]),
    };
  };
}

const waits = [
  "reachTimeoutMs",
  "headerTimeoutMs",
  "stallTimeoutMs",
  "requestTimeoutMs",
  "deadlineMs",
] as const satisfies readonly (keyof NonNullable<OpenTreesOptions["source"]>)[];

export function firstSamples(spec: PinnedSpec["spec"], most: number): PinnedSpec["spec"] {
  let left = most;
  const groups = spec.groups.map((group) => {
    const samples = group.samples.slice(0, left);
    left -= samples.length;
    return { ...group, samples };
  });
  return { ...spec, groups };
}
