import { specLimits } from "../../analysis/spec-limits.ts";

/** As much of JSON Schema as that of a specification uses. */
export interface FieldSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: FieldSchema | boolean;
  readonly items?: FieldSchema;
  readonly anyOf?: readonly FieldSchema[];
  readonly oneOf?: readonly FieldSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
}

/** Schemas by name, as the document of the interface has them; `AnalysisSpec` is that of a specification. */
export type FieldSchemas = Readonly<Record<string, FieldSchema>>;

/** What may stand at a path of a specification: one schema, or alternatives; none where nothing is known. */
export function schemasAt(schemas: FieldSchemas, path: readonly (string | number)[]): FieldSchema[] {
  let here = alternatives(schemas, { $ref: "AnalysisSpec" });
  for (const part of path)
    here = here.flatMap(({ properties = {}, additionalProperties, items }) => {
      if (typeof part === "number") return items === undefined ? [] : alternatives(schemas, items);
      const own = Object.hasOwn(properties, part) ? properties[part] : additionalProperties;
      return typeof own === "object" ? alternatives(schemas, own) : [];
    });
  return here;
}

/** A schema without references and alternatives in it. */
function alternatives(schemas: FieldSchemas, schema: FieldSchema): FieldSchema[] {
  const { $ref, anyOf, oneOf, ...rest } = schema;
  const referred = $ref === undefined ? undefined : schemas[$ref.split("/").at(-1)!];
  const inside = [...(referred === undefined ? [] : [referred]), ...(anyOf ?? []), ...(oneOf ?? [])];
  return [rest, ...inside.flatMap((each) => alternatives(schemas, each))].filter(
    (each) => Object.keys(each).length > 0,
  );
}

/** The fields of an object, by name, with what they are. */
export function fieldsOf(schemas: readonly FieldSchema[]): ReadonlyMap<string, FieldSchema> {
  return new Map(schemas.flatMap(({ properties = {} }) => Object.entries(properties)));
}

/** Texts and words that may stand there: those of a list, `true` and `false`. */
export function wordsOf(schemas: readonly FieldSchema[]): (string | boolean)[] {
  const words = schemas.flatMap((schema): unknown[] => [
    ...(schema.enum ?? []),
    ...("const" in schema ? [schema.const] : []),
    ...(schema.type === "boolean" ? [true, false] : []),
  ]);
  return [...new Set(words)].filter((word) => typeof word === "string" || typeof word === "boolean");
}

/** Expressions are the texts of just these lengths; their field is called as what they are for. */
export function isExpression(schemas: readonly FieldSchema[]): boolean {
  return schemas.some(
    ({ type, minLength, maxLength }) =>
      type === "string" && minLength === 1 && maxLength === specLimits.expressionCharacters,
  );
}
