import { AppError, type Where } from "../../errors/app-error.ts";
import type { CallableCorrection } from "../../corrections/callable-correction.ts";
import type { LeafType } from "../../rootio/column.ts";
import type { AxisSpec } from "../spec.ts";
import type { Recipe } from "../spec-recipe.ts";
import { isFourVector, vectorFields } from "../collection-fields.ts";
import type { CheckedCollection, CheckedDefine, CheckedNode } from "./checked-tree.ts";
import { checkAlternatives } from "./check-alternatives.ts";
import { afterCuts, type CheckedRecipe, type CheckedPass, type CheckedHistogram } from "./checked-recipe.ts";
import { checkExpression } from "./checker.ts";
import { CollectionFieldsError, ExpressionTypeError, NameConflictError } from "./errors.ts";
import type { NameScope } from "./name-scope.ts";
import { type Parsed, type ParsedCollection, type ParsedRecipe, parseRecipe } from "./parse-recipe.ts";
import { showText } from "./source.ts";
import { describeNode, elementHint, listHint } from "./type-hints.ts";
import { describeType, isVectorElement, type RecordType, type ValueType } from "./value-type.ts";

export interface CheckOptions {
  readonly weighted: boolean;
  readonly where?: Where;
  readonly varied?: ReadonlySet<string> | undefined;
  /** Of alternatives only what they put in place of something is checked, which takes no longer than the recipe does. They are then as the nominal pass. */
  readonly shallow?: boolean;
  /** Those of the recipe, by the names under which it calls them. */
  readonly corrections?: ReadonlyMap<string, CallableCorrection> | undefined;
}

const noCorrections: ReadonlyMap<string, CallableCorrection> = new Map();

export type RecipeCheck = {
  /** Every expression that is right, of collections, definitions and the nominal pass, in the order of the recipe. */
  readonly right: readonly CheckedNode[];
} & (
  | { readonly ok: true; readonly recipe: CheckedRecipe }
  | { readonly ok: false; readonly errors: readonly [AppError, ...AppError[]] }
);

/**
 * Checks every expression of a recipe against the branches of a tree, and collects all errors in the order of the recipe.
 *
 * A mistake in a defined name is told once, not again by all that use it. Of events that are not weighted (`weighted`
 * false: collision data) the weights of simulation are left out, and so are definitions and collections that then nothing uses, since
 * data files need not have the branches of simulation.
 *
 * @param options.where file or sample, for messages; the field is added, such as `cuts[2].expression`
 * @param options.varied names of the alternatives to check; left out, all of simulation and none of data
 */
