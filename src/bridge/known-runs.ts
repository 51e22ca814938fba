import { analysisIdOf, canonicalJson } from "../analysis/analysis-id.ts";
import { layoutOf, type Layout } from "../analysis/layout.ts";
import type { AnalysisSpec, GroupSpec } from "../analysis/spec.ts";
import type { BridgeRun } from "../protocol/bridge-messages.ts";
import { bridgeSpec, nearestOf, unfit } from "./bridge-spec.ts";

/** Where the parts of a sample go. */
export interface RunSample {
  readonly kind: GroupSpec["kind"];
  readonly parts: number;
}

/** A run as it follows from its description. */
export interface KnownRun {
  /** Id of its analysis. */
  readonly id: string;
  readonly spec: AnalysisSpec;
  readonly layout: Layout;
  /** @throws {RefusedMessageError} with the nearest names */
  sample(name: string): RunSample;
}

/** Made once and not for each message: a specification may have thousands of files. */
const mostKept = 32;

/** @returns the run that a description stands for. @throws {RefusedMessageError} as `bridgeSpec`. */
export function createKnownRuns(label: string): (run: BridgeRun) => Promise<KnownRun> {
  const known = new Map<string, Promise<KnownRun>>();
  return (run) => {
    const key = canonicalJson(run);
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const made = toKnownRun(run, label);
    // The oldest goes; it is made again if it is still needed.
    const [oldest] = known.keys();
    if (known.size >= mostKept && oldest !== undefined) known.delete(oldest);
    known.set(key, made);
    made.catch(() => known.delete(key));
    return made;
  };
}

async function toKnownRun(run: BridgeRun, label: string): Promise<KnownRun> {
  const spec = bridgeSpec(run, label);
  const samples = new Map(
    spec.groups.flatMap(({ kind, samples }) =>
      samples.map(({ name, files }) => [name, { kind, parts: files.length }] as const),
    ),
  );
  return {
    id: await analysisIdOf(spec),
    spec,
    layout: layoutOf(spec),
    sample: (name) => {
      const found = samples.get(name);
      if (found !== undefined) return found;
      throw unfit(`The analysis has no sample ${name}${nearestOf(name, [...samples.keys()])}`, "sample");
    },
  };
}
