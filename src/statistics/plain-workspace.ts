import type { Workspace } from "./workspace.ts";

/**
 * Whether a document is a workspace beyond doubt. The schema decides of all others, and says what is wrong: it needs ten times as long in a
 * process that has used it never before. A test holds that nothing is taken here which the schema refuses.
 *
 * @param mostBins numbers in one list
 */
export function isPlainWorkspace(document: unknown, mostBins: number): document is Workspace {
  if (!hasOnly(document, ["version", "channels", "observations", "measurements"])) return false;
  const { version, channels, observations, measurements } = document;
  return (
    version === "1.0.0" &&
    isList(channels, 1, (each) => isChannel(each, mostBins)) &&
    isList(observations, 0, (each) => isObservation(each, mostBins)) &&
    isList(measurements, 1, (each) => isMeasurement(each, mostBins))
  );
}

type Fields = Readonly<Record<string, unknown>>;

function hasOnly(value: unknown, names: readonly string[]): value is Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const name in value) if (!names.includes(name)) return false;
  return true;
}

function isList(value: unknown, least: number, isEntry: (entry: unknown) => boolean): boolean {
  if (!Array.isArray(value) || value.length < least) return false;
  for (let i = 0; i < value.length; i++) if (!isEntry(value[i])) return false;
  return true;
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value.length > 0 && value.length <= 500;
}

/** @param above none is at or below it */
function areNumbers(value: unknown, most: number, above = -Infinity): value is readonly number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > most) return false;
  for (let i = 0; i < value.length; i++) {
    const each: unknown = value[i];
    if (typeof each !== "number" || !(each > above) || !(each < Infinity)) return false;
  }
  return true;
}

function isChannel(value: unknown, most: number): boolean {
  return hasOnly(value, ["name", "samples"]) && isName(value["name"]) && isList(value["samples"], 1, isSampleOf(most));
}

function isSampleOf(most: number): (value: unknown) => boolean {
  return (value) =>
    hasOnly(value, ["name", "data", "modifiers"]) &&
    isName(value["name"]) &&
    areNumbers(value["data"], most) &&
    isList(value["modifiers"], 0, (each) => isModifier(each, most));
}

function isModifier(value: unknown, most: number): boolean {
  if (!hasOnly(value, ["name", "type", "data"]) || !isName(value["name"])) return false;
  const { type, data } = value;
  switch (type) {
    case "histosys":
      return (
        hasOnly(data, ["hi_data", "lo_data"]) && areNumbers(data["hi_data"], most) && areNumbers(data["lo_data"], most)
      );
    case "normsys":
      return hasOnly(data, ["hi", "lo"]) && areNumbers([data["hi"], data["lo"]], 2, 0);
    case "normfactor":
    case "shapefactor":
    case "lumi":
      return data === null || data === undefined;
    case "staterror":
    case "shapesys":
      return areNumbers(data, most, -Number.MIN_VALUE);
    default:
      return false;
  }
}

function isObservation(value: unknown, most: number): boolean {
  return (
    hasOnly(value, ["name", "data"]) && isName(value["name"]) && areNumbers(value["data"], most, -Number.MIN_VALUE)
  );
}

function isMeasurement(value: unknown, most: number): boolean {
  if (!hasOnly(value, ["name", "config"]) || !isName(value["name"])) return false;
  const { config } = value;
  return (
    hasOnly(config, ["poi", "parameters"]) &&
    typeof config["poi"] === "string" &&
    isList(config["parameters"], 0, (each) => isSettings(each, most))
  );
}

function isSettings(value: unknown, most: number): boolean {
  if (!hasOnly(value, ["name", "inits", "bounds", "auxdata", "sigmas", "factors", "fixed"])) return false;
  const { name, inits, bounds, auxdata, sigmas, factors, fixed } = value;
  return (
    isName(name) &&
    (inits === undefined || areNumbers(inits, most)) &&
    (bounds === undefined || isList(bounds, 1, isPair)) &&
    (auxdata === undefined || areNumbers(auxdata, most)) &&
    (sigmas === undefined || areNumbers(sigmas, most, 0)) &&
    (factors === undefined || areNumbers(factors, most, 0)) &&
    (fixed === undefined || typeof fixed === "boolean")
  );
}

function isPair(value: unknown): boolean {
  return areNumbers(value, 2) && value.length === 2;
}
