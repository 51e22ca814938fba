import { presetRequestJsonSchema } from "../../analysis/preset-request.ts";
import { specJsonSchema } from "../../analysis/spec-schema.ts";
import { problemSchema } from "../../protocol/documents/answer-documents.ts";
import { componentSchemas, type DocumentSchema, schemaReference } from "../../protocol/documents/document-schema.ts";
import { type Answer, anyText, type JsonSchema, type PlotterRoute, problemReasons } from "./route.ts";

/**
 * The OpenAPI 3.1 document of these routes.
 * @param login whether this server asks for a token where something is changed; the document tells what this server does
 */
export function openApiDocument(routes: readonly PlotterRoute[], version: string, login: boolean): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes)
    (paths[toOpenApiPath(route.path)] ??= {})[route.method.toLowerCase()] = operationOf(
      route,
      login && route.method !== "GET",
    );
  return {
    openapi: "3.1.0",
    info: {
      title: "hzz-edge",
      version,
      description:
        "Start an analysis of ROOT files, watch its histograms fill, fetch what it has found. Times are UTC, numbers are float64 and keep their bits.",
      license: { name: "MIT", identifier: "MIT" },
    },
    // Relative to this document, so that it is right behind every proxy.
    servers: [{ url: "./" }],
    tags: [
      { name: "analyses", description: "Start, watch, fetch, cancel." },
      { name: "presets", description: "Analyses that ship with the program." },
      { name: "operations", description: "Lanes, and work that failed for good." },
      { name: "service", description: "For those who run it." },
      { name: "page", description: "For people in a browser." },
    ],
    paths,
    components: {
      schemas: {
        ...componentSchemas(),
        ...withDefinitions("AnalysisSpec", JSON.parse(specJsonSchema()) as JsonSchema),
        ...withDefinitions("PresetRequest", presetRequestJsonSchema()),
      },
      ...(login ? { securitySchemes } : {}),
    },
  };
}

const securitySchemes = {
  token: {
    type: "http",
    scheme: "bearer",
    description: "The value of this server's setting HZZ_TOKEN, or one of HZZ_TOKENS.",
  },
} as const;

const etagHeader = { ETag: "Changes with every change of the analysis." };
const notModified: Answer = { description: "Nothing has changed since the state that If-None-Match names." };

function operationOf(route: PlotterRoute, needsToken: boolean): object {
  const { operationId, tag, summary, description, parameters, body, answers, problems = [], tagged = false } = route;
  const responses = Object.entries(answers).map(([status, answer]) => [
    status,
    responseOf(tagged && status === "200" ? { ...answer, headers: etagHeader } : answer),
  ]);
  const statuses = needsToken ? [...problems, 401 as const] : problems;
  const refusals = statuses.map((status) => [
    status,
    responseOf({ description: problemReasons[status], content: { "application/problem+json": problemSchema } }),
  ]);
  return {
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined
      ? {}
      : {
          parameters: parameters.map(({ name, in: place, description: about, schema }) => ({
            name,
            in: place,
            ...(place === "path" ? { required: true } : {}),
            description: about,
            schema,
          })),
        }),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/json": { schema: toReference(body.schema), examples: body.examples } },
          },
        }),
    responses: {
      ...Object.fromEntries(responses),
      ...(tagged ? { "304": responseOf(notModified) } : {}),
      ...Object.fromEntries(refusals),
    } as object,
    ...(needsToken ? { security: [{ token: [] }] } : {}),
  };
}

function responseOf({ description, content, headers }: Answer): object {
  const described = Object.entries(headers ?? {}).map(([name, about]) => [
    name,
    { description: about, schema: anyText },
  ]);
  return {
    description,
    ...(content === undefined
      ? {}
      : {
          content: Object.fromEntries(
            Object.entries(content).map(([type, schema]) => [type, { schema: toReference(schema) }]),
          ),
        }),
    ...(headers === undefined ? {} : { headers: Object.fromEntries(described) as object }),
  };
}

function toReference(schema: DocumentSchema | JsonSchema): JsonSchema {
  return "_zod" in schema ? schemaReference(schema as DocumentSchema) : schema;
}

/** `/analyses/:id` → `/analyses/{id}`; a parameter may have a pattern, as in `:file{.+}`. */
export function toOpenApiPath(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}");
}

/** A JSON Schema of its own as a component, and its definitions as components beside it. */
function withDefinitions(name: string, schema: JsonSchema): JsonSchema {
  const dialect = ["$schema", "$id", "$defs"];
  const own = Object.fromEntries(Object.entries(schema).filter(([key]) => !dialect.includes(key)));
  const text = JSON.stringify({ ...(schema["$defs"] as object | undefined), [name]: own });
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema;
}
