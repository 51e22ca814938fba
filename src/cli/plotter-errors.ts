import { AppError, type Retry } from "../errors/app-error.ts";

/** Nobody answers at the address of the plotter, or the connection broke before the answer was there. */
export class PlotterUnreachableError extends AppError {
  readonly retry = "later";
  /** What happened, in words, without address and advice. */
  readonly reason: string;
  constructor(url: URL, reason: string, options?: ErrorOptions) {
    super(
      `No hzz server answers at ${url.origin}: ${reason}. Start one with "hzz up", or name another with --url or HZZ_URL`,
      {},
      options,
    );
    this.reason = reason;
  }
}

/** What a plotter says when it refuses or fails (RFC 9457), as far as it could be read. */
export interface PlotterProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Fields of the request that are wrong, by their JSON path. */
  readonly errors: readonly { readonly path: string; readonly message: string }[];
  /** How long the plotter asks to be left alone; 0 if it does not. */
  readonly retryAfterMs: number;
}

const tokenAdvice = ". Give it to hzz in the variable HZZ_TOKEN, or name a file that holds it in HZZ_TOKEN_FILE";

/** The plotter answered that it will not, or cannot now; the message holds everything that it said. */
export class PlotterProblemError extends AppError {
  readonly retry: Retry;
  readonly problem: PlotterProblem;
  constructor(problem: PlotterProblem) {
    const { status, title, detail, errors, retryAfterMs } = problem;
    const fields = errors.map(({ path, message }) => `\n  ${path === "" ? "" : `${path}: `}${message}`);
    const wait = retryAfterMs > 0 ? `; try again in ${Math.ceil(retryAfterMs / 1000)} s` : "";
    super(
      `The server answers: ${detail === "" ? title : detail} (HTTP ${status}${wait})${status === 401 ? tokenAdvice : ""}${fields.join("")}`,
    );
    this.problem = problem;
    this.retry = isPassing(status) ? "later" : "never";
  }
}

/** An answer that no plotter gives: another program's, or one of another version. */
export class PlotterAnswerError extends AppError {
  readonly retry: Retry;
  /** @param status of HTTP; a proxy may answer so while the plotter behind it starts. */
  constructor(url: URL, problem: string, status = 200) {
    super(
      `${url.href} does not answer as an hzz server of this version does: ${problem}. Check --url or HZZ_URL (the address that "hzz up" prints)`,
    );
    this.retry = isPassing(status) ? "later" : "never";
  }
}

/** Statuses that pass with time. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}
