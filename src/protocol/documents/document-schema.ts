import * as z from "zod/mini";
import { AppError } from "../../errors/app-error.ts";

/*
 * What the documents of HTTP are made of. Each is described once, as a schema: its type is inferred, its readers check by it, and the
 * OpenAPI document shows it. `zod/mini`, since the page in the browser reads by these schemas too.
 */

/** The type of a document: nobody changes one. */
export type Immutable<T> = T extends readonly (infer Item)[]
  ? readonly Immutable<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Immutable<T[Key]> }
    : T;

export type DocumentSchema = z.core.$ZodType;
export type DocumentOf<Schema extends DocumentSchema> = Immutable<z.infer<Schema>>;

/** Schemas with a name of their own in the OpenAPI document. */
export const components = z.registry<{ id: string }>();

const componentUri = (id: string) => `#/components/schemas/${id}`;

/** How the OpenAPI document speaks of a schema. */
export function schemaReference(schema: DocumentSchema): { readonly $ref: string } {
  const { id } = components.get(schema) ?? {};
  if (id === undefined) throw new Error("the schema of a document has no name in the OpenAPI document");
  return { $ref: componentUri(id) };
}

/** The JSON Schemas of all documents whose modules are loaded, by name. */
export function componentSchemas(): Record<string, object> {
  const { schemas } = z.toJSONSchema(components, { uri: componentUri, unrepresentable: "any" });
  const dialect = ["$schema", "$id"];
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      Object.fromEntries(Object.entries(schema).filter(([key]) => !dialect.includes(key))),
    ]),
  );
}

const about = (description: string | undefined) => (description === undefined ? [] : [z.describe(description)]);

export const text = (description?: string) => z.string().check(...about(description));
export const flag = (description?: string) => z.boolean().check(...about(description));
export const count = (description?: string) =>
  z
    .custom<number>((value) => Number.isSafeInteger(value) && value >= 0, "integer")
    .check(z.meta({ type: "integer", minimum: 0 }), ...about(description));
export const time = (description = "ISO 8601, UTC.") => z.string().check(z.meta({ format: "date-time", description }));

/** A number as JSON says it: sums may be beyond the largest one, which is read as infinite. */
export const number = () =>
  z.custom<number>((value) => typeof value === "number", "number").check(z.meta({ type: "number" }));

/** A list of such numbers. There are thousands in a document, so they are checked in one loop. */
export function numbers(description?: string) {
  const meta = { type: "array", items: { type: "number" }, ...(description === undefined ? {} : { description }) };
  return z.custom<number[]>().check((payload) => {
    const { value } = payload;
    const issue = (expected: "array" | "number", path: number[]) =>
      payload.issues.push({ code: "invalid_type", expected, input: value, path });
    if (!Array.isArray(value)) issue("array", []);
    else {
      const wrong = value.findIndex((item) => typeof item !== "number");
      if (wrong !== -1) issue("number", [wrong]);
    }
  }, z.meta(meta));
}

/** A map by names. */
export const mapOf = <Value extends z.core.SomeType>(value: Value, description?: string) =>
  z.record(z.string(), value).check(...about(description));

export const listOf = <Item extends z.core.SomeType>(item: Item, description?: string) =>
  z.array(item).check(...about(description));

/** An answer of a plotter is not the document that it should be; is it of another release? */
export class MalformedDocumentError extends AppError {
  readonly retry = "never";
  /** @param path of the field, such as `groups[0].histograms` */
  constructor(problem: string, path: string) {
    super(`${problem}; is the plotter of another release?`, path === "" ? {} : { field: path });
  }
}

/**
 * A value that came over HTTP as the document that it should be. Fields that the schema does not know are left out: a newer plotter
 * may tell more.
 *
 * @throws {MalformedDocumentError} naming the first field that is not as it should be; one that is missing goes before others.
 */
export function readDocument<Schema extends DocumentSchema>(schema: Schema, value: unknown): DocumentOf<Schema> {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data as DocumentOf<Schema>;
  const found = result.error.issues.map((issue) => ({ issue, value: valueAt(value, issue.path) }));
  const missing = found.find((fault) => fault.issue.path.length > 0 && fault.value === undefined);
  const fault = missing ?? found[0]!;
  const problem =
    missing === undefined
      ? `Expected ${expectedBy(fault.issue)}, found ${kindOf(fault.value)}`
      : "The field is missing";
  throw new MalformedDocumentError(problem, pathText(fault.issue.path));
}

/** The value if it is as the schema says. */
export function matchDocument<Schema extends DocumentSchema>(
  schema: Schema,
  value: unknown,
): DocumentOf<Schema> | undefined {
  const { data } = z.safeParse(schema, value);
  return data as DocumentOf<Schema> | undefined;
}

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return issue.values.join(", ");
  if (issue.code === "invalid_type") return issue.expected;
  return issue.code === "custom" ? issue.message : "another value";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key], value);
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}
