import { isCount, poissonInterval } from "../physics/poisson-interval.ts";
import { type SampleYields, sampleYields } from "./expected-data.ts";
import { errorsAfter, errorsBefore, type ExpectedErrors } from "./expected-errors.ts";
import { Fitter, type FitResult } from "./fit.ts";
import { type GoodnessOfFit, goodnessOfFit } from "./goodness-of-fit.ts";
import { type Discovery, type Exclusion, HypothesisTests, type UpperLimit } from "./hypothesis-tests.ts";
import { type Impact, impactsOn } from "./impacts.ts";
import type { Model } from "./model.ts";
import { correlationOf, pullOf, type Uncertainties, uncertaintiesOf, widthBefore } from "./uncertainties.ts";
import { StatisticsError } from "./workspace-error.ts";

/** What is asked of a model beyond its best fit. */
export interface FitQuestions {
  /** CLs of this strength. */
  readonly cls?: number | undefined;
  readonly limit?: boolean;
  readonly impacts?: boolean;
  /** Is given all else before the impacts are found, which take four fits for each parameter. */
  readonly beforeImpacts?: (report: FitReport) => void;
}

/** All that a fit says, by name. As JSON what is undefined is left out, and Infinity is null. */
export interface FitReport {
  readonly measurement: string;
  readonly status: FitResult["status"];
  readonly reason: string | undefined;
  readonly steps: number;
  /** With all constants, as pyhf has it. */
  readonly twiceNll: number;
  readonly goodness: GoodnessOfFit;
  readonly parameters: readonly FittedParameter[];
  /** Of the parameters that have an error, in their order. */
  readonly correlation: { readonly parameters: readonly string[]; readonly matrix: readonly (readonly number[])[] };
  readonly poi: FittedPoi | undefined;
  readonly discovery: Discovery | undefined;
  readonly exclusion: Exclusion | undefined;
  readonly limit: UpperLimit | undefined;
  readonly impacts: readonly (Omit<Impact, "parameter"> & { readonly name: string })[] | undefined;
  readonly channels: readonly FittedChannel[];
  /** What could not be answered, and why; empty if all was. */
  readonly missing: readonly string[];
  /** What one should know of the answers. */
  readonly notes: readonly string[];
}

export interface FittedParameter {
  readonly name: string;
  readonly type: string;
  readonly value: number;
  /** From the curvature at the minimum; absent for one that is fixed, at a bound or not determined. */
  readonly error: number | undefined;
  readonly lower: number;
  readonly upper: number;
  readonly state: "free" | "fixed" | "at-bound" | "undetermined";
  readonly pull: number | undefined;
  /** Error as a part of the width before the fit. */
  readonly tightened: number | undefined;
}

/** The parameter of interest: errors from its profile, where −2 ln L rises by 1; absent if it does not before a bound. */
export interface FittedPoi {
  readonly name: string;
  readonly value: number;
  readonly up: number | undefined;
  readonly down: number | undefined;
}

/** Expected events in each bin, before the fit (at the inits) and after it, and their uncertainty. */
export interface FittedYields {
  readonly name: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly errors: { readonly before: ExpectedErrors; readonly after: ExpectedErrors };
}

export interface FittedChannel extends FittedYields {
  readonly observed: readonly number[];
  /** Central 68.27 % intervals of Poisson means; absent where something else than counts was observed. */
  readonly intervals: readonly { readonly lower: number; readonly upper: number }[] | undefined;
  readonly samples: readonly FittedYields[];
}

/** Fits a model to what was observed, and answers what is asked. A question without an answer leaves its reason in `missing`. */
export function reportFit(model: Model, questions: FitQuestions = {}): FitReport {
  const fitter = new Fitter(model);
  const best = fitter.search();
  const uncertainties = uncertaintiesOf(fitter, best);
  const { poi, parameters } = model;
  const found = best.status === "converged" || best.status === "edge";
  const missing: string[] = [];
  const notes = notesOn(model, best, uncertainties);
  if (!found) missing.push(`The fit is ${best.status}: ${best.reason ?? ""}.`);
  const answer = <T>(what: string, find: () => T): T | undefined => {
    try {
      return found ? find() : undefined;
    } catch (error) {
      if (!(error instanceof StatisticsError)) throw error;
      missing.push(`${what}: ${error.summary}.`);
      return undefined;
    }
  };
  let tests: HypothesisTests | undefined;
  const testing = (): HypothesisTests =>
    (tests ??= new HypothesisTests(fitter, best, poi === undefined ? undefined : uncertainties.errors[poi]));
  if (poi !== undefined && uncertainties.undetermined.includes(poi))
    missing.push(`The data do not determine ${parameters[poi]!.name}.`);
  const { cls, limit: asksLimit, impacts: asksImpacts, beforeImpacts } = questions;
  const limit = asksLimit === true ? answer("Upper limit", () => testing().upperLimit()) : undefined;
  if (limit !== undefined && [limit.observed, ...limit.expected].includes(undefined))
    missing.push(
      `An upper limit is above ${parameters[poi!]!.upper}, the bound of ${parameters[poi!]!.name}: widen it.`,
    );
  const report: FitReport = {
    measurement: model.measurement,
    status: best.status,
    reason: best.reason,
    steps: best.steps,
    twiceNll: best.twiceNll,
    goodness: goodnessOfFit(model, best, uncertainties),
    parameters: parameters.map((_, i) => fittedParameter(model, best, uncertainties, i)),
    correlation: correlationMatrix(model, uncertainties),
    poi: poi === undefined ? undefined : answer("Errors", () => fittedPoi(testing(), parameters[poi]!.name)),
    discovery: poi === undefined ? undefined : answer("Significance", () => testing().discovery()),
    exclusion: cls === undefined ? undefined : answer("CLs", () => testing().exclusion(cls)),
    limit,
    impacts: undefined,
    channels: fittedChannels(model, best, uncertainties),
    missing,
    notes,
  };
  if (asksImpacts !== true) return report;
  beforeImpacts?.({ ...report, missing: [...missing] });
  const impacts = answer("Impacts", () =>
    impactsOn(fitter, best, testing().poi, uncertainties).map(({ parameter, ...impact }) => ({
      name: parameters[parameter]!.name,
      ...impact,
    })),
  );
  return { ...report, impacts };
}

