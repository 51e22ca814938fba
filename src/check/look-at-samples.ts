import type { AnalysisSpec } from "../analysis/spec.ts";
import { aborted } from "../async/aborted.ts";
import { TimeSlices } from "../async/time-slices.ts";
import { asError } from "../errors/as-error.ts";
import type { Tree } from "../rootio/tree.ts";
import { lookAtFile, type LookOptions } from "./open-tree.ts";
import type { SampleOfGroup } from "./recipe-fits.ts";

/** What was found in one file of a sample, or why none was looked at. */
export type SampleLook<Found> = SampleOfGroup &
  ({ readonly file: string; readonly found: Found } | { readonly reason: Error });

export interface SamplesOptions extends LookOptions {
  /** Files that are open at once. */
  readonly atOnce: number;
  /** Files of a sample that are tried before it is given up. */
  readonly filesTried: number;
}

/** Every sample of a specification, in its order. */
export function samplesOf({ groups }: Pick<AnalysisSpec, "groups">): SampleOfGroup[] {
  return groups.flatMap((group) => group.samples.map((sample) => ({ group, sample })));
}

/**
 * Looks at one file of each sample, the first that can be opened. Samples that nobody got to before the signal aborted are left out; never
 * rejects for what a file is.
 */
export async function lookAtSamples<Found>(
  spec: AnalysisSpec,
  options: SamplesOptions,
  look: (tree: Tree, of: SampleOfGroup) => Found | Promise<Found>,
): Promise<SampleLook<Found>[]> {
  const { atOnce, filesTried, signal } = options;
  const samples = samplesOf(spec);
  const looks: (SampleLook<Found> | undefined)[] = samples.map(() => undefined);
  const slices = new TimeSlices();
  const isOver = (): boolean => signal.aborted;
  let next = 0;
  const lookOneByOne = async (): Promise<void> => {
    for (let s = next++; s < samples.length && !isOver(); s = next++) {
      const of = samples[s]!;
      for (const file of of.sample.files.slice(0, filesTried)) {
        try {
          looks[s] = { ...of, file, found: await lookAtFile(spec, file, options, (tree) => look(tree, of)) };
          break;
        } catch (error) {
          if (isOver()) return;
          looks[s] ??= { ...of, reason: asError(error) };
        }
      }
      // Looking may have held the thread.
      await slices.pause();
    }
  };
  await Promise.race([Promise.all(Array.from({ length: atOnce }, lookOneByOne)), aborted(signal)]);
  return looks.filter((one) => one !== undefined);
}
