import { AppError } from "../errors/app-error.ts";

/** An event that is none of this analysis: another id, a sample or file that the spec does not have, another spec, impossible borders. */
export class ForeignEventError extends AppError {
  readonly retry = "never";
}

/** Sums that are laid out otherwise than the spec says, so that adding them would mix up bins. */
export class IncompatibleSumsError extends AppError {
  readonly retry = "never";
}

/** The ledger has not seen the `accepted` event yet, so that it does not know what the analysis is. */
export class NotAcceptedError extends AppError {
  readonly retry = "later";
}