function notesOn({ parameters, unused }: Model, best: FitResult, { undetermined }: Uncertainties): string[] {
  const names = (indices: readonly number[]): string => indices.map((i) => parameters[i]!.name).join(", ");
  return [
    ...(best.status === "edge"
      ? [`The best fit is at an edge, without errors from curvature: ${best.reason ?? ""}.`]
      : []),
    ...(best.atBound.length > 0 ? [`At a bound: ${names(best.atBound)}.`] : []),
    ...(undetermined.length > 0 ? [`Not determined by the data, alone or together: ${names(undetermined)}.`] : []),
    ...(unused.length > 0
      ? [`The measurement has settings of parameters that do not exist: ${unused.join(", ")}.`]
      : []),
  ];
}

function fittedPoi({ profile, muHat }: HypothesisTests, name: string): FittedPoi {
  const [up, down] = [profile.crossing(1), profile.crossing(-1)];
  return {
    name,
    value: muHat,
    up: up === undefined ? undefined : up - muHat,
    down: down === undefined ? undefined : muHat - down,
  };
}

function fittedParameter(model: Model, best: FitResult, uncertainties: Uncertainties, i: number): FittedParameter {
  const parameter = model.parameters[i]!;
  const { name, type, lower, upper, fixed } = parameter;
  const [value, error, width] = [best.parameters[i]!, uncertainties.errors[i], widthBefore(parameter)];
  return {
    name,
    type,
    value,
    error,
    lower,
    upper,
    state: fixed
      ? "fixed"
      : best.atBound.includes(i)
        ? "at-bound"
        : uncertainties.undetermined.includes(i)
          ? "undetermined"
          : "free",
    pull: fixed ? undefined : pullOf(parameter, value),
    tightened: error === undefined || width === undefined ? undefined : error / width,
  };
}

function correlationMatrix({ parameters }: Model, uncertainties: Uncertainties): FitReport["correlation"] {
  const known = parameters.flatMap((_, i) => (uncertainties.errors[i] === undefined ? [] : [i]));
  return {
    parameters: known.map((i) => parameters[i]!.name),
    matrix: known.map((i) => known.map((j) => correlationOf(uncertainties, i, j))),
  };
}

function fittedChannels(model: Model, best: FitResult, uncertainties: Uncertainties): FittedChannel[] {
  const inits = model.parameters.map(({ init }) => init);
  const [before, after] = [inits, best.parameters].map((x) => sampleYields(model, x));
  const [errorsAtInits, errorsAtBest] = [errorsBefore(model), errorsAfter(model, best.parameters, uncertainties)];
  let next = 0;
  return model.channels.map(({ name, start, bins, samples }, c) => {
    const [then, now] = [errorsAtInits[c]!, errorsAtBest[c]!];
    const first = next;
    next += samples.length;
    const added = (all: readonly SampleYields[] | undefined): number[] =>
      Array.from({ length: bins }, (_, b) =>
        all!.slice(first, first + samples.length).reduce((sum, { yields }) => sum + yields[b]!, 0),
      );
    const observed = [...model.observed.bins.subarray(start, start + bins)];
    return {
      name,
      observed,
      intervals: observed.every((n) => isCount(n, n)) ? observed.map(poissonInterval) : undefined,
      before: added(before),
      after: added(after),
      errors: { before: withoutSamples(then), after: withoutSamples(now) },
      samples: samples.map((sample, s) => ({
        name: sample.name,
        before: [...before![first + s]!.yields],
        after: [...after![first + s]!.yields],
        errors: { before: then.samples[s]!, after: now.samples[s]! },
      })),
    };
  });
}

function withoutSamples({ bins, total }: ExpectedErrors): ExpectedErrors {
  return { bins, total };
}
