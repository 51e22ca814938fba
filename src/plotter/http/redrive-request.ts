import { HttpProblemError } from "../../http/problem.ts";
import { readJsonBody } from "../../http/request-body.ts";
import type { DeadFilter } from "../../messaging/port.ts";

/**
 * Which dead letters a request to redrive means: `{"analysis": "<id>"}` or `{"all": true}`. Nothing means all by accident.
 *
 * @throws {HttpProblemError} 413 or 415 as `readJsonBody`, 400 if the body is not JSON, 422 if it is anything else.
 */
export async function redriveFilterOf(request: Request, maxBytes: number): Promise<DeadFilter> {
  const body = parsed(await readJsonBody(request, maxBytes));
  const fields = typeof body === "object" && body !== null ? new Map<string, unknown>(Object.entries(body)) : undefined;
  const analysis = fields?.get("analysis");
  if (fields?.size === 1 && fields.get("all") === true) return {};
  if (fields?.size === 1 && typeof analysis === "string" && analysis !== "") return { analysis };
  const message = 'expected {"analysis": "<id>"} or {"all": true}';
  throw new HttpProblemError({
    title: "Wrong request",
    status: 422,
    detail: `It is not said which dead letters are to be redriven: ${message}.`,
    errors: [{ path: "", message }],
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new HttpProblemError(
      { title: "Not JSON", status: 400, detail: "The body cannot be read: it is not JSON in UTF-8." },
      { cause },
    );
  }
}
