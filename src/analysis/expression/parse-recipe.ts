import { AppError, type Where } from "../../errors/app-error.ts";
import type { Recipe } from "../spec-recipe.ts";
import { CollectionFieldsError, NameConflictError } from "./errors.ts";
import { collectionProblem } from "../collection-fields.ts";
import { lookUpFunction } from "./name-scope.ts";
import { filledAlternatives } from "../alternatives.ts";
import { parseExpression } from "./parser.ts";
import { showText } from "./source.ts";
import type { ParsedExpression } from "./syntax-tree.ts";

/** An expression of a recipe, or what is wrong with it. */
export type Parsed = ParsedExpression | AppError;

export interface ParsedCollection {
  readonly name: string;
  /** Fields that are given; or what is wrong with the collection as a whole. */
  readonly fields: ReadonlyMap<string, Parsed> | AppError;
}

export interface ParsedHistogram {
  /** One for each axis; of a profile one more. */
  readonly values: readonly Parsed[];
  readonly where: Parsed | undefined;
  readonly weight: Parsed | undefined;
  readonly dataWeight: Parsed | undefined;
}

export interface ParsedRegion {
  readonly where: Parsed;
  readonly cuts: readonly Parsed[];
}

/** One alternative of a variation, such as `eleSF_up`. */
export interface ParsedAlternative {
  readonly name: string;
  /** A factor on the weight, or what stands in place of the factor at `replaces`. */
  readonly weight: Parsed | undefined;
  readonly replaces: number | undefined;
  readonly columns: ReadonlyMap<string, Parsed>;
  /** Where its columns stand, such as `variations[2].columns.up`. */
  readonly field: string;
}

/** A recipe whose expressions are syntax trees; parallel to the recipe's own lists. */
export interface ParsedRecipe {
  readonly collections: readonly ParsedCollection[];
  readonly define: readonly { readonly name: string; readonly expression: Parsed }[];
  readonly factors: readonly Parsed[];
  readonly dataFactors: readonly Parsed[];
  readonly cuts: readonly Parsed[];
  readonly regions: readonly ParsedRegion[];
  readonly histograms: readonly ParsedHistogram[];
  /** Every alternative of every variation. */
  readonly alternatives: readonly ParsedAlternative[];
  /** Everything that is wrong, in the order of the recipe. */
  readonly errors: readonly AppError[];
}

/**
 * Parses every expression of a recipe, or of the parts of it that are given. Needs no file: what is found is everything that can be said
 * without knowing the branches (syntax, limits, functions, names). Never throws for what a user may write.
 *
 * @param where file or sample, for messages; the field is added, such as `cuts[2].expression`
 */
export function parseRecipe(recipe: Partial<Recipe>, where: Where = {}): ParsedRecipe {
  const errors: AppError[] = [];

  function keep<T>(result: T): T {
    if (result instanceof AppError) errors.push(result);
    return result;
  }
  const corrections = new Set(Object.keys(recipe.corrections ?? {}));
  const parse = (text: string, field: string): Parsed => keep(parseOne(text, { ...where, field }, corrections));

  const collections = Object.entries(recipe.collections ?? {}).map(([name, fields]): ParsedCollection => {
    const at = { ...where, field: `collections.${showText(name)}` };
    keep(conflictOf(name, at, "collections", []));
    const given = Object.entries(fields).flatMap(([field, text]) =>
      text === undefined ? [] : [[field, text] as const],
    );
    const problem = collectionProblem(given.map(([field]) => field));
    if (problem !== undefined)
      return { name, fields: keep(new CollectionFieldsError(`The collection "${showText(name)}" ${problem}`, at)) };
    return { name, fields: new Map(given.map(([field, text]) => [field, parse(text, `${at.field}.${field}`)])) };
  });
  const taken: string[] = Object.keys(recipe.collections ?? {});
  const define = (recipe.define ?? []).map(({ name, expression }, i) => {
    keep(conflictOf(name, { ...where, field: `define[${i}].name` }, "define", taken));
    taken.push(name);
    return { name, expression: parse(expression, `define[${i}].expression`) };
  });
  const factors = (recipe.weights?.factors ?? []).map((text, i) => parse(text, `weights.factors[${i}]`));
  const dataFactors = (recipe.weights?.data ?? []).map((text, i) => parse(text, `weights.data[${i}]`));
  const parseCuts = (cuts: readonly { readonly expression: string }[] | undefined, field: string) =>
    (cuts ?? []).map((cut, i) => parse(cut.expression, `${field}[${i}].expression`));
  const cuts = parseCuts(recipe.cuts, "cuts");
  const regions = (recipe.regions ?? []).map((region, i) => ({
    where: parse(region.where, `regions[${i}].where`),
    cuts: parseCuts(region.cuts, `regions[${i}].cuts`),
  }));
  const histograms = (recipe.histograms ?? []).map((histogram, i): ParsedHistogram => {
    const optional = (field: "where" | "weight" | "dataWeight") => {
      const text = histogram[field];
      return text === undefined ? undefined : parse(text, `histograms[${i}].${field}`);
    };
    const x = parse(histogram.expression, `histograms[${i}].expression`);
    const y = histogram.y === undefined ? [] : [parse(histogram.y.expression, `histograms[${i}].y.expression`)];
    const profile =
      histogram.profile === undefined
        ? []
        : [parse(histogram.profile.expression, `histograms[${i}].profile.expression`)];
    return {
      values: [x, ...y, ...profile],
      where: optional("where"),
      weight: optional("weight"),
      dataWeight: optional("dataWeight"),
    };
  });
  const alternatives = filledAlternatives(recipe.variations).map(
    ({ name, variation, position, key }): ParsedAlternative => {
      const { weight, replaces, columns } = variation;
      const field = `variations[${position}].${weight === undefined ? "columns" : "weight"}.${key}`;
      const replaced = Object.entries(columns?.[key] ?? {});
      const factor = replaces === undefined ? undefined : (recipe.weights?.factors ?? []).indexOf(replaces);
      return {
        name,
        weight: weight?.[key] === undefined ? undefined : parse(weight[key], field),
        replaces: factor === -1 ? undefined : factor,
        columns: new Map(replaced.map(([column, text]) => [column, parse(text, `${field}.${showText(column)}`)])),
        field,
      };
    },
  );
  return { collections, define, factors, dataFactors, cuts, regions, histograms, alternatives, errors };
}

function parseOne(text: string, where: Where, corrections: ReadonlySet<string>): Parsed {
  try {
    const parsed = parseExpression({ text, where });
    for (const call of parsed.calls)
      if (!corrections.has(call.name)) lookUpFunction(call.name, parsed.source, call.nameSpan, corrections);
    return parsed;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function conflictOf(
  name: string,
  where: Where,
  kind: "define" | "collections",
  taken: readonly string[],
): NameConflictError | undefined {
  const what = kind === "define" ? "The defined name" : "The collection";
  const shown = showText(name);
  if (name === "true" || name === "false")
    return new NameConflictError(
      `${what} "${shown}" already has a meaning in the language; choose another name`,
      where,
    );
  if (taken.includes(name))
    return new NameConflictError(`${what} "${shown}" exists already; choose another name`, where);
  return undefined;
}
