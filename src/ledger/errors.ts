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

/** The results of the analysis have left memory, and were used before they were brought back: a fault of this program. */
export class LedgerAwayError extends AppError {
  readonly retry = "later";
}

/** The work of an analysis would take more room in the broker than any may. */
export class WorkTooLargeError extends AppError {
  readonly retry = "never";
  constructor(items: number, bytes: number, maxBytes: number) {
    super(
      `The work of this analysis is at least ${items} items with ${bytes} bytes, more than the ${maxBytes} bytes that one may put into the ` +
        `broker; use fewer files, or shorter base URLs and names`,
    );
  }
}

/** The broker took the work of an analysis so slowly that its start was given up. */
export class SlowStartError extends AppError {
  readonly retry = "later";
  constructor(sent: number, limitMs: number) {
    super(
      `The broker stored only ${sent} work items of this analysis in ${limitMs / 1000} s; look at its disk and load, then start it again`,
    );
  }
}

/** The broker has lost the work of an analysis again and again. */
export class WorkLostError extends AppError {
  readonly retry = "later";
  constructor(times: number) {
    super(
      `The broker loses the work of this analysis: what is missing was sent again ${times} times, and nothing came of it; find out what ` +
        `removes messages from its lanes, or who takes them, then start it again: it goes on with what is missing`,
    );
  }
}
