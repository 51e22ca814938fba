import { AppError, type Where } from "../../errors/app-error.ts";
import {
  LocationRefusedError,
  ServerUnreachableError,
  SourceInconsistentError,
  SourceNotFoundError,
  SourceUnavailableError,
} from "../errors.ts";
import type { HttpResponse } from "./http-options.ts";

type FinalError = new (summary: string, where: Where, options?: ErrorOptions) => AppError;

/** Whether the same request may be sent again: not at all, a few times (no connection came about), or as often as allowed. */
export type Again = "never" | "briefly" | "patiently";

interface Details {
  readonly cause?: unknown;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs?: number;
}

/** One sending of a request failed. Stays inside the HTTP source: `toFinal` is what the caller gets when no try is left. */
export class AttemptError extends AppError {
  readonly retry = "later";
  readonly final: FinalError;
  readonly again: Again;

  constructor(final: FinalError, again: Again, summary: string, where: Where, details: Details = {}) {
    super(summary, where, { cause: details.cause, retryAfterMs: details.retryAfterMs ?? 0 });
    this.final = final;
    this.again = again;
  }

  toFinal(note: string): AppError {
    const cause = this.cause;
    return new this.final(`${this.summary}${note}`, this.where, cause === undefined ? {} : { cause });
  }

  /** The same failure, but worth another try. */
  patiently(): AttemptError {
    return new AttemptError(this.final, "patiently", this.summary, this.where, {
      cause: this.cause,
      retryAfterMs: this.retryAfterMs,
    });
  }
}

/** The server broke a promise about bytes, lengths or ranges; by default worth another try (a proxy may have cut in). */
export function inconsistent(summary: string, where: Where, again: Again = "patiently"): AttemptError {
  return new AttemptError(SourceInconsistentError, again, summary, where);
}

const missing = new Map([
  [401, "the server wants a login"],
  [403, "access is refused"],
  [404, "there is no such file"],
  [410, "the file is gone"],
]);

/** Client errors that pass with time; all others of 400–499 do not. */
const passing = new Set([408, 425, 429]);

/** The failure that a status other than 200, 206 and 416 stands for. */
export function failureOfStatus(response: HttpResponse, where: Where): AttemptError {
  const { status } = response;
  if (status >= 500 || passing.has(status))
    return new AttemptError(SourceUnavailableError, "patiently", `The server answers HTTP ${status}`, where, {
      retryAfterMs: retryAfterOf(response.headers),
    });
  if (status >= 400)
    return new AttemptError(
      SourceNotFoundError,
      "never",
      `HTTP ${status}: ${missing.get(status) ?? "the server refuses the request"}; check the URL`,
      where,
    );
  return inconsistent(`HTTP ${status} is not an answer to a request for bytes (expected 206 or 200)`, where, "never");
}

/** Retry-After in milliseconds, as a number of seconds or a date; 0 if it is missing or cannot be understood. */
export function retryAfterOf(headers: Headers): number {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  const now = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(until) ? 0 : Math.max(0, until - (Number.isNaN(now) ? Date.now() : now));
}

/** Error codes that mean no connection came about. */
const unreachable = new Map<unknown, string>([
  ["ENOTFOUND", "its name is not known"],
  ["EAI_AGAIN", "its name cannot be looked up; is there a network?"],
  ["ECONNREFUSED", "it refuses connections"],
  ["EHOSTUNREACH", "there is no route to it"],
  ["ENETUNREACH", "there is no network"],
  ["ENETDOWN", "there is no network"],
  ["EADDRNOTAVAIL", "there is no network"],
  ["ETIMEDOUT", "connecting took too long"],
  ["UND_ERR_CONNECT_TIMEOUT", "connecting took too long"],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "its certificate is not trusted"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "its certificate is not trusted"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "its certificate is not trusted"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is for another name"],
]);

/**
 * The failure that a rejected `fetch` stands for. The runtime hides the reason in `cause`, if it tells at all.
 *
 * A connection that the rules refuse (`safe-fetch`) is no matter of the server: it is final, and no other try is made.
 */
export function failureOfFetch(error: unknown, where: Where): AttemptError | LocationRefusedError {
  const refusal = refusalIn(error);
  if (refusal !== undefined) return new LocationRefusedError(refusal.summary, where, { cause: error });
  const code = innermostCode(error);
  const reason = unreachable.get(code);
  if (reason !== undefined)
    return new AttemptError(ServerUnreachableError, "briefly", `The server cannot be reached: ${reason}`, where, {
      cause: error,
    });
  return new AttemptError(
    SourceUnavailableError,
    "patiently",
    `No answer from the server: ${tell(error, code)}`,
    where,
    {
      cause: error,
    },
  );
}

/** The failure that an error in the middle of a body stands for. */
export function failureOfBody(error: unknown, received: number, where: Where): AttemptError {
  return new AttemptError(
    SourceUnavailableError,
    "patiently",
    `The connection broke after ${received} bytes: ${tell(error, innermostCode(error))}`,
    where,
    { cause: error },
  );
}

function refusalIn(error: unknown): LocationRefusedError | undefined {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++)
    if (e instanceof LocationRefusedError) return e;
  return undefined;
}

function innermostCode(error: unknown): unknown {
  for (let e: unknown = error, depth = 0; e instanceof Error && depth < 5; e = e.cause, depth++)
    if ("code" in e && typeof e.code === "string") return e.code;
  return undefined;
}

/** The code if there is one, else the innermost message: the outer one only says "fetch failed". */
function tell(error: unknown, code: unknown): string {
  if (typeof code === "string") return code;
  let inner = error;
  for (let depth = 0; inner instanceof Error && inner.cause instanceof Error && depth < 5; depth++) inner = inner.cause;
  return inner instanceof Error ? inner.message : String(inner);
}
