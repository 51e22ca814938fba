import { type SpecCheck, specCheckSchema } from "../../protocol/documents/spec-check-document.ts";
import { request } from "../api/requests.ts";
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

/** The schemas of all that a specification has, from the document of the interface, so that they are those of this server. */
export async function getFieldSchemas(): Promise<FieldSchemas> {
  const response = await sendRequest(pathTo("/openapi.json"), { headers: { Accept: "application/json" } });
  const { components } = (await response.json()) as { readonly components: { readonly schemas: FieldSchemas } };
  return components.schemas;
}
