import * as z from "zod";
import { correctionLimits } from "./limits.ts";

/**
 * One level of a document each: what lies below a node stays unknown here and is checked one by one, since a union of nodes that hold
 * unions would answer with the faults of every kind at once. Further fields are left alone, as the C++ evaluator does.
 */
const name = z.string().min(1).max(1000);
const list = z.array(z.unknown()).max(correctionLimits.entries);
const description = z.string().nullish();

const input = z.object({ name, type: z.enum(["real", "int", "string"]) });
const inputs = z.array(input).max(correctionLimits.inputs);
const output = z.object({ name: z.string(), type: z.literal("real") });
const names = z.array(name).max(correctionLimits.inputs);

export const fileSchema = z.object({
  schema_version: z.literal(2),
  corrections: list,
  compound_corrections: list.nullish(),
});

export const correctionSchema = z.object({
  name,
  version: z.int(),
  description,
  inputs,
  output,
  generic_formulas: list.nullish(),
  data: z.unknown(),
});

export const compoundSchema = z.object({
  name,
  description,
  inputs,
  output,
  inputs_update: names,
  input_op: z.enum(["+", "*", "/"]),
  output_op: z.enum(["+", "*", "/", "last"]),
  stack: z.array(name).max(correctionLimits.steps),
});

const edge = z.union([z.number(), z.enum(["inf", "+inf", "-inf"])]);
export const uniformSchema = z.object({
  n: z.int().min(1).max(correctionLimits.entries),
  low: z.number(),
  high: z.number(),
});
export const edgesSchema = z
  .array(edge)
  .min(2)
  .max(correctionLimits.entries + 1);

export const nodeSchemas = {
  binning: z.object({ input: name, edges: z.unknown(), content: list, flow: z.unknown() }),
  multibinning: z.object({ inputs: names.min(1), edges: list, content: list, flow: z.unknown() }),
  category: z.object({ input: name, content: list, default: z.unknown().optional() }),
  formula: z.object({
    parser: z.literal("TFormula"),
    expression: z.string().max(correctionLimits.formulaCharacters),
    variables: names,
    parameters: z.array(z.number()).max(1000).nullish(),
  }),
  formularef: z.object({ index: z.int().min(0), parameters: z.array(z.number()).max(1000) }),
  transform: z.object({ input: name, rule: z.unknown(), content: z.unknown() }),
  hashprng: z.object({ inputs: names, distribution: z.enum(["stdflat", "stdnormal", "normal"]) }),
} as const;

export type NodeType = keyof typeof nodeSchemas;

export const categoryItemSchema = z.object({ key: z.union([z.string(), z.int()]), value: z.unknown() });
