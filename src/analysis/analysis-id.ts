import * as z from "zod";
import { analysisSpecSchema, type AnalysisSpec } from "./spec.ts";

/**
 * Name of an analysis: 16 hexadecimal digits that follow from the specification alone, so the same specification, however
 * it was written down (order of keys, defaults given or not), is the same analysis.
 */
export async function analysisIdOf(spec: AnalysisSpec): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonicalSpec(spec)));
  return Array.from(new Uint8Array(digest).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Fields of the first version whose default stands in the canonical text. Nothing is added to this list, and nothing taken away: the
 * ids of all analyses hang on it. A field that is not listed here came later, and stands in the text only if it differs from its default.
 * The last line are fields that had to be given then.
 */
const writtenDefaults: ReadonlySet<string> = new Set([
  ...["description", "release.baseUrls"],
  ...["collections", "define", "weights", "weights.sign", "cuts"],
  ...["histograms.title", "histograms.axis.label", "histograms.axis.unit"],
  ...["groups.lane", "groups.samples.filterEfficiency", "groups.samples.kFactor"],
  ...["release", "luminosityInvFb", "energyUnit", "groups.label", "groups.color"],
]);

/** What the first version took for given where the specification gives no energy; it stands in the canonical text for ever. */
const formerEnergyTeV = 13;

/**
 * The text of which the id is the hash: JSON with sorted keys. A field that was added to the specification after the first version is
 * left out where it equals its default, so that it changes the id of no analysis that does without it.
 *
 * @param schema another one only in tests
 */
export function canonicalSpec(spec: AnalysisSpec, schema: z.core.$ZodType = analysisSpecSchema): string {
  const { centreOfMassEnergyTeV = formerEnergyTeV } = spec;
  return canonicalJson(withoutLaterDefaults({ ...spec, centreOfMassEnergyTeV }, schema, ""));
}

/** @param path of the schema: names of fields, without positions in lists */
function withoutLaterDefaults(value: unknown, schema: z.core.$ZodType, path: string): unknown {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return withoutLaterDefaults(value, schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) {
    const option = schema.options.find((option) => z.safeParse(option, value).success);
    return option === undefined ? value : withoutLaterDefaults(value, option, path);
  }
  if (typeof value !== "object" || value === null) return value;
  // Texts and numbers have no fields; there may be 100,000 names of files.
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value;
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.map((item) => withoutLaterDefaults(item, schema.element, path));
  const fieldsOf = (toField: (name: string) => readonly [path: string, z.core.$ZodType | undefined]) =>
    Object.fromEntries(
      Object.entries(value).flatMap(([name, field]: [string, unknown]) => {
        const [place, fieldSchema] = toField(name);
        if (fieldSchema === undefined) return [[name, field]];
        const isLater = fieldSchema instanceof z.ZodDefault && !writtenDefaults.has(place);
        if (isLater && canonicalJson(field) === canonicalJson(fieldSchema.def.defaultValue)) return [];
        return [[name, withoutLaterDefaults(field, fieldSchema, place)]];
      }),
    );
  if (schema instanceof z.ZodRecord) return fieldsOf(() => [`${path}.*`, schema.valueType]);
  if (!(schema instanceof z.ZodObject)) return value;
  const shape = schema.shape as Readonly<Record<string, z.core.$ZodType>>;
  return fieldsOf((name) => [path === "" ? name : `${path}.${name}`, shape[name]]);
}

/** JSON with sorted keys and without fields that are undefined. For checked specifications, whose depth is bounded. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(withSortedKeys(value));
}

function withSortedKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withSortedKeys);
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([key, field]) => [key, withSortedKeys(field)]));
}
