import * as z from "zod";
import { analysisSpecSchema } from "./spec.ts";

/** Name of the schema; a name and not an address, since the schema ships with the project. */
export const specSchemaId = "urn:hzz-edge:analysis:1";

/** JSON Schema (draft 2020-12) of a specification as it is written, as text that ends with a line break. */
export function specJsonSchema(): string {
  return `${JSON.stringify(specSchema(), null, 2)}\n`;
}

/** The same as an object. */
export function specSchema(): Readonly<Record<string, unknown>> {
  const { $schema, properties, ...rest } = z.toJSONSchema(analysisSpecSchema, { target: "draft-2020-12", io: "input" });
  const marker = {
    type: "string",
    description: "Where an editor finds the JSON Schema, such as `../schemas/1/analysis.json`. Ignored.",
  };
  return { $schema, $id: specSchemaId, ...rest, properties: { $schema: marker, ...properties } };
}