export function checkRecipe(
  recipe: Recipe,
  branches: ReadonlyMap<string, LeafType>,
  options: CheckOptions = { weighted: true },
): RecipeCheck {
  const { weighted, where = {}, corrections = noCorrections } = options;
  for (const name of Object.keys(recipe.corrections ?? {}))
    if (!corrections.has(name)) throw new TypeError(`The correction ${name} of the recipe was not read`);
  const parsed = parseRecipe(recipe, where);
  const errors = new Set<AppError>(parsed.errors);
  for (const conflict of shadowedBranches(recipe, branches, where)) errors.add(conflict);

  const collections = new Map(
    parsed.collections.map((c, i) => [c.name, attempt(() => checkCollection(c, i, parsed, { branches, corrections }))]),
  );
  const defines = checkDefines(parsed, { branches, collections, corrections });
  if (weighted) for (const entry of [...collections.values(), ...defines.values()]) note(entry);

  const scope: NameScope = { branches, defines, collections, corrections, closed: new Map() };
  function note<T>(result: T | AppError): T[] {
    if (!(result instanceof AppError)) return [result];
    errors.add(result);
    return [];
  }
  /** What nothing varied stands in is taken as it is from the nominal pass. */
  function passIn(names: NameScope, nominal?: CheckedPass, isVaried?: (node: CheckedNode) => boolean): CheckedPass {
    const root =
      (use: Use, before?: readonly (CheckedNode | undefined)[]) =>
      (expression: Parsed, i = 0): CheckedNode[] => {
        const same = before?.[i];
        return same !== undefined && isVaried?.(same) !== true
          ? [same]
          : note(attempt(() => checkUse(expression, names, use)));
      };
    const factors = (weighted ? parsed.factors : parsed.dataFactors).flatMap(root(factorUse, nominal?.factors));
    const cuts = parsed.cuts.flatMap(root(cutUse, nominal?.cuts));
    const regions = parsed.regions.map(({ where, cuts }, r) => {
      const [ofWhere, ...ofCuts] = nominal?.regions[r] ?? [];
      return [...root(regionUse, [ofWhere])(where), ...cuts.flatMap(root(cutUse, ofCuts))];
    });
    const histograms = parsed.histograms.map((histogram, h): CheckedHistogram => {
      const before = nominal?.histograms[h];
      const optional = (use: Use, expression: Parsed | undefined, same: CheckedNode | undefined) =>
        expression === undefined ? undefined : root(use, [same])(expression)[0];
      const where = optional(whereUse, histogram.where, before?.where);
      const { axis, y } = recipe.histograms[h]!;
      const values = histogram.values.flatMap((value, i) =>
        root(i === 0 ? axisUse(axis) : y === undefined ? profileUse : axisUse(y.axis), before?.values)(value, i),
      );
      const weight = optional(weightUse, weighted ? histogram.weight : histogram.dataWeight, before?.weight);
      return { values, where, weight };
    });
    return { factors, cuts, regions, histograms };
  }

  const pass = passIn(scope);
  const varied = parsed.alternatives.filter(({ name }) => options.varied?.has(name) ?? weighted);
  const alternatives = checkAlternatives(varied, {
    ...{ parsed, scope, nominal: pass, passIn, note },
    checkFactor: (expression) => checkUse(expression, scope, factorUse),
    checkFields: (collection, index, defines) =>
      checkCollection(collection, index, parsed, { branches, corrections }, defines),
    failed: () => options.shallow === true || errors.size > 0,
  });
  const named = [
    ...[...collections.values()].flatMap((one) => (one instanceof AppError ? [] : [...one.fields.values()])),
    ...[...defines.values()].flatMap((one) => (one instanceof AppError ? [] : [one.node])),
  ];
  const right = [...named, ...pass.factors, ...pass.cuts, ...afterCuts(pass)];
  const [first, ...rest] = errors;
  if (first !== undefined) return { ok: false, right, errors: [first, ...rest] };
  const { energyUnit, weights } = recipe;
  return { ok: true, right, recipe: { ...pass, energyUnit, sign: weights.sign, alternatives } };
}

/** What an expression is for, and so what type it must have. */
interface Use {
  readonly what: string;
  readonly element: "number" | "bool" | "string";
  readonly list: boolean;
  /** What else could be done about a value of another element. */
  readonly advice?: string;
}

const factorUse: Use = { what: "A weight factor", element: "number", list: false };
const cutUse: Use = { what: "A cut", element: "bool", list: false };
const regionUse: Use = { what: "A region", element: "bool", list: false };
const histogramUse: Use = {
  ...{ what: "A histogram", element: "number", list: true },
  advice: "or give the axis categories, the texts that have a bin",
};
const profileUse: Use = { what: "What the mean is of", element: "number", list: true };
const namesUse: Use = {
  ...{ what: "What is filled into categories of text", element: "string", list: true },
  advice: "give whole numbers as categories of numbers",
};
const whereUse: Use = { what: "The condition of a histogram", element: "bool", list: true };
const weightUse: Use = { what: "The weight of a histogram", element: "number", list: true };
const fieldUse: Use = { what: "A field of a collection", element: "number", list: true };

function axisUse(axis: AxisSpec): Use {
  return axis.type === "category" && typeof axis.categories[0] === "string" ? namesUse : histogramUse;
}

function checkUse(expression: Parsed, scope: NameScope, use: Use): CheckedNode {
  if (expression instanceof AppError) throw expression;
  const node = checkExpression(expression, scope);
  const wanted: ValueType = { element: use.element, depth: 0 };
  if (node.type.element !== use.element) {
    const isOther = use.element === "string" ? node.type.element === "number" : node.type.element === "string";
    const advice = use.advice !== undefined && isOther ? `${use.element === "string" ? "; " : ", "}${use.advice}` : "";
    refuse(`${elementHint(node, use.element)}${advice}`);
  }
  if (node.type.depth > 0 && !use.list) refuse(listHint(node));
  if (node.type.depth > 1) refuse("; flatten(…) makes one list of lists of lists");
  return node;

  function refuse(hint: string): never {
    throw new ExpressionTypeError(
      `${use.what} is ${describeType(wanted)}${use.list ? " or a list of them" : ""}, but ${describeNode(node)}${hint}`,
      node.source,
      node.span,
    );
  }
}

