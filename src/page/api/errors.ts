import { AppError, type Retry } from "../../errors/app-error.ts";
import type { FieldError } from "../analysis/field-errors.ts";

/** What an answer of `application/problem+json` says (RFC 9457). */
export interface ProblemDocument {
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
}

/** The plotter refused a request, and said why. */
export class RefusedError extends AppError {
  readonly retry: Retry;
  readonly problem: ProblemDocument;

  constructor(problem: ProblemDocument) {
    super(problem.detail ?? problem.title);
    this.retry = problem.status === 429 || problem.status >= 500 ? "later" : "never";
    this.problem = problem;
  }
}

/** No answer came, or not all of it: the plotter or the network is away. */
export class UnreachableError extends AppError {
  readonly retry = "later";

  constructor(cause: unknown) {
    const what =
      cause instanceof SyntaxError ? "The answer is cut off, or not the server’s" : "No answer from the server";
    super(`${what}. It may be down, or there is no network; try again in a moment`, {}, { cause });
  }
}
