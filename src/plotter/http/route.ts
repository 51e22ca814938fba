import type { Context } from "hono";
import type { DocumentSchema } from "../../protocol/documents/document-schema.ts";
import type { Parameter } from "./parameters.ts";

/** Where no schema of a document says it: a JSON Schema as it is written. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One answer. Without `content` it has no body. */
export interface Answer {
  readonly description: string;
  /** By media type. */
  readonly content?: Readonly<Record<string, DocumentSchema | JsonSchema>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route of the plotter: what it does, and what the OpenAPI document says of it, in one place. */
export interface PlotterRoute {
  readonly method: "GET" | "POST" | "DELETE";
  /** As Hono writes it: `/analyses/:id`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: "analyses" | "presets" | "operations" | "service" | "page";
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly body?: { readonly schema: DocumentSchema | JsonSchema; readonly examples: object };
  readonly answers: Readonly<Record<number, Answer>>;
  /** Statuses of the problem documents that it may answer with. */
  readonly problems?: readonly ProblemStatus[];
  /** The answer has an ETag, and is not sent again to whoever has it. */
  readonly tagged?: boolean;
  readonly handle: (c: Context) => Response | Promise<Response>;
}

export function json(description: string, schema: DocumentSchema | JsonSchema, headers?: Answer["headers"]): Answer {
  return { description, content: { "application/json": schema }, ...(headers === undefined ? {} : { headers }) };
}

/** A component that is no document: a specification. */
export const refTo = (name: "AnalysisSpec" | "PresetRequest"): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export const anyText: JsonSchema = { type: "string" };

export const problemReasons = {
  400: "The request cannot be understood.",
  401: "The token of this server is missing or wrong.",
  403: "The request comes from another site, or asks for another host.",
  404: "Nothing here has this name.",
  409: "The analysis has ended already.",
  413: "The body is larger than this server takes.",
  415: "The body is not sent as application/json.",
  422: "The analysis is refused; `errors` names every field that is wrong.",
  429: "Too many of these from this address.",
  503: "Not now: the broker is away, the log is still being read, or a limit is reached.",
} as const;

export type ProblemStatus = keyof typeof problemReasons;
