import type { Context } from "hono";
import type { JsonSchema } from "../../protocol/documents/document-schemas.ts";

/** One parameter of a request, as OpenAPI tells it. */
export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: string | number | boolean;
}

/** One answer. Without `content` it has no body. */
export interface Answer {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
}

/** What OpenAPI says of a route. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required: true;
    readonly content: Readonly<Record<string, { readonly schema: JsonSchema; readonly examples?: object }>>;
  };
  readonly responses: Readonly<Record<string, Answer>>;
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
}

/** A route of the plotter: what it does, and what the OpenAPI document says of it, in one place. */
export interface PlotterRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** As Hono writes it: `/analyses/:id`. */
  readonly path: string;
  readonly operation: Operation;
  readonly handle: (c: Context) => Response | Promise<Response>;
}

export function json(description: string, schema: JsonSchema, headers?: Answer["headers"]): Answer {
  return { description, content: { "application/json": { schema } }, ...(headers === undefined ? {} : { headers }) };
}

const reasons = {
  400: "The request cannot be understood.",
  401: "The token of this server is missing or wrong.",
  403: "The request comes from another site, or asks for another host.",
  404: "There is nothing of this name.",
  409: "The analysis has ended already.",
  413: "The body is larger than this server takes.",
  415: "The body is not sent as application/json.",
  422: "The analysis is refused; `errors` names every field that is wrong.",
  429: "Too many of these from this address.",
  503: "Not now: the broker is away, the log is still being read, or a limit is reached.",
} as const;

/** Problem documents (RFC 9457) that a route may answer with. */
export function problems(...statuses: readonly (keyof typeof reasons)[]): Record<string, Answer> {
  return Object.fromEntries(
    statuses.map((status) => [
      String(status),
      {
        description: reasons[status],
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

export const notModified: Record<"304", Answer> = {
  "304": { description: "Nothing has changed since the state that If-None-Match names." },
};

export const etagHeader = {
  ETag: { description: "Changes with every change of the analysis.", schema: { type: "string" } },
} as const satisfies Answer["headers"];

export const idParameter: Parameter = {
  name: "id",
  in: "path",
  required: true,
  description: "Id of the analysis.",
  schema: { type: "string" },
};

export const samplesParameter: Parameter = {
  name: "samples",
  in: "query",
  description: "true: also the histograms of each sample.",
  schema: { type: "boolean" },
};
