import { listFunctions } from "./lists.ts";
import { numberFunctions } from "./numbers.ts";
import type { FunctionRow } from "./signature.ts";
import { vectorFunctions } from "./vectors.ts";

/** Every function of the language by name. A new one is a row in one of the three files, and a row in docs/expressions.md. */
export const functionTable: ReadonlyMap<string, FunctionRow> = new Map(
  [...listFunctions, ...numberFunctions, ...vectorFunctions].map((row) => [row.name, row]),
);
