import type { AnalysisSpec, AxisSpec } from "./spec.ts";

/** What is said about an analysis rather than done by it. */
const wordsOnly = new Set(["title", "description"]);

/** What one entry of a list is called. Lists of anything else are called by their field. */
const entryNames: Readonly<Record<string, string>> = {
  cuts: "cut",
  define: "definition",
  histograms: "histogram",
  regions: "region",
  variations: "variation",
  groups: "group",
  samples: "sample",
  corrections: "correction",
  channels: "channel",
};

const fieldNames: Readonly<Record<string, string>> = {
  luminosityInvFb: "luminosity in fb⁻¹",
  centreOfMassEnergyTeV: "√s in TeV",
  crossSectionPb: "cross section in pb",
  sumOfWeights: "sum of weights",
  kFactor: "k-factor",
  filterEfficiency: "filter efficiency",
  baseUrls: "base URLs",
};

/** Fields whose value needs no name beside that of its entry. */
const mainFields = new Set(["expression", "axis", "where"]);

/** A longer value is told by its name alone. */
const longest = 60;

/**
 * What the second specification does otherwise than the first, in words, a line for each difference: `cut pt: lep_pt[0] > 20 → lep_pt[0] >
 * 40`, `without histogram n`, `histogram m4l: 20 bins from 80 to 170 GeV → 40 bins from 80 to 170 GeV`, `sample ZZ, files: 1 → 3`.
 * In the order of the fields of a specification.
 *
 * Empty only if both are the same but for title and description. Entries of lists are the same by their names; those in another order are
 * told as `cuts in another order`.
 */
export function specDifferences(before: AnalysisSpec, after: AnalysisSpec): string[] {
  const strip = (spec: object) => Object.fromEntries(Object.entries(spec).filter(([key]) => !wordsOnly.has(key)));
  return objectDifferences("", strip(before), strip(after));
}

type Fields = Readonly<Record<string, unknown>>;

function objectDifferences(of: string, before: Fields, after: Fields): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => fieldDifferences(of, key, before[key], after[key]));
}

function fieldDifferences(of: string, key: string, before: unknown, after: unknown): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const name = mainFields.has(key) ? of : joined(of, fieldNames[key] ?? key);
  const lines = partDifferences(of, key, name, before, after);
  // Nothing here, and something empty there; or the same in another order.
  return lines.length > 0 ? lines : [`other ${name}`];
}

function partDifferences(of: string, key: string, name: string, before: unknown, after: unknown): string[] {
  if (key === "axis" && isFields(before) && isFields(after)) return axisDifferences(name, before, after);
  const [first, second] = [entriesOf(before), entriesOf(after)];
  if (first !== undefined && second !== undefined) return entryDifferences(of, key, first, second);
  if (isFields(before ?? {}) && isFields(after ?? {}))
    return objectDifferences(name, (before ?? {}) as Fields, (after ?? {}) as Fields);
  return [listOrValue(name, before, after)];
}

function axisDifferences(name: string, before: Fields, after: Fields): string[] {
  const [first, second] = [axisText(before as unknown as AxisSpec), axisText(after as unknown as AxisSpec)];
  if (first === second) return objectDifferences(name, before, after);
  return [changed(name, first, second), ...fieldDifferences(name, "label", before["label"], after["label"])];
}

function entryDifferences(of: string, key: string, before: Entries, after: Entries): string[] {
  const called = (name: string) => joined(of, `${entryNames[key] ?? key} ${name}`);
  const lines: string[] = [];
  for (const name of before.keys()) if (!after.has(name)) lines.push(`without ${called(name)}`);
  for (const [name, entry] of after) {
    const former = before.get(name);
    if (former === undefined) lines.push(`with ${called(name)}${mainText(entry)}`);
    // A sample is known by its name alone: names are unique in the whole specification.
    else lines.push(...objectDifferences(key === "samples" ? `sample ${name}` : called(name), former, entry));
  }
  const kept = (names: Iterable<string>, others: Entries) => [...names].filter((name) => others.has(name)).join("\n");
  if (kept(before.keys(), after) !== kept(after.keys(), before)) lines.push(`${joined(of, key)} in another order`);
  return lines;
}

type Entries = ReadonlyMap<string, Fields>;

/** The entries of a list by their names; undefined if it is no list of things with names of their own. Nothing counts as an empty list. */
function entriesOf(value: unknown): Entries | undefined {
  if (value === undefined) return new Map();
  if (!Array.isArray(value) || !value.every((entry) => isFields(entry) && typeof entry["name"] === "string"))
    return undefined;
  const entries = new Map((value as Fields[]).map((entry) => [entry["name"] as string, entry]));
  return entries.size === value.length ? entries : undefined;
}

function mainText(entry: Fields): string {
  const text = entry["expression"] ?? entry["where"];
  return typeof text === "string" && text.length <= longest ? `: ${text}` : "";
}

function listOrValue(name: string, before: unknown, after: unknown): string {
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) {
    const texts = [valueText(before), valueText(after)];
    if (texts.some((text) => text.length > longest)) return `${name}: ${before.length} → ${after.length}`;
  }
  return changed(name, valueText(before), valueText(after));
}

function changed(name: string, before: string, after: string): string {
  if (before.length > longest || after.length > longest) return `other ${name}`;
  return `${name}: ${before} → ${after}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueText).join(", ");
  return typeof value === "string" && value !== "" ? value : JSON.stringify(value);
}

/** `20 bins from 80 to 170 GeV`, `edges 0, 1, 2, 5`: all but the label, as long as it is short. */
function axisText(axis: AxisSpec): string {
  const unit = "unit" in axis && axis.unit ? ` ${axis.unit}` : "";
  const scale = "scale" in axis && axis.scale === "log" ? ", logarithmic" : "";
  switch (axis.type) {
    case "regular":
      return `${axis.bins} bins from ${axis.lower} to ${axis.upper}${unit}${scale}`;
    case "variable": {
      const { edges } = axis;
      const all = `edges ${edges.join(", ")}`;
      const ends = `${edges.length - 1} bins from ${edges[0] ?? ""} to ${edges.at(-1) ?? ""}`;
      return `${all.length <= longest ? all : ends}${unit}${scale}`;
    }
    case "integer":
      return `whole numbers from ${axis.lower} to ${axis.upper - 1}${unit}`;
    case "category":
      return `categories ${axis.categories.join(", ")}`;
    default:
      // The page shows specifications of servers that may be newer.
      return JSON.stringify(axis);
  }
}

function joined(of: string, name: string): string {
  return of === "" ? name : `${of}, ${name}`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