/** Each definition sees those before it. */
function checkDefines(
  parsed: ParsedRecipe,
  scope: Pick<NameScope, "branches" | "collections" | "corrections">,
): Map<string, CheckedDefine | AppError> {
  const defines = new Map<string, CheckedDefine | AppError>();
  const closed = new Map(
    parsed.define.map(({ name }, i) => [name, `it is defined by define[${i}], and only later entries can use it`]),
  );
  for (const [index, { name, expression }] of parsed.define.entries()) {
    const define = attempt((): CheckedDefine => {
      if (expression instanceof AppError) throw expression;
      return { name, index, node: checkExpression(expression, { ...scope, defines, closed }) };
    });
    defines.set(name, define);
    closed.delete(name);
  }
  return defines;
}

/**
 * The fields of a collection are made of branches alone.
 *
 * @param replaced what stands in place of branches
 */
function checkCollection(
  { name, fields }: ParsedCollection,
  index: number,
  parsed: ParsedRecipe,
  known: Pick<NameScope, "branches" | "corrections">,
  replaced: ReadonlyMap<string, CheckedDefine> = new Map(),
): CheckedCollection {
  if (fields instanceof AppError) throw fields;
  const given = fields;
  const reason = "the fields of a collection are made of branches alone";
  const names = [...parsed.define, ...parsed.collections].map((entry) => entry.name);
  const closed = new Map(names.map((entry) => [entry, reason]));
  const scope: NameScope = { ...known, defines: replaced, collections: new Map(), closed };

  const checked = new Map<string, CheckedNode>();
  for (const [key, expression] of given) {
    const isPart = vectorFields.has(key);
    if (expression instanceof AppError) throw expression;
    const node = isPart ? checkUse(expression, scope, fieldUse) : checkExpression(expression, scope);
    checked.set(key, node);
  }
  // A single value goes with every element, as a mass that all have; momenta differ from one to the next.
  const singles = [...checked].filter(([, { type }]) => type.depth === 0);
  for (const [key, node] of singles)
    if (singles.length === checked.size || (vectorFields.has(key) && key !== "mass"))
      throw new ExpressionTypeError(
        `A field of a collection is a list${vectorFields.has(key) ? " of numbers" : ""}, but ${describeNode(node)}`,
        node.source,
        node.span,
      );
  const entries = [...vectorFields, ...checked.keys()].flatMap((key) =>
    checked.has(key) ? [[key, checked.get(key)!] as const] : [],
  );
  // The first list says how long the collection is.
  const isList = ([, { type }]: (typeof entries)[number]): boolean => type.depth > 0;
  const ordered = new Map([...entries.filter(isList), ...entries.filter((entry) => !isList(entry))]);
  const types = [...ordered].map(
    ([key, { type }]) => [key, { element: type.element, depth: Math.max(0, type.depth - 1) }] as const,
  );
  const isVector = isFourVector(ordered.keys());
  const { vector } = Object.fromEntries(types);
  const hasVector = vector !== undefined && vector.depth === 0 && isVectorElement(vector.element);
  if (isVector && hasVector)
    throw new CollectionFieldsError(
      `The collection "${showText(name)}" has a four-vector in "vector", and the fields ${[...ordered.keys()].filter((key) => vectorFields.has(key)).join(", ")} of another one; leave either out`,
      ordered.get("vector")!.source.where,
    );
  const element: RecordType = { fields: new Map(types), isVector: isVector || hasVector };
  return { name, index, fields: ordered, element };
}

function shadowedBranches(recipe: Recipe, branches: ReadonlyMap<string, LeafType>, where: Where): NameConflictError[] {
  const entries = [
    ...Object.keys(recipe.collections).map((name) => ({
      name,
      field: `collections.${showText(name)}`,
      what: "collection",
    })),
    ...recipe.define.map(({ name }, i) => ({ name, field: `define[${i}].name`, what: "defined name" })),
  ];
  return entries
    .filter(({ name }) => branches.has(name))
    .map(
      ({ name, field, what }) =>
        new NameConflictError(
          `The ${what} "${showText(name)}" is also a branch of the tree, which it would hide; choose another name`,
          { ...where, field },
        ),
    );
}

function attempt<T>(action: () => T): T | AppError {
  try {
    return action();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
