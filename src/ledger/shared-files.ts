import type { SampleSpec } from "../analysis/spec.ts";
import type { AnalysisWarning } from "../protocol/documents/analysis-document.ts";
import type { FileIdentity } from "../protocol/work-item.ts";
import { versionKeyOf } from "./file-copies.ts";

/** Files that several samples read. That may be meant, as for two selections of one file; it is told, and nothing else. */
export interface SharedFiles {
  notePlanned(sample: string, file: number, identity: FileIdentity): void;
  /** One for each such file, in the order of the specification; the same list until another file is found. */
  warnings(samples: ReadonlyMap<string, SampleSpec>): readonly AnalysisWarning[];
}

/** More are told as a number. */
const mostWarnings = 20;

export function createSharedFiles(): SharedFiles {
  /** Of each version the sample that told it first, and its first file there. */
  const owners = new Map<string, { readonly sample: string; file: number }>();
  /** By version, where there is more than one sample: the first file in each. */
  const shared = new Map<string, Map<string, number>>();
  let known: { readonly of: unknown; readonly warnings: readonly AnalysisWarning[] } | undefined;

  function notePlanned(sample: string, file: number, identity: FileIdentity): void {
    const key = versionKeyOf(identity);
    if (key === undefined) return;
    const owner = owners.get(key);
    const places = shared.get(key);
    if (owner === undefined) owners.set(key, { sample, file });
    else if (places !== undefined) places.set(sample, Math.min(places.get(sample) ?? file, file));
    else if (owner.sample === sample) owner.file = Math.min(owner.file, file);
    else
      shared.set(
        key,
        new Map([
          [owner.sample, owner.file],
          [sample, file],
        ]),
      );
    if (shared.has(key)) known = undefined;
  }

  function warnings(samples: ReadonlyMap<string, SampleSpec>): readonly AnalysisWarning[] {
    if (known?.of !== samples) known = { of: samples, warnings: shared.size === 0 ? [] : warningsOf(shared, samples) };
    return known.warnings;
  }

  return { notePlanned, warnings };
}

interface Place {
  readonly order: number;
  readonly sample: string;
  readonly path: string;
  readonly file: number;
}

function warningsOf(
  shared: ReadonlyMap<string, ReadonlyMap<string, number>>,
  samples: ReadonlyMap<string, SampleSpec>,
): AnalysisWarning[] {
  const orders = new Map(Array.from(samples.keys(), (name, i) => [name, i]));
  const found = Array.from(shared.values(), (files) =>
    Array.from(files)
      .flatMap(([sample, file]): Place[] => {
        const path = samples.get(sample)?.files[file];
        return path === undefined ? [] : [{ order: orders.get(sample)!, sample, path, file }];
      })
      .sort((a, b) => a.order - b.order),
  )
    .filter((places) => places.length > 1)
    .sort(([a], [b]) => a!.order - b!.order || a!.file - b!.file);
  const told = found.slice(0, mostWarnings).map(warningOf);
  const more = found.length - told.length;
  return more === 0 ? told : [...told, warning(`${more} more files are read by several samples`)];
}

function warningOf([first, ...others]: readonly Place[]): AnalysisWarning {
  const [second, ...more] = others.map(({ sample, path }) => `${path} of the sample ${sample}`);
  const rest = more.length === 0 ? "" : ` and ${more.length} more`;
  return warning(
    `${first!.path} of the sample ${first!.sample} is the same file as ${second!}${rest}: its events count in each of them`,
  );
}

function warning(message: string): AnalysisWarning {
  return { name: "SharedFileWarning", message };
}
