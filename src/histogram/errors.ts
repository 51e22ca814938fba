import { AppError } from "../errors/app-error.ts";

/** An axis that cannot be: too many bins, borders that do not ascend, numbers that are not finite. */
export class InvalidAxisError extends AppError {
  readonly retry = "never";
}

/** Arrays that do not fit their axis, or two axes that should be the same and are not. */
export class IncompatibleAxisError extends AppError {
  readonly retry = "never";
}

/** A number that cannot be summed exactly: infinite, or not a number at all. */
export class NonFiniteSumError extends AppError {
  readonly retry = "never";
}

/** A document that is not a histogram in the UHI schema, or is one of a kind not handled here. */
export class InvalidUhiError extends AppError {
  readonly retry = "never";
}
