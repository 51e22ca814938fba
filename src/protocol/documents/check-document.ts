import type { AnalysisDocument, AnalysisSummary, AnalysisUpdate } from "./analysis-document.ts";
import { documentSchemas, resolveRef, type JsonSchema } from "./document-schemas.ts";
import { MalformedDocumentError } from "./malformed-document.ts";

/** The documents that come over HTTP, with their types. */
export interface Documents {
  readonly AnalysisDocument: AnalysisDocument;
  readonly AnalysisSummary: AnalysisSummary;
  readonly AnalysisUpdate: AnalysisUpdate;
}

/**
 * A value that came over HTTP as the document that it should be. Fields that the schema does not know are let through: a newer plotter
 * may tell more.
 *
 * @throws {MalformedDocumentError} naming the first field that is not as it should be.
 */
export function checkDocument<Name extends keyof Documents>(name: Name, value: unknown): Documents[Name] {
  checkValue(documentSchemas[name], value);
  return value as Documents[Name];
}

/** @throws {MalformedDocumentError} naming the first field of the value that is not as the schema says. */
export function checkValue(schema: JsonSchema, value: unknown): void {
  check(schema, value, "");
}

function check(schema: JsonSchema, value: unknown, path: string): void {
  if (schema.$ref !== undefined) {
    check(resolveRef(schema.$ref) ?? {}, value, path);
    return;
  }
  if (schema.anyOf !== undefined) {
    if (!schema.anyOf.some((option) => option.type === typeOf(value))) fail(schema, value, path);
    return;
  }
  if (schema.type !== undefined && schema.type !== typeOf(value)) {
    // To JSON, 2 is a number as well.
    if (schema.type !== "number" || typeOf(value) !== "integer") fail(schema, value, path);
  }
  if (schema.enum !== undefined && !schema.enum.some((option) => option === value)) fail(schema, value, path);
  if (Array.isArray(value)) checkItems(schema, value, path);
  else if (typeof value === "object" && value !== null) checkFields(schema, value as Record<string, unknown>, path);
}

function checkItems({ items }: JsonSchema, value: readonly unknown[], path: string): void {
  if (items === undefined) return;
  // Most lists are long lists of numbers; a path for each of them would cost more than the check.
  if (items.type === "number" && value.every((item) => typeof item === "number")) return;
  for (const [i, item] of value.entries()) check(items, item, `${path}[${i}]`);
}

function checkFields(schema: JsonSchema, value: Readonly<Record<string, unknown>>, path: string): void {
  const { properties = {}, required = [], additionalProperties } = schema;
  for (const name of required)
    if (value[name] === undefined) throw new MalformedDocumentError("The field is missing", join(path, name));
  for (const [name, field] of Object.entries(value)) {
    const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (typeof own === "object" && field !== undefined) check(own, field, join(path, name));
  }
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function fail(schema: JsonSchema, value: unknown, path: string): never {
  const expected = schema.enum?.join(", ") ?? schema.type ?? "another value";
  throw new MalformedDocumentError(`Expected ${expected}, found ${typeOf(value)}`, path);
}
