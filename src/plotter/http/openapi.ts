import { presetRequestJsonSchema } from "../../analysis/preset-request.ts";
import { specJsonSchema } from "../../analysis/spec-reference.ts";
import { documentSchemas } from "../../protocol/documents/document-schemas.ts";
import { operationsSchemas } from "../../protocol/documents/operations-schemas.ts";
import { answerSchemas } from "./answer-schemas.ts";
import { problems, type Operation, type PlotterRoute } from "./route.ts";

/**
 * The OpenAPI 3.1 document of these routes.
 * @param login whether this server asks for a token where something is changed; the document tells what this server does
 */
export function openApiDocument(routes: readonly PlotterRoute[], version: string, login: boolean): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { path, method, operation } of routes)
    (paths[toOpenApiPath(path)] ??= {})[method.toLowerCase()] =
      login && method !== "GET" ? withToken(operation) : operation;
  return {
    openapi: "3.1.0",
    info: {
      title: "hzz-edge",
      version,
      description:
        "Start an analysis of ROOT files, watch its histograms fill, fetch what it has found. Times are UTC, numbers are float64 and keep their bits.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: [
      { name: "analyses", description: "Start, watch, fetch, cancel." },
      { name: "presets", description: "Analyses that ship with the program." },
      { name: "operations", description: "Lanes, and work that failed for good." },
      { name: "service", description: "For those who run it." },
      { name: "page", description: "For people in a browser." },
    ],
    paths,
    components: { schemas: componentSchemas(), ...(login ? { securitySchemes } : {}) },
  };
}

const securitySchemes = {
  token: { type: "http", scheme: "bearer", description: "The value of this server's setting HZZ_TOKEN." },
} as const;

function withToken(operation: Operation): Operation {
  const { responses } = operation;
  return { ...operation, responses: { ...responses, ...problems(401) }, security: [{ token: [] }] };
}

/** `/analyses/:id` → `/analyses/{id}`; a parameter may have a pattern, as in `:file{.+}`. */
export function toOpenApiPath(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?/g, "{$1}");
}

function componentSchemas(): Record<string, unknown> {
  return {
    ...documentSchemas,
    ...answerSchemas,
    ...operationsSchemas,
    ...withDefinitions("AnalysisSpec", JSON.parse(specJsonSchema()) as Record<string, unknown>),
    ...withDefinitions("PresetRequest", presetRequestJsonSchema()),
  };
}

/** A JSON Schema of its own as a component, and its definitions as components beside it. */
function withDefinitions(name: string, schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const dialect = ["$schema", "$id", "$defs"];
  const own = Object.fromEntries(Object.entries(schema).filter(([key]) => !dialect.includes(key)));
  const text = JSON.stringify({ ...(schema["$defs"] as object | undefined), [name]: own });
  return JSON.parse(text.replaceAll('"#/$defs/', '"#/components/schemas/')) as Record<string, unknown>;
}
