import { type EventCount, eventCountSchema } from "../../protocol/documents/event-count-document.ts";
import { type SpecCheck, specCheckSchema } from "../../protocol/documents/spec-check-document.ts";
import { request, withQuery } from "../api/requests.ts";
import { pathTo } from "#page/addresses";
import { sendRequest } from "#page/server";
import type { FieldSchemas } from "./spec-fields.ts";

/**
 * What the server says of a specification without starting it.
 *
 * @param signal aborts the request: nobody waits for the answer any more
 * @throws {RefusedError | UnreachableError} the first also where it checks nothing now, since others are being checked
 */
export function checkSpec(spec: unknown, signal: AbortSignal): Promise<SpecCheck> {
  return request(specCheckSchema, "POST", pathTo("/specifications/check"), spec, signal);
}

const countPath = "/specifications/count";

/**
 * What the cuts leave of the first events of a file.
 *
 * @param sample by its name; undefined: the first
 * @throws {RefusedError | UnreachableError} the first with 404 where no sample has the name
 */
export function countEvents(spec: unknown, sample: string | undefined, signal: AbortSignal): Promise<EventCount> {
  const path = withQuery(countPath, sample === undefined ? {} : { sample });
  return request(eventCountSchema, "POST", pathTo(path), spec, signal);
}

/** What the document of the interface says of this server. */
export interface ServerFacts {
  /** Of all that a specification has. */
  readonly schemas: FieldSchemas;
  /** Whether it counts events of a file. */
  readonly counts: boolean;
}

export async function getServerFacts(): Promise<ServerFacts> {
  const response = await sendRequest(pathTo("/openapi.json"), { headers: { Accept: "application/json" } });
  const { paths, components } = (await response.json()) as {
    readonly paths: Readonly<Record<string, object>>;
    readonly components: { readonly schemas: FieldSchemas };
  };
  return { schemas: components.schemas, counts: countPath in paths };
}
