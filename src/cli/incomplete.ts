import type { AnalysisView, SampleView } from "../protocol/documents/analysis-view.ts";
import { printable } from "./terminal-text.ts";

/** Stands after the name of whatever is not complete, in every table. */
export const incompleteNote = "* incomplete: a part of it is missing";

/** Names of the samples that have something missing, and of the groups that hold one of them. */
export function incompleteNames(view: AnalysisView): { samples: ReadonlySet<string>; groups: ReadonlySet<string> } {
  const samples = new Set(view.missing.map((part) => part.sample));
  // A view that came over HTTP names only the first of very many missing parts.
  for (const { name, progress } of view.groups.flatMap((group) => group.samples))
    if (progress.filesComplete < progress.files) samples.add(name);
  const groups = view.groups.filter((group) => group.samples.some((sample) => samples.has(sample.name)));
  return { samples, groups: new Set(groups.map((group) => group.name)) };
}

/** In brackets if it stands in place of another sample, and does not count in its group. */
export function sampleName({ name, nominal }: Pick<SampleView, "name" | "nominal">): string {
  return nominal === false ? `(${name})` : name;
}

/** The name, fit for a terminal, with a star if it is incomplete. */
export function marked(name: string, incomplete: boolean): string {
  return `${printable(name)}${incomplete ? " *" : ""}`;
}
