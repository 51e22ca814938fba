import { selectSamples } from "../../analysis/select-samples.ts";
import type { AnalysisSpec, AnalysisSpecInput } from "../../analysis/spec.ts";

/** A file that a specification names. */
export interface NeededFile {
  readonly sample: string;
  /** Of its group. */
  readonly label: string;
  /** As the specification names it. */
  readonly path: string;
}

/** Names of picked files, by the paths that they stand for. */
export type Assignment = ReadonlyMap<string, string>;

export function neededFiles(spec: AnalysisSpecInput): NeededFile[] {
  return spec.groups.flatMap((group) =>
    group.samples.flatMap((sample) =>
      sample.files.map((path) => ({ sample: sample.name, label: group.label ?? group.name, path })),
    ),
  );
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Which picked file each path stands for: what the user has chosen, else the one of the same name.
 *
 * @param chosen "" for none
 */
export function assign(needed: readonly NeededFile[], names: ReadonlySet<string>, chosen: Assignment): Assignment {
  const found = new Map<string, string>();
  for (const { path } of needed) {
    const name = chosen.get(path) ?? nameOf(path);
    if (names.has(name)) found.set(path, name);
  }
  return found;
}

/** Samples of which all files are there: with a part of its events, a sample's normalisation would be wrong. */
export function completeSamples(needed: readonly NeededFile[], assignment: Assignment): string[] {
  const missing = new Set(needed.filter(({ path }) => !assignment.has(path)).map(({ sample }) => sample));
  return [...new Set(needed.map(({ sample }) => sample))].filter((sample) => !missing.has(sample));
}

/**
 * The same analysis of the samples whose files are there. A file of the name that the specification gives it is named as before, so that the
 * analysis is the same one, with the same id, as anywhere else.
 *
 * @throws {UnknownSampleError} if no sample is complete
 */
export function withFiles(spec: AnalysisSpecInput, assignment: Assignment): AnalysisSpecInput {
  const samples = completeSamples(neededFiles(spec), assignment);
  // It looks at names alone, which stand in both forms of a specification.
  const some =
    samples.length === allSamples(spec) ? spec : (selectSamples(spec as AnalysisSpec, samples) as AnalysisSpecInput);
  const groups = some.groups.map((group) => ({
    ...group,
    samples: group.samples.map((sample) => ({
      ...sample,
      files: sample.files.map((path) => {
        const name = assignment.get(path) ?? path;
        return nameOf(path) === name ? path : name;
      }),
    })),
  }));
  return { ...some, groups };
}

function allSamples({ groups }: AnalysisSpecInput): number {
  return groups.reduce((sum, { samples }) => sum + samples.length, 0);
}
