import type { PinnedSpec } from "../analysis/pin-corrections.ts";
import { AppError } from "../errors/app-error.ts";
import type { OpenTreesOptions } from "../processor/open-trees.ts";
import type { SpecCheck } from "../protocol/documents/spec-check-document.ts";
import { boundedLooks, type CheckLimits, checkLimits, firstSamples } from "./check-files.ts";
import { checkSpecification } from "./check-specification.ts";
import { RunningChecks } from "./running-checks.ts";

/** Says all that can be said of a specification within some seconds. */
export type CheckOnRequest = (pinned: PinnedSpec, signal?: AbortSignal) => Promise<SpecCheck>;

/** As many checks run as may. */
export class BusyCheckingError extends AppError {
  readonly retry = "later";
}

/** Of the whole recipe, passes included, as `RecipeFits` counts them: far above what is written by hand. */
const mostDeep = 50_000;
/** Meanwhile nobody else is answered. */
const mostPlanMs = 300;

/**
 * Makes what answers `hzz check` for others, with the bounds of the check before filling. What takes longer is left out of the answer.
 *
 * What it makes throws {BusyCheckingError} while `limits.checks` run.
 * @param opening how processors open files, with the same rules
 */
export function createCheckOnRequest(opening: OpenTreesOptions, limits: Partial<CheckLimits> = {}): CheckOnRequest {
  const { samples, characters, checks } = { ...checkLimits, ...limits };
  // Of these alone: however many are asked for elsewhere, here as many run as may.
  const running = new RunningChecks(checks);
  const optionsUntil = boundedLooks(opening, limits);
  return async ({ spec, corrections }, signal) => {
    const first = { spec: firstSamples(spec, samples), corrections };
    const found = await running.run(() =>
      checkSpecification(first, { ...optionsUntil(signal), mostDeep, most: characters, mostPlanMs }),
    );
    if (found === undefined)
      throw new BusyCheckingError("Other specifications are being checked; try again in a moment");
    return found;
  };
}
