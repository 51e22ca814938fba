import { listFunctions } from "./lists.ts";
import { listMakers } from "./list-makers.ts";
import { numberFunctions } from "./numbers.ts";
import type { FunctionRow } from "./signature.ts";
import { vectorFunctions } from "./vectors.ts";

/** Every function of the language by name. A new one is a row in one of the files beside, and a name in docs/expressions.md. */
export const functionTable: ReadonlyMap<string, FunctionRow> = new Map(
  [...listFunctions, ...listMakers, ...numberFunctions, ...vectorFunctions].map((row) => [row.name, row]),
);
