import { type SpecCheck, specCheckSchema } from "../../protocol/documents/spec-check-document.ts";
import { request } from "../api/requests.ts";
import { pathTo } from "#page/addresses";

/**
 * What the server says of a specification without starting it.
 *
 * @param signal aborts the request: nobody waits for the answer any more
 * @throws {RefusedError | UnreachableError} the first also where it checks nothing now, since others are being checked
 */
export function checkSpec(spec: unknown, signal: AbortSignal): Promise<SpecCheck> {
  return request(specCheckSchema, "POST", pathTo("/specifications/check"), spec, signal);
}
