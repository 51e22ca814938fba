import { toyAgc, toyChannelPaths, toyDimuon } from "../analysis/toy/toy-channels.ts";
import type { ToyOptions } from "../analysis/toy/toy-options.ts";
import { dimuonFile } from "./channels/dimuon.ts";
import { photonFile } from "./channels/gamma-gamma.ts";
import { singleLeptonFile } from "./channels/single-lepton.ts";
import { threeLeptonFile } from "./channels/three-leptons.ts";
import { type ToyContents, toyPlan } from "./toy-plan.ts";

/** How to make the files of a channel, by the first part of their paths; undefined for a sample that it does not have. */
const channels: Readonly<Record<string, (sample: string, options: ToyOptions) => ToyContents | undefined>> = {
  "3lep": threeLeptonFile,
  GamGam: photonFile,
  dimuon: (sample, options) => (isKey(sample, toyDimuon) ? dimuonFile(sample, options) : undefined),
  agc: (sample, options) => (isKey(sample, toyAgc) ? singleLeptonFile(sample, options) : undefined),
};

/**
 * The file at a path of the toy. Nothing is generated before its chunks are asked for.
 *
 * @param path one of `toyPaths` or `toyChannelPaths`, as `readToyAddress` gives it
 * @throws {RangeError} for any other
 */
export function toyFileAt(path: string, options: ToyOptions): ToyContents {
  const [, channel = "", sample = ""] = toyChannelPaths.includes(path) ? (/^(\w+)\/(\w+)\.root$/.exec(path) ?? []) : [];
  const file =
    channel === "" ? toyPlan(options).files.find((each) => each.path === path) : channels[channel]?.(sample, options);
  if (file === undefined) throw new RangeError(`The toy has no file ${path}`);
  return file;
}

function isKey<Keys extends object>(name: string, keys: Keys): name is Extract<keyof Keys, string> {
  return Object.hasOwn(keys, name);
}
