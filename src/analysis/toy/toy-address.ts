import { AppError } from "../../errors/app-error.ts";
import { nearestNames } from "../../errors/nearest-names.ts";
import { dataFile2020, type ProcessName2020, release2020, simulationFile2020 } from "../catalogue.ts";
import { toyChannelPaths } from "./toy-channels.ts";
import {
  type SealedStrength,
  type ToyOptions,
  ToyOptionError,
  toyOptions,
  type ToyVersion,
  toyVersions,
} from "./toy-options.ts";

/** An address of the toy that names nothing that the generator makes. */
export class ToyAddressError extends AppError {
  readonly retry = "never";
}

/** Paths of all files of the toy of hzz-2020, as in the release: collision data first. */
export const toyPaths: readonly string[] = [
  ...Object.keys(release2020.dataPeriods).map(dataFile2020),
  ...(Object.keys(release2020.processes) as ProcessName2020[]).map(simulationFile2020),
];

export interface ToyAddress {
  /** `MC/mc_345060.ggH125_ZZ4lep.4lep.root` */
  readonly path: string;
  /** What the file does not depend on has its default. */
  readonly options: ToyOptions;
}

/**
 * How a specification names a file that is made on the machine that reads it: `toy://v2/Data/data_A.4lep.root?seed=1&mu=1`.
 *
 * Only the options that the file depends on stand in the address, so that another signal strength needs no other simulation.
 */
export function toyAddress(path: string, { version, seed, scale, mu, asimov }: ToyOptions): string {
  const base = baseOf(version);
  if (!isData(path)) return `${base}${path}?seed=${seed}&scale=${scale}`;
  return `${base}${path}?seed=${seed}&mu=${mu}${asimov ? `&scale=${scale}&asimov=true` : ""}`;
}

/**
 * Reads what `toyAddress` writes. Options may be left out or stand in another order.
 *
 * @throws {ToyAddressError} for a version that is not known, a path that is none of the toy's, an option that is unknown, given twice, or cannot be.
 */
export function readToyAddress(address: string): ToyAddress {
  const refused = (problem: string, cause?: unknown) =>
    new ToyAddressError(
      `The toy has no such file: ${problem}; expected an address like ${example}`,
      { file: JSON.stringify(address.slice(0, 200)) },
      { cause },
    );
  const version = toyVersions.find((each) => address.startsWith(baseOf(each)));
  if (version === undefined)
    throw refused(
      `this program makes the versions ${toyVersions.join(" and ")} of it, ${baseOf(toyVersions.at(-1)!)}…`,
    );
  const [path = "", query = "", ...others] = address.slice(baseOf(version).length).split("?");
  // Version 1 is older than the channels.
  const paths = version === 1 ? toyPaths : [...toyPaths, ...toyChannelPaths];
  if (!paths.includes(path))
    throw refused(`of its paths, the nearest are ${nearestNames(path, paths, 2).join(", ") || "others"}`);
  if (others.length > 0 || query.includes("#")) throw refused("it ends after the options");
  const values = new URLSearchParams(query);
  const names = [...values.keys()];
  const stray = names.find((name, i) => !optionNames.includes(name) || names.indexOf(name) !== i);
  if (stray !== undefined) throw refused(`the options are ${optionNames.join(", ")}, each once`);
  const number = (name: string) => {
    const text = values.get(name);
    return text === null ? {} : { [name]: decimal.test(text) ? Number(text) : NaN };
  };
  // Checked with the other options.
  const sealed = values.get("mu")?.startsWith("sealed-") ? { mu: values.get("mu") as SealedStrength } : undefined;
  const asimov = values.get("asimov") ?? "false";
  if (asimov !== "true" && asimov !== "false") throw refused("asimov is true or false");
  try {
    const strength = sealed ?? number("mu");
    const given = { version, ...number("seed"), ...number("scale"), ...strength, asimov: asimov === "true" };
    return { path, options: dependentOptions(path, toyOptions(given)) };
  } catch (error) {
    throw error instanceof ToyOptionError ? refused(error.summary, error) : error;
  }
}

function baseOf(version: ToyVersion): string {
  return `toy://v${version}/`;
}

const example = toyAddress(toyPaths[0]!, toyOptions());
const optionNames = ["seed", "scale", "mu", "asimov"];
/** Also what `String` makes of very small and large numbers. */
const decimal = /^\d+(\.\d+)?(e[+-]?\d+)?$/;

function isData(path: string): boolean {
  return path.startsWith("Data/");
}

/** Two addresses of the same file give the same options. */
function dependentOptions(path: string, { version, seed, scale, mu, asimov }: ToyOptions): ToyOptions {
  if (!isData(path)) return toyOptions({ version, seed, scale });
  return asimov ? { version, seed, scale, mu, asimov } : toyOptions({ version, seed, mu });
}
