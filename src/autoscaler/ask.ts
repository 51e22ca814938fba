import { AppError } from "../errors/app-error.ts";
import { asError } from "../errors/as-error.ts";

/** Nobody answers at an address, not in time, or not to the end. */
export class PeerUnreachableError extends AppError {
  readonly retry = "later";
}

/** Somebody answers, but not what was asked for. */
export class WrongAnswerError extends AppError {
  readonly retry = "later";
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Question {
  readonly method?: "GET" | "POST";
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly signal: AbortSignal;
  /** From the question to the end of the answer. */
  readonly limitMs: number;
}

/**
 * Asks over HTTP. Redirects are not followed: neither a plotter nor an engine sends any.
 * @throws {PeerUnreachableError} if there is no whole answer; whatever its status, an answer is one.
 */
export async function ask(url: URL, { method = "GET", body, signal, limitMs }: Question): Promise<Answer> {
  const limit = AbortSignal.timeout(limitMs);
  try {
    const response = await fetch(url, {
      method,
      redirect: "manual",
      signal: AbortSignal.any([signal, limit]),
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    signal.throwIfAborted();
    const why = limit.aborted ? `no complete answer within ${limitMs} ms` : reasonOf(error);
    throw new PeerUnreachableError(`${url.origin} does not answer (${why})`, {}, { cause: error });
  }
}

/** @throws {WrongAnswerError} */
export function jsonOf({ text }: Answer, url: URL): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new WrongAnswerError(
      `${url.href} answers with something that is not JSON: ${JSON.stringify(text.slice(0, 100))}`,
      {},
      { cause: error },
    );
  }
}

/** `fetch` says no more than "fetch failed"; the reason is in its cause. */
function reasonOf(error: unknown): string {
  const { cause } = asError(error);
  if (!(cause instanceof Error)) return asError(error).message;
  return "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
}
