import { toyAddress } from "../../src/analysis/toy/toy-address.ts";
import { toyOptions } from "../../src/analysis/toy/toy-options.ts";
import { createToyCache, type ToyCacheSettings } from "../../src/toy/toy-cache.ts";
import { type ToyFile, toyPlan } from "../../src/toy/toy-plan.ts";

/** What the programs that tests start have by default, with the folder of this run of the tests. */
export function toyCacheOfTests(): ToyCacheSettings {
  const folder = process.env["HZZ_CACHE"];
  if (folder === undefined) throw new Error("HZZ_CACHE is not set: toys of tests never go into somebody's own cache");
  return { folder, maxScale: 1, maxBytes: 1 << 28 };
}

/** The file of a sample as the generator plans it, with the options of the preset `hzz-toy`. */
export function plannedToy(sample: string): ToyFile {
  const file = toyPlan().files.find((candidate) => candidate.sample === sample);
  if (file === undefined) throw new RangeError(`The toy has no sample ${sample}`);
  return file;
}

/** Path of the file of a sample, which is made by whoever needs it first. */
export function toyFile(sample: string): Promise<string> {
  return createToyCache(toyCacheOfTests())(toyAddress(plannedToy(sample).path, toyOptions()));
}

/** A folder that has the files of these samples, each at its path as in the release: a mirror of the toy. Others may be there too. */
export async function toyFolder(samples: readonly string[]): Promise<string> {
  const folders = new Set<string>();
  for (const sample of samples) {
    const path = await toyFile(sample);
    const inFolder = plannedToy(sample).path;
    if (!path.endsWith(`/${inFolder}`)) throw new Error(`${path} does not end as in the release, ${inFolder}`);
    folders.add(path.slice(0, -inFolder.length - 1));
  }
  const [folder, ...more] = folders;
  if (folder === undefined || more.length > 0) throw new Error(`not one folder: ${[...folders].join(", ")}`);
  return folder;
}
