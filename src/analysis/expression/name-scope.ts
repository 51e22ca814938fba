import type { CallableCorrection } from "../../corrections/callable-correction.ts";
import type { AppError } from "../../errors/app-error.ts";
import { nearestNames } from "../../errors/nearest-names.ts";
import type { LeafType } from "../../rootio/column.ts";
import type { CheckedCollection, CheckedDefine, CheckedVariable } from "./checked-tree.ts";
import { UnknownNameError } from "./errors.ts";
import { functionTable } from "./functions/table.ts";
import type { FunctionRow } from "./functions/signature.ts";
import { findVectorBranch, type VectorBranch } from "./vector-branches.ts";
import { type ExpressionSource, showText, type Span } from "./source.ts";

/** What a bare name stands for. */
export type Meaning =
  | { readonly kind: "branch"; readonly column: LeafType }
  | { readonly kind: "vectorBranch"; readonly branch: VectorBranch }
  | { readonly kind: "variable"; readonly variable: CheckedVariable }
  | { readonly kind: "define"; readonly define: CheckedDefine }
  | { readonly kind: "collection"; readonly collection: CheckedCollection };

/**
 * The names that one expression may use.
 *
 * `defines` and `collections` hold an error in place of an entry that is itself wrong: using it gives that same error
 * again, so that one mistake is told once.
 */
export interface NameScope {
  readonly branches: ReadonlyMap<string, LeafType>;
  readonly defines: ReadonlyMap<string, CheckedDefine | AppError>;
  readonly collections: ReadonlyMap<string, CheckedCollection | AppError>;
  /** Names that exist but may not be used here, with the reason. */
  readonly closed: ReadonlyMap<string, string>;
  /** Corrections by the names under which they are called. */
  readonly corrections: ReadonlyMap<string, CallableCorrection>;
  /** Names that comprehensions around give to elements, and how many there are around. */
  readonly variables?: ReadonlyMap<string, CheckedVariable>;
  readonly loops?: number;
}

/** Whether a name stands for something other than a function. */
export function isKnown({ branches, defines, collections, variables, closed }: NameScope, name: string): boolean {
  return [branches, defines, collections, closed, variables].some((names) => names?.has(name) === true);
}

/** @throws {UnknownNameError} with the nearest names, or the error of the entry that the name stands for. */
export function lookUpName(scope: NameScope, name: string, source: ExpressionSource, span: Span): Meaning {
  const variable = scope.variables?.get(name);
  if (variable !== undefined) return { kind: "variable", variable };
  const define = scope.defines.get(name);
  if (define instanceof Error) throw define;
  if (define !== undefined) return { kind: "define", define };
  const collection = scope.collections.get(name);
  if (collection instanceof Error) throw collection;
  if (collection !== undefined) return { kind: "collection", collection };
  const column = scope.branches.get(name);
  if (column !== undefined) return { kind: "branch", column };
  const branch = findVectorBranch(scope.branches, name);
  if (branch !== undefined) return { kind: "vectorBranch", branch };
  throw new UnknownNameError(unknownName(scope, name), source, span);
}

/** What other languages of the field call functions that are here under another name. */
const elsewhere: Readonly<Record<string, string>> = {
  len: "length(…), or count(…) of a list of bools",
  size: "length(…), or count(…) of a list of bools",
  fabs: "abs(…)",
  power: "pow(…, …)",
  Sum: "sum(…)",
  Max: "max(…)",
  prod: "product(…)",
  Min: "min(…)",
  Any: "any(…)",
  All: "all(…)",
  Sqrt: "sqrt(…)",
  DeltaR: "deltaR(…)",
  dR: "deltaR(…)",
  mT: "transverseMass(…, …)",
  mt: "transverseMass(…, …)",
  InvariantMass: "mass(…)",
  invariantMass: "mass(sum(…)), or mass(a + b)",
  p: "hypot(pt(…), pz(…))",
  theta: "2 * atan(exp(-eta(…)))",
  mean: "sum(list) / count(list)",
  avg: "sum(list) / count(list)",
  not: "!…",
  int: "floor(…), or round(…)",
  float: "nothing: every number is one",
  PtEtaPhiMVector: "ptEtaPhiM(…)",
  PtEtaPhiEVector: "ptEtaPhiE(…)",
  PxPyPzEVector: "pxPyPzE(…)",
  PxPyPzMVector: "pxPyPzM(…)",
  boostCM_of: "boost(…, …)",
  nonzero: "[i for i in range(length(list)) if list[i]]",
  ArgMax: "argmax(…)",
  ArgMin: "argmin(…)",
  Argsort: "sortBy(list, key)",
  argsort: "sortBy(list, key)",
  Combinations: "pairs(…) or combinations(…, n)",
  zip: "a collection with these fields",
  filter: "[x for x in list if condition]",
  map: "[expression for x in list]",
};

/**
 * @param corrections names that are called like functions, and are none
 * @throws {UnknownNameError} with the nearest functions.
 */
export function lookUpFunction(
  name: string,
  source: ExpressionSource,
  span: Span,
  corrections: Iterable<string>,
): FunctionRow {
  const row = functionTable.get(name);
  if (row !== undefined) return row;
  const hint = Object.hasOwn(elsewhere, name)
    ? `; here it is ${elsewhere[name]!}`
    : suggest(name, [...functionTable.keys(), ...corrections], "nearest functions");
  throw new UnknownNameError(`There is no function "${showText(name)}"${hint}`, source, span);
}

function unknownName(scope: NameScope, name: string): string {
  const shown = showText(name);
  const reason = scope.closed.get(name);
  if (reason !== undefined) return `"${shown}" cannot be used here: ${reason}`;
  if (functionTable.has(name)) return `"${shown}" is a function: write ${shown}(…)`;
  if (scope.corrections.has(name)) return `"${shown}" is a correction: write ${shown}(…)`;
  const names = [
    ...(scope.variables?.keys() ?? []),
    ...scope.branches.keys(),
    ...scope.defines.keys(),
    ...scope.collections.keys(),
    ...functionTable.keys(),
  ];
  const near = suggest(name, names, "nearest names");
  return `There is no branch, defined name or collection "${shown}"${near}`;
}

function suggest(name: string, names: Iterable<string>, title: string): string {
  const near = nearestNames(name, names).map((candidate) => showText(candidate));
  return near.length === 0 ? "" : `; ${title}: ${near.join(", ")}`;
}
