import { readFileSync } from "node:fs";
import { layoutOf } from "../../src/analysis/layout.ts";
import { numericAxisOf } from "../../src/histogram/axes.ts";
import { hzz2020 } from "../../src/analysis/presets/hzz-2020.ts";
import { toyAnalysis } from "../../src/analysis/presets/hzz-toy.ts";
import { presetByName } from "../../src/analysis/presets/presets.ts";
import type { AnalysisSpecInput } from "../../src/analysis/spec.ts";
import { toyOptions } from "../../src/analysis/toy/toy-options.ts";
import { expectedYields } from "../../src/toy/events/expected-yields.ts";
import { toySamples } from "../../src/toy/events/toy-sample.ts";
import { hasSharedData, sharedPath } from "./shared-data.ts";
import { plannedToy, toyFolder } from "./toy-files.ts";

/** What is in files, counted by something else than the program under test; numbers of all samples together. */
export interface Counted {
  /** Entries, those with total charge 0, those also of the right types. */
  readonly cutflow: readonly number[];
  /** Of the four-lepton mass, without weights, flow bins at both ends. */
  readonly mass: readonly number[];
}

/**
 * Files of the four-lepton analysis for tests that need some, whichever: those of the release where they are beside the
 * checkout, else the toy. Both have the same samples, tree, branches and paths.
 */
export interface FilesAtHand {
  /** The preset that reads them. */
  readonly preset: "hzz-2020" | "hzz-toy";
  /** What `hzz` must be told beside the preset to find them; a toy is made wherever it is read. */
  readonly placeArguments: readonly string[];
  /** The same as settings. */
  readonly placeSettings: Readonly<Record<string, string>>;
  /** The same for `runInProcess`. */
  readonly mirrors: readonly string[];
  /** The preset's analysis of files that are named by their paths in a folder. */
  readonly input: AnalysisSpecInput;
  /** The folder that has them. */
  folder(): Promise<string>;
  /** By uproot for the release, by the generator for the toy. @param samples some of `samplesAtHand` */
  counted(samples: readonly string[]): Counted;
}

/** Samples whose files are at hand; the others of the release are too large to be kept beside a checkout. */
export const samplesAtHand = ["data_A", "data_B", "data_C", "data_D", "Zee", "Zmumu", "ttbar_lep"] as const;

export const filesAtHand: FilesAtHand = hasSharedData ? release() : toy();

function release(): FilesAtHand {
  const mirror = sharedPath("atlas-open-data/2020");
  return {
    preset: "hzz-2020",
    placeArguments: ["--mirror", mirror],
    placeSettings: { HZZ_MIRROR: mirror },
    mirrors: [mirror],
    input: hzz2020,
    folder: () => Promise.resolve(mirror),
    counted: (samples) => sumOf(samples.map(countedByUproot)),
  };
}

function toy(): FilesAtHand {
  return {
    preset: "hzz-toy",
    placeArguments: [],
    placeSettings: {},
    mirrors: [],
    input: toyAnalysis(toyOptions(), (path) => path),
    folder: () => toyFolder(samplesAtHand),
    counted: countedInToy,
  };
}

interface UprootSample {
  readonly entries: number;
  readonly cutflow: { readonly charge: number; readonly charge_and_type: number };
  readonly m4l: {
    readonly counts: readonly number[];
    readonly underflow: { readonly count: number };
    readonly overflow: { readonly count: number };
  };
}

function countedByUproot(name: string): Counted {
  const { samples } = JSON.parse(readFileSync(sharedPath("reference/hzz-2020.json"), "utf8")) as {
    samples: Record<string, UprootSample>;
  };
  const { entries, cutflow, m4l } = samples[name]!;
  return {
    cutflow: [entries, cutflow.charge, cutflow.charge_and_type],
    mass: [m4l.underflow.count, ...m4l.counts, m4l.overflow.count],
  };
}

/** In the samples of the preset `hzz-toy`, which is there in any case. */
export function countedInToy(samples: readonly string[]): Counted {
  const axis = numericAxisOf(layoutOf(presetByName("hzz-toy")).histograms[0]!);
  return sumOf(
    samples.map((name) => {
      const file = plannedToy(name);
      const events = Array.from({ length: file.blocks }, (_, i) => file.block(i)).flat();
      const found = expectedYields(
        toySamples.find((sample) => sample.name === name),
        events,
        axis,
      );
      return { cutflow: [...found.cutflow.entries], mass: [...found.mass.entries] };
    }),
  );
}

function sumOf(parts: readonly Counted[]): Counted {
  const add = (which: keyof Counted): number[] =>
    parts.map((part) => [...part[which]]).reduce((sum, one) => sum.map((value, i) => value + one[i]!));
  return { cutflow: add("cutflow"), mass: add("mass") };
}
