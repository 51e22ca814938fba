import { linkSignals } from "../../async/linked-signal.ts";
import type { AppError } from "../../errors/app-error.ts";
import { asError } from "../../errors/as-error.ts";
import { encodeWorkItem } from "../../protocol/codec.ts";
import type { WorkItem } from "../../protocol/work-item.ts";
import { type Answer, checkAnswer } from "./check-answer.ts";
import { FailedThereError, FunctionFaultError } from "./errors.ts";

export interface AskOptions {
  readonly token: string;
  readonly timeoutMs: number;
  /** Stops the request; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** What came of one request. */
export type Reply =
  /** The function did the item, or says why it cannot; `error` says that the item failed. */
  | { readonly outcome: "done" | "failed"; readonly answer: Answer; readonly error?: AppError }
  /** The function takes no work now, which says nothing of the item. */
  | { readonly outcome: "away"; readonly because: string; readonly retryAfterMs?: number }
  /** The function took the item, and no answer came of it. */
  | { readonly outcome: "fault"; readonly error: AppError };

/** With the largest sums and a plan of many thousand partitions an answer is not as large. */
const mostAnswerBytes = 64 << 20;
const mostWords = 300;

/** What it is called when nobody listens at an address: nothing has been sent then. */
const unreachable =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * Has one function do one item.
 *
 * @param address without "/work"
 * @throws {MalformedMessageError} if the item is too large to be sent; the reason of `signal`. Whatever else happens is the reply.
 */
export async function askFunction(address: string, item: WorkItem, options: AskOptions): Promise<Reply> {
  const body = bodyOf(item);
  const timeout = new AbortController();
  const timer = setTimeout(() => {
    timeout.abort();
  }, options.timeoutMs);
  using stop = linkSignals([options.signal, timeout.signal]);
  try {
    const response = await fetch(`${address}/work`, {
      method: "POST",
      // Else the token would go wherever the address leads.
      redirect: "manual",
      headers: {
        "content-type": "application/json",
        ...(options.token === "" ? {} : { authorization: `Bearer ${options.token}` }),
      },
      body,
      signal: stop.signal,
    });
    return replyOf(address, item, response, await readText(response));
  } catch (error) {
    options.signal.throwIfAborted();
    if (timeout.signal.aborted)
      return fault(address, `gave no answer within ${options.timeoutMs} ms (HZZ_ITEM_TIMEOUT_MS)`);
    const code = codeOf(error);
    if (unreachable.test(code)) return { outcome: "away", because: `it cannot be reached (${code})` };
    return fault(address, `broke off before its answer was complete (${wordsOf(error)})`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** A function needs neither what makes the keys of records, nor the turn. */
function bodyOf({ token: _token, turn: _turn, ...item }: WorkItem): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(encodeWorkItem(item));
}

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > mostAnswerBytes) throw new Error(`the answer has more than ${mostAnswerBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function replyOf(address: string, item: WorkItem, response: Response, text: string): Reply {
  const { status } = response;
  const fields = fieldsOf(text);
  const retryAfterMs = retryAfterOf(response);
  if (status === 200 || status === 422) {
    const answer = checkAnswer(item, fields["events"], status === 422);
    if (typeof answer === "string")
      return fault(address, `answered (${status}) what is no answer to the item: ${answer}; it begins ${begin(text)}`);
    const { failure } = answer;
    if (failure === undefined) return { outcome: "done", answer };
    return { outcome: "failed", answer, error: new FailedThereError(address, failure.name, failure.message, "never") };
  }
  const said = `${status}${typeof fields["detail"] === "string" ? `: ${fields["detail"].slice(0, mostWords)}` : ""}`;
  if (status === 401 || status === 403)
    return { outcome: "away", because: `it refuses the token (${said}); set HZZ_FUNCTIONS_TOKEN to one that it takes` };
  const { failure } = fields;
  if (status === 503 && typeof failure === "string" && /^\w{1,100}$/.test(failure)) {
    const error = new FailedThereError(address, failure, said, "later", retryAfterMs);
    return { outcome: "failed", answer: {}, error };
  }
  if (status === 429 || (status === 503 && retryAfterMs !== undefined))
    return {
      outcome: "away",
      because: `it has too much to do (${said})`,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  if ((status >= 300 && status < 400) || status === 0 || status === 404 || status === 405)
    return { outcome: "away", because: `there is no POST /work (${said}); look at HZZ_FUNCTIONS` };
  return fault(address, `answered ${said}`);
}

/** Of an answer that is a JSON object; of any other, none. */
function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Seconds, or a date, as HTTP has it. */
function retryAfterOf({ headers }: Response): number | undefined {
  const text = headers.get("retry-after");
  if (text === null) return undefined;
  const ms = /^\d{1,9}$/.test(text) ? 1000 * Number(text) : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

const fault = (address: string, what: string, options?: ErrorOptions): Reply => ({
  outcome: "fault",
  error: new FunctionFaultError(address, what, options),
});

const begin = (text: string): string => JSON.stringify(text.slice(0, 60));

/** Clients say "fetch failed", and what failed in the cause. */
function codeOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause)
    if ("code" in at && typeof at.code === "string") return at.code;
  return "";
}

function wordsOf(error: unknown): string {
  const { message, cause } = asError(error);
  return (cause instanceof Error ? `${message}: ${cause.message}` : message).slice(0, mostWords);
}
