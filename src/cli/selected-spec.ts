import { delimiter, dirname, resolve } from "node:path";
import { expandFiles } from "../analysis/expand-files.ts";
import { type PinnedSpec, readCorrections } from "../analysis/pin-corrections.ts";
import { parseSpec } from "../analysis/parse-spec.ts";
import { presetNames } from "../analysis/presets/presets.ts";
import { selectSamples } from "../analysis/select-samples.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { SpecError, type SpecProblem } from "../analysis/spec-error.ts";
import type { Config } from "../config/settings.ts";
import { CorrectionReader } from "../corrections/correction-reader.ts";
import type { OpenTreesOptions } from "../processor/open-trees.ts";
import { openingOptions, workerSettingsOf } from "../processor/threads/worker-settings.ts";
import { createFileLister } from "../serve/list-files.ts";
import { loadConfig } from "../serve/load-config.ts";
import { loadPlacedSpec } from "./load-spec.ts";
import type { Program } from "./program.ts";

/** What the command line says of an analysis. */
export interface Selection {
  readonly target: string;
  readonly samples: readonly string[] | undefined;
}

export interface ReadingPlaces {
  readonly mirrors: readonly string[];
  /** Whether links may lead out of the mirrors. */
  readonly linksOut: (spec: AnalysisSpec) => boolean;
  /** How files are opened, once all of them are known. */
  readonly opening: (spec: AnalysisSpec) => OpenTreesOptions;
}

/** What is meant, and where the user finds what later problems speak of. */
export interface SelectedSpec extends PinnedSpec {
  /** Problems of `spec`, with the places of included files. */
  readonly placed: (problems: readonly SpecProblem[]) => SpecProblem[];
}

/** The specification that is meant, with files and corrections written out. What can be refused without opening a file of data is refused here. */
export async function loadSelected({ target, samples }: Selection, places: ReadingPlaces): Promise<SelectedSpec> {
  const { spec, placeOf } = await loadPlacedSpec(target);
  const placed: SelectedSpec["placed"] = (problems) =>
    problems.map(({ path, message }) => ({ path: placeOf(path), message }));
  const selected = samples === undefined ? spec : parseSpec(selectSamples(spec, samples), target);
  const lister = createFileLister({ mirrors: places.mirrors, linksOut: places.linksOut(selected) });
  const expanded = await expandFiles(selected, lister, target);
  try {
    const reader = new CorrectionReader(places.opening(expanded));
    return { ...(await readCorrections(expanded, reader, { file: target })), placed };
  } catch (error) {
    throw error instanceof SpecError ? new SpecError(placed(error.problems), target) : error;
  }
}

/** Where this machine reads what a specification names. @param mirrors those of the command line; none: those of the settings */
export function placesHere(target: string, mirrors: readonly string[], env: Program["env"]) {
  const config = loadConfig(env, { mirror: mirrors.length === 0 ? undefined : mirrors.join(delimiter) });
  const opening = openingOptions(workerSettingsOf({ ...config, mirrors: mirrorsFor(target, config) }, undefined));
  const places: ReadingPlaces = { mirrors: opening.mirrors, linksOut: () => true, opening: () => opening };
  return { config, opening, places };
}

/** A specification in a file finds its data beside it, last of all places on this machine. */
export function mirrorsFor(target: string, { mirrors }: Pick<Config, "mirrors">): string[] {
  const beside = presetNames().includes(target) ? [] : [dirname(resolve(target))];
  return [...mirrors, ...beside];
}
