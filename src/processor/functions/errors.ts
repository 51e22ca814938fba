import { AppError, type Retry } from "../../errors/app-error.ts";

/** A function took an item and gave no answer that can be one: it hung, broke off, or said what is not so. Another one may do better. */
export class FunctionFaultError extends AppError {
  readonly retry = "later";
  constructor(address: string, what: string, options: ErrorOptions = {}) {
    super(`The function at ${address} ${what}; look at its log, and at the limits of its platform`, {}, options);
  }
}

/** What a function says of an item that failed there, under the name of the error that it met. */
export class FailedThereError extends AppError {
  readonly retry: Retry;
  constructor(address: string, name: string, message: string, retry: Retry, retryAfterMs = 0) {
    super(`${message} (told by the function at ${address})`, {}, { retryAfterMs });
    this.name = name;
    this.retry = retry;
  }
}
