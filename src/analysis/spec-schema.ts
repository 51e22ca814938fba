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
  const groups = (properties as { readonly groups: { readonly description: string } }).groups;
  const files = {
    type: "array",
    items: { type: "string" },
    minItems: 1,
    description: "In place of `groups`: one group of data, with one sample of these files.",
  };
  const include = {
    type: "array",
    items: { type: "string" },
    description:
      "Only in a specification that `hzz` reads from a file: files beside it whose definitions, collections and corrections come before its own. A server takes none.",
  };
  // One of the two must be given.
  const required = (rest["required"] as string[]).filter((field) => field !== "groups");
  const either = [{ required: ["groups"] }, { required: ["files"] }];
  const definitions = Object.entries(rest["$defs"] as Record<string, { readonly required?: readonly string[] }>);
  // Which kind an axis is, follows from what it gives.
  const $defs = definitions.map(([name, schema]) =>
    /Axis$/.test(name) && schema.required?.includes("type") === true
      ? [name, { ...schema, required: schema.required.filter((field) => field !== "type") }]
      : [name, schema],
  );
  return {
    $schema,
    $id: specSchemaId,
    ...rest,
    $defs: Object.fromEntries($defs) as object,
    required,
    oneOf: either,
    properties: { $schema: marker, include, ...properties, groups, files },
  };
}
