import { AppError } from "../errors/app-error.ts";

/** A toy that is larger than what may be made on demand. */
export class ToyTooLargeError extends AppError {
  readonly retry = "never";
}
