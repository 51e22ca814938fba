import { AppError } from "../errors/app-error.ts";
import { nearestNames } from "../errors/nearest-names.ts";
import type { AnalysisSpec, GroupSpec } from "./spec.ts";

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
 * In a pattern `*` stands for any characters (also none) and `?` for one; case matters.
 * @param patterns at least one; an empty list would select nothing and is refused as a pattern that matches nothing
 * @throws {UnknownSampleError} for a pattern that matches nothing, with the nearest names
 */
export function selectSamples(spec: AnalysisSpec, patterns: readonly string[]): AnalysisSpec {
  const names = spec.groups.flatMap((group) => group.samples.map((sample) => sample.name));
  const unknown = patterns.find((pattern) => !names.some((name) => matchesGlob(name, pattern)));
  if (unknown !== undefined || patterns.length === 0) throw new UnknownSampleError(unknown ?? "", names);
  const groups = spec.groups
    .map((group) =>
      withSamples(
        group,
        group.samples.filter((s) => patterns.some((p) => matchesGlob(s.name, p))),
      ),
    )
    .filter((group) => group.samples.length > 0);
  return { ...spec, groups };
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
