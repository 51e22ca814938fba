import { createFileKeys, normalFileName } from "./file-name.ts";
import { isFilePattern } from "./file-pattern.ts";
import type { AnalysisSpec, SampleSpec } from "./spec.ts";
import { SpecError, type SpecProblem } from "./spec-error.ts";
import { specLimits } from "./spec-limits.ts";
import { formatPath } from "./spec-path.ts";

/** The names that a pattern stands for, in any order, or why they cannot be had. */
export type ListFiles = (pattern: string) => Promise<readonly string[] | { readonly problem: string }>;

/** Names that a message lists. */
const listed = 20;

/**
 * A specification with its files written out: the form that is accepted, and that the id follows from.
 *
 * A sample with patterns has all its files sorted, each once, so that it is the same whatever patterns it was written with. Counts that must
 * be met are checked, also of files that were written out, and are not part of the result.
 *
 * @param file where the specification came from, for messages
 * @throws {SpecError} for patterns that no file matches or that cannot be looked for, counts that are not met, and too many files
 */
export async function expandFiles(spec: AnalysisSpec, list: ListFiles, file?: string): Promise<AnalysisSpec> {
  const keyOf = createFileKeys(spec.release.baseUrls);
  const problems: SpecProblem[] = [];
  const known = new Map<string, Awaited<ReturnType<ListFiles>>>();
  const look = async (pattern: string) => {
    let found = known.get(pattern);
    if (found === undefined) known.set(pattern, (found = await list(pattern)));
    return found;
  };
  const groups: AnalysisSpec["groups"] = [];
  for (const [g, group] of spec.groups.entries()) {
    const samples: SampleSpec[] = [];
    for (const [s, sample] of group.samples.entries()) {
      const path = ["groups", g, "samples", s];
      const before = problems.length;
      const files = await filesOf(sample, look, keyOf, (f, message) => {
        problems.push({ path: formatPath([...path, "files", f]), message });
      });
      const { expect, ...rest } = sample;
      // What a pattern would have found is not known where it cannot be looked for.
      if (expect !== undefined && expect !== files.length && problems.length === before)
        problems.push({ path: formatPath([...path, "expect"]), message: countProblem(expect, files) });
      samples.push(expect === undefined && files === sample.files ? sample : { ...rest, files });
    }
    groups.push({ ...group, samples });
  }
  problems.push(...(problems.length === 0 ? sizeProblems(groups) : []));
  if (problems.length > 0) throw new SpecError(problems, file);
  return { ...spec, groups };
}

async function filesOf(
  { files }: SampleSpec,
  look: ListFiles,
  keyOf: (name: string) => string,
  note: (f: number, message: string) => void,
): Promise<string[]> {
  if (!files.some(isFilePattern)) return files;
  const all = files.filter((name) => !isFilePattern(name));
  // A file that is written out as well, in whatever way, is the same file.
  const keys = new Set(all.map(keyOf));
  for (const [f, pattern] of files.entries()) {
    if (!isFilePattern(pattern)) continue;
    const found = await look(pattern);
    if ("problem" in found) note(f, found.problem);
    else if (found.length === 0) note(f, `no file matches "${pattern}" below any mirror`);
    else
      for (const name of found.map(normalFileName)) {
        const key = keyOf(name);
        if (keys.has(key)) continue;
        keys.add(key);
        all.push(name);
      }
  }
  // By code units, the same in every place and language.
  return all.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function countProblem(expected: number, files: readonly string[]): string {
  const names = files.length > listed ? "" : `: ${files.join(", ")}`;
  return `expected ${expected} ${expected === 1 ? "file" : "files"}, found ${files.length}${names}`;
}

function sizeProblems(groups: AnalysisSpec["groups"]): SpecProblem[] {
  const files = groups.flatMap(({ samples }) => samples.flatMap((sample) => sample.files));
  const characters = files.reduce((sum, name) => sum + name.length + 3, 0);
  if (files.length > specLimits.files)
    return [{ path: "groups", message: `expected at most ${specLimits.files} files, found ${files.length}` }];
  if (characters > specLimits.documentCharacters)
    return [
      {
        path: "groups",
        message: `expected at most ${specLimits.documentCharacters} characters in all names of files, found ${characters}`,
      },
    ];
  return [];
}
