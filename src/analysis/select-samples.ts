import { AppError } from "../errors/app-error.ts";
import { nearestNames } from "../errors/nearest-names.ts";
import type { AnalysisSpec, GroupSpec, SampleSpec } from "./spec.ts";
import type { ModelSpec } from "./spec-model.ts";
import type { VariationSpec } from "./spec-variation.ts";

/** A pattern that no sample of the analysis matches. */
export class UnknownSampleError extends AppError {
  readonly retry = "never";
  constructor(pattern: string, names: readonly string[]) {
    const near = nearestNames(pattern.replaceAll(/[*?]/g, ""), names);
    const hint =
      near.length > 0 ? `nearest names: ${near.join(", ")}` : `the samples are: ${names.slice(0, 30).join(", ")}`;
    super(`No sample is called "${pattern}"; ${hint}`);
  }
}

/**
 * The same analysis with only the samples that match at least one pattern; groups that are left empty are dropped.
 *
 * A sample that only stands in place of another one in variations goes with that one, and is not selected by itself.
 * In a pattern `*` stands for any characters (also none) and `?` for one; case matters.
 * @param patterns at least one; an empty list would select nothing and is refused as a pattern that matches nothing
 * @throws {UnknownSampleError} for a pattern that matches nothing, with the nearest names
 */
export function selectSamples(spec: AnalysisSpec, patterns: readonly string[]): AnalysisSpec {
  const names = spec.groups.flatMap(({ samples }) =>
    samples.filter(({ nominal }) => nominal !== false).map(({ name }) => name),
  );
  const unknown = patterns.find((pattern) => !names.some((name) => matchesGlob(name, pattern)));
  if (unknown !== undefined || patterns.length === 0) throw new UnknownSampleError(unknown ?? "", names);
  const isSelected = (name: string) => patterns.some((pattern) => matchesGlob(name, pattern));
  const variations = spec.variations === undefined ? {} : { variations: selectVariations(spec, isSelected) };
  const replacements = new Set(variations.variations?.flatMap(replacementsOf).map(([, other]) => other));
  const groups = spec.groups
    .map((group) => {
      const isKept = ({ name, nominal }: SampleSpec) => (nominal === false ? replacements.has(name) : isSelected(name));
      return withSamples(group, group.samples.filter(isKept));
    })
    .filter((group) => group.samples.length > 0);
  const left = new Set(groups.map(({ name }) => name));
  const selected = variations.variations?.map((variation) => withGroups(variation, left));
  return {
    ...{ ...spec, groups },
    ...(selected === undefined ? {} : { variations: selected }),
    ...(spec.model === undefined ? {} : { model: withVariations(spec.model, selected ?? []) }),
  };
}

/** Names only what is left. A sample that stands in place of another one goes with that. */
function selectVariations(spec: AnalysisSpec, isSelected: (name: string) => boolean): VariationSpec[] {
  return (spec.variations ?? []).flatMap((variation): VariationSpec[] => {
    const { samples, sample } = variation;
    const named = samples === undefined ? variation : { ...variation, samples: samples.filter(isSelected) };
    if (sample === undefined) return [named];
    const alternatives = Object.entries(sample).flatMap(([key, pairs]) => {
      const kept = Object.entries(pairs).filter(([before]) => isSelected(before));
      return kept.length === 0 ? [] : [[key, Object.fromEntries(kept)] as const];
    });
    return alternatives.length === 0 ? [] : [{ ...named, sample: Object.fromEntries(alternatives) }];
  });
}

/** Names only what is left; none, if it named only what has gone. */
function withVariations(model: ModelSpec, left: readonly VariationSpec[]): ModelSpec {
  const { variations } = model;
  if (variations === undefined) return model;
  return { ...model, variations: variations.filter((name) => left.some((one) => one.name === name)) };
}

function replacementsOf({ sample = {} }: VariationSpec): (readonly [before: string, after: string])[] {
  return Object.values(sample).flatMap((pairs) => Object.entries(pairs));
}

function withGroups(variation: VariationSpec, left: ReadonlySet<string>): VariationSpec {
  const { groups } = variation;
  return groups === undefined ? variation : { ...variation, groups: groups.filter((name) => left.has(name)) };
}

/** What is said of all samples together is not true of some of them. */
function withSamples(group: GroupSpec, samples: GroupSpec["samples"]): GroupSpec {
  const { luminosityInvFb, ...rest } = group;
  if (luminosityInvFb === undefined || samples.length < group.samples.length) return { ...rest, samples };
  return { ...rest, luminosityInvFb, samples };
}

/** Goes back to the last `*` only, so the time is at most the product of both lengths, whatever the pattern. */
function matchesGlob(name: string, pattern: string): boolean {
  let [n, p] = [0, 0];
  let star = -1;
  let starAt = 0;
  while (n < name.length) {
    if (pattern[p] === "*") {
      star = p++;
      starAt = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++starAt;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
