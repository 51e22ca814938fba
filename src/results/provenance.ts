import { catalogueVersion } from "../analysis/catalogue.ts";
import { canonicalSpec } from "../analysis/analysis-id.ts";
import type { AnalysisView, SampleView } from "../protocol/documents/analysis-view.ts";
import type { ReadFile } from "../protocol/documents/answer-documents.ts";
import { withoutSecrets } from "../protocol/documents/to-analysis-document.ts";
import { sha256 } from "./sha256.ts";

/** What one file was when it was read. */
export type FileProvenance = ReadFile;

/**
 * Where a result comes from, as named texts.
 *
 * `spec` is the JSON that the analysis' id is made of, so that its SHA-256 can be checked: `spec_sha256`, which starts with the id.
 *
 * @param version of this program
 */
export async function provenanceOf(view: AnalysisView, version: string): Promise<ReadonlyMap<string, string>> {
  const spec = canonicalSpec(view.spec);
  return new Map([
    ["analysis_id", view.id],
    ["status", view.status],
    ["status_text", statusText(view)],
    ["missing", JSON.stringify(view.missing)],
    ["title", view.spec.title],
    ["release", view.spec.release.label],
    ["accepted_at", view.acceptedAt],
    ["software", `hzz-edge ${version}`],
    ["catalogue", `version ${catalogueVersion}`],
    ["spec_sha256", Array.from(await sha256(spec), (byte) => byte.toString(16).padStart(2, "0")).join("")],
    ["spec", spec],
    ["files", JSON.stringify(filesOf(view))],
  ]);
}

function statusText({ status, progress, missing }: AnalysisView): string {
  if (status === "complete") return `Complete: all ${progress.entriesSeen} entries of ${progress.files} files are in.`;
  const files = new Set(missing.map(({ sample, file }) => `${sample}\n${file}`)).size;
  const still = status === "running" ? "Still running" : status === "cancelled" ? "Cancelled" : "Incomplete";
  return `${still}: of ${files} of ${progress.files} files something is missing; "missing" says what.`;
}

/** All files of an analysis, in the order of the specification. */
export function filesOf(view: AnalysisView): FileProvenance[] {
  return view.spec.groups.flatMap((group, g) =>
    group.samples.flatMap((sample, s) =>
      filesOfSample(sample.files, view.groups[g]?.samples[s]).map((file) => ({
        group: group.name,
        sample: sample.name,
        ...file,
      })),
    ),
  );
}

/** @param files as in the specification */
export function filesOfSample(
  files: readonly string[],
  { sources = [], identities = [] }: Partial<Pick<SampleView, "sources" | "identities">> = {},
): Omit<FileProvenance, "group" | "sample">[] {
  return files.map((file, i) => {
    const source = sources[i];
    const identity = identities[i];
    return {
      file: withoutSecrets(file),
      source: source === undefined ? null : withoutSecrets(source),
      size: identity?.size ?? null,
      uuid: identity?.uuid ?? null,
      entries: identity?.entries ?? null,
    };
  });
}
