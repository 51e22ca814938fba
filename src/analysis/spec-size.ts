import * as z from "zod";
import { fieldsIn, listIn, numberIn, textIn } from "./loose-fields.ts";
import { inclusiveRegion } from "./region-names.ts";
import { specLimits } from "./spec-limits.ts";
import { recipeShape } from "./spec-recipe.ts";

/** Fields of the recipe that grow; one text or choice has a limit of its own. */
const growing = Object.entries(recipeShape)
  .filter(([, schema]) => !(schema instanceof z.ZodString || schema instanceof z.ZodEnum))
  .map(([name]) => name);

/** What a specification costs, as far as its fields make sense. */
export interface SpecSize extends SpecSums {
  readonly samples: number;
  readonly files: number;
  readonly recipeCharacters: number;
}

/** Numbers of each sample. */
export interface SpecSums {
  /** Those in one delta. */
  readonly sums: number;
  /** Those that follow from them. */
  readonly derived: number;
}

export function sizeOf(spec: unknown): SpecSize {
  const samples = listIn(spec, "groups").flatMap((group) => listIn(group, "samples"));
  return {
    ...sumsIn(spec),
    samples: samples.length,
    files: samples.reduce((sum: number, sample) => sum + listIn(sample, "files").length, 0),
    recipeCharacters: charactersOf(growing.map((field) => fieldsIn(spec)?.[field])),
  };
}

export function sumsIn(spec: unknown): SpecSums {
  const regions = listIn(spec, "regions");
  const lines = regions.reduce((sum: number, region) => sum + 1 + listIn(region, "cuts").length, 0);
  const names = [inclusiveRegion, ...regions.flatMap((region) => textIn(region, "name") ?? [])];
  /** Numbers of one pass: all, or what an alternative wants. */
  const sumsOf = (wanted: unknown): number => {
    const only = (field: string) => (fieldsIn(wanted)?.[field] === undefined ? undefined : listIn(wanted, field));
    const cells = listIn(spec, "histograms").map((histogram) => {
      const fields = fieldsIn(histogram);
      if (only("histograms")?.includes(fields?.["name"]) === false) return 0;
      const second = fieldsIn(fields?.["y"]);
      const size = cellsOf(fields?.["axis"]) * (second === undefined ? 1 : cellsOf(second["axis"]));
      const own = fields?.["regions"] === undefined ? names : listIn(histogram, "regions");
      const blocks = fields?.["profile"] === undefined ? 3 : 5;
      return blocks * size * own.filter((region) => only("regions")?.includes(region) !== false).length;
    });
    return 3 * (listIn(spec, "cuts").length + 1 + lines) + cells.reduce((sum, n) => sum + n, 0);
  };
  const varied = (kinds: readonly string[]) =>
    listIn(spec, "variations")
      // What is beyond the allowed number is refused anyway.
      .slice(0, specLimits.variations)
      .reduce((sum: number, variation) => {
        const alternatives = kinds.flatMap((kind) => Object.keys(fieldsIn(fieldsIn(variation)?.[kind]) ?? {}));
        return sum + Math.min(alternatives.length, specLimits.alternatives) * sumsOf(variation);
      }, 0);
  return { sums: sumsOf(undefined) + varied(["weight", "columns"]), derived: varied(["norm", "sample"]) };
}

/** Bins and flow bins. */
function cellsOf(axis: unknown): number {
  if (textIn(axis, "type") === "category")
    return Math.min(listIn(axis, "categories").length, specLimits.categories) + 1;
  const numbers =
    textIn(axis, "type") === "integer" ? (numberIn(axis, "upper") ?? 0) - (numberIn(axis, "lower") ?? 0) : undefined;
  const wanted = numbers ?? numberIn(axis, "bins") ?? listIn(axis, "edges").length - 1;
  // A single axis beyond its own limit is reported there.
  return Math.min(Math.max(wanted, 0), specLimits.bins) + 2;
}

/** Characters of texts and numbers, keys and brackets: a close estimate of the JSON, with a stack of its own since depth is unknown. */
function charactersOf(value: unknown): number {
  let characters = 0;
  const waiting = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) {
      characters += next.length + 2;
      for (const item of next) waiting.push(item);
    } else if (typeof next === "object" && next !== null) {
      characters += 2;
      for (const [key, field] of Object.entries(next)) {
        characters += key.length + 4;
        waiting.push(field);
      }
    } else if (typeof next === "string") characters += next.length + 2;
    else if (typeof next === "number") characters += String(next).length;
  }
  return characters;
}
