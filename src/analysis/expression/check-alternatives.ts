import { AppError } from "../../errors/app-error.ts";
import { nearestNames } from "../../errors/nearest-names.ts";
import type { CheckedAlternative, CheckedPass } from "./checked-recipe.ts";
import { childrenOf } from "./checked-children.ts";
import type { CheckedCollection, CheckedDefine, CheckedNode } from "./checked-tree.ts";
import { checkExpression, typeOfColumn } from "./checker.ts";
import { ExpressionTypeError, UnknownNameError } from "./errors.ts";
import type { NameScope } from "./name-scope.ts";
import type { Parsed, ParsedAlternative, ParsedCollection, ParsedRecipe } from "./parse-recipe.ts";
import { showText } from "./source.ts";
import { describeType, sameType, type ValueType } from "./value-type.ts";

export interface AlternativeContext {
  readonly parsed: ParsedRecipe;
  /** The nominal names; none of the entries that `nominal` uses is an error. */
  readonly scope: NameScope;
  readonly nominal: CheckedPass;
  /** Checks the recipe with other names; what is not varied is taken from the nominal pass. */
  readonly passIn: (names: NameScope, nominal: CheckedPass, isVaried: (node: CheckedNode) => boolean) => CheckedPass;
  readonly checkFactor: (expression: Parsed) => CheckedNode;
  readonly checkFields: (
    collection: ParsedCollection,
    index: number,
    replaced: ReadonlyMap<string, CheckedDefine>,
  ) => CheckedCollection;
  /** Keeps an error. */
  readonly note: <T>(result: T | AppError) => T[];
  /** Whether anything was wrong so far. */
  readonly failed: () => boolean;
}

/**
 * The alternatives of variations: each is the recipe with some names or one factor replaced.
 *
 * Expressions that replace something see nominal values. What refers to nothing that is replaced, directly or through definitions and
 * collections, is the very node of the nominal pass, so that code can compute it once for all.
 */
export function checkAlternatives(
  alternatives: readonly ParsedAlternative[],
  context: AlternativeContext,
): CheckedAlternative[] {
  // Definitions and collections of alternatives are others than the nominal ones: numbers behind those tell them apart.
  let next = Math.max(context.parsed.define.length, context.parsed.collections.length);
  const fresh = () => next++;
  return alternatives.flatMap((alternative) => {
    try {
      return [{ name: alternative.name, ...checkAlternative(alternative, context, fresh) }];
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return context.note<CheckedAlternative>(error);
    }
  });
}

function checkAlternative(
  alternative: ParsedAlternative,
  context: AlternativeContext,
  fresh: () => number,
): CheckedPass {
  const { nominal, checkFactor } = context;
  const { weight, replaces } = alternative;
  if (weight === undefined) return checkColumns(alternative, context, fresh);
  const factor = checkFactor(weight);
  const factors = replaces === undefined ? [...nominal.factors, factor] : nominal.factors.with(replaces, factor);
  return { ...nominal, factors };
}

function checkColumns(
  { columns, field }: ParsedAlternative,
  context: AlternativeContext,
  fresh: () => number,
): CheckedPass {
  const { parsed, scope, nominal, passIn, checkFields } = context;
  /** What stands in place of branches and definitions, and of fields by `collection.field`. */
  const replaced = new Map<string, CheckedDefine>();
  for (const [column, expression] of columns) {
    const before = typeOf(column, scope, field);
    if (expression instanceof AppError) throw expression;
    const node = checkExpression(expression, scope);
    if (!sameType(node.type, before))
      throw new ExpressionTypeError(
        `${showText(column)} is ${describeType(before)}, but what replaces it is ${describeType(node.type)}`,
        node.source,
        node.span,
      );
    replaced.set(column, { name: column, index: fresh(), node });
  }
  // Of a recipe with mistakes there is nothing to compare with.
  if (context.failed()) return nominal;

  const branches = new Map([...replaced].filter(([column]) => scope.branches.has(column)));
  const varied = new Set<unknown>(branches.keys());
  const known = new Map<CheckedNode, boolean>();
  const isVaried = (node: CheckedNode): boolean => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const found =
      (node.kind === "branch" && varied.has(node.branch)) ||
      (node.kind === "define" && varied.has(node.define)) ||
      (node.kind === "collection" && varied.has(node.collection)) ||
      childrenOf(node).some(isVaried);
    known.set(node, found);
    return found;
  };

  const collections = new Map(scope.collections);
  for (const entry of parsed.collections) {
    const before = scope.collections.get(entry.name);
    if (before === undefined || before instanceof AppError) continue;
    const isOther = ([name, node]: readonly [string, CheckedNode]) =>
      replaced.has(`${entry.name}.${name}`) || isVaried(node);
    if (![...before.fields].some(isOther)) continue;
    varied.add(before);
    const checked = checkFields(entry, fresh(), branches);
    const fields = new Map(
      [...before.fields].map(([name, node]) => {
        const own = replaced.get(`${entry.name}.${name}`);
        if (own !== undefined) return [name, own.node] as const;
        return [name, isVaried(node) ? checked.fields.get(name)! : node] as const;
      }),
    );
    collections.set(entry.name, { ...checked, fields });
  }
  const defines = new Map([...scope.defines, ...branches]);
  for (const { name, expression } of parsed.define) {
    const before = scope.defines.get(name);
    if (before === undefined || before instanceof AppError || expression instanceof AppError) continue;
    const own = replaced.get(name);
    if (own === undefined && !isVaried(before.node)) continue;
    varied.add(before);
    const node = own?.node ?? checkExpression(expression, { ...scope, defines, collections });
    defines.set(name, { name, index: own?.index ?? fresh(), node });
  }
  return passIn({ ...scope, defines, collections }, nominal, isVaried);
}

/** @throws {UnknownNameError} with the nearest names; or the error of what is replaced. */
function typeOf(column: string, { branches, defines, collections }: NameScope, field: string): ValueType {
  const branch = branches.get(column);
  if (branch !== undefined) return typeOfColumn(branch);
  const define = defines.get(column);
  if (define instanceof AppError) throw define;
  if (define !== undefined) return define.node.type;
  const dot = column.indexOf(".");
  const collection = dot === -1 ? undefined : collections.get(column.slice(0, dot));
  if (collection instanceof AppError) throw collection;
  const node = collection?.fields.get(column.slice(dot + 1));
  if (node !== undefined) return node.type;
  const fields = [...collections].flatMap(([name, entry]) =>
    entry instanceof AppError ? [] : [...entry.fields.keys()].map((key) => `${name}.${key}`),
  );
  const near = nearestNames(column, [...branches.keys(), ...defines.keys(), ...fields]).map((name) => showText(name));
  const hint = near.length === 0 ? "" : `; nearest names: ${near.join(", ")}`;
  throw new UnknownNameError(
    `There is no branch, definition or field of a collection "${showText(column)}" to replace${hint}`,
    { text: column, where: { field } },
    { start: 0, stop: column.length },
  );
}
