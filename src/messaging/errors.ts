import { AppError } from "../errors/app-error.ts";
import { nearestNames } from "../errors/nearest-names.ts";

/** The connection to the broker was closed on this side; nothing was stored by the call that throws this. */
export class BrokerClosedError extends AppError {
  readonly retry = "later";
  constructor(call: string) {
    super(`The broker connection is closed, so ${call} did nothing; open a new connection`);
  }
}

/**
 * The broker did not answer, or the connection broke while it was asked. What was sent may or may not be stored: the caller
 * may repeat the call, since keys and receivers drop duplicates.
 */
export class BrokerUnavailableError extends AppError {
  readonly retry = "later";
  constructor(call: string, options?: ErrorOptions & { readonly summary?: string }) {
    const silence = `The broker gave no answer to ${call}; it may or may not have happened: repeat it when the broker is back`;
    super(options?.summary ?? silence, {}, options);
  }
}

/**
 * The broker is there, and something that this project keeps in it is not: it was deleted, or its store was lost. Whoever may makes it again;
 * until then this is as if the broker were away.
 */
export class BrokerIncompleteError extends BrokerUnavailableError {
  /** What is wrong, such as "the stream HZZ_WORK is missing". */
  readonly what: readonly string[];
  constructor(call: string, what: readonly string[], options?: ErrorOptions) {
    const summary = `The broker cannot do ${call}: ${what.join(", ")}; a plotter restores what is missing, or says why it cannot`;
    super(call, { ...options, summary });
    this.what = what;
  }
}

/**
 * The log that the broker has is not the one that was read so far: its store was lost, emptied, or replaced by an older copy. What is known
 * from it may not be true any more: read it anew, from its start.
 */
export class LogReplacedError extends AppError {
  readonly retry = "later";
  constructor(found: string, expected: string) {
    super(
      `The broker's log is not the one that was read before: found ${found}, expected ${expected}; was its store lost, emptied or ` +
        `restored? Read it again from its start`,
    );
  }
}

/** The broker answered that it will not do this: a limit is reached, a right is missing, its storage failed. */
export class BrokerRefusedError extends AppError {
  readonly retry = "later";
  constructor(call: string, answer: string, options?: ErrorOptions) {
    super(`The broker refused ${call}: ${answer}`, {}, options);
  }
}

/** The user of this connection lacks a right that the call needs; it never happened. */
export class BrokerPermissionError extends BrokerRefusedError {
  constructor(call: string, who: string, what: string, options?: ErrorOptions) {
    super(
      call,
      `${who} may not ${what}; use the login that belongs to this service, or allow it in the server's configuration`,
      options,
    );
  }
}

/** No connection could be opened, or what is there is not what the adapter needs. */
export class BrokerSetupError extends AppError {
  readonly retry = "later";
}

/** The URL of a broker is not one. The message never shows it, since it may hold a password. */
export class InvalidBrokerUrlError extends AppError {
  readonly retry = "never";
}

/** The broker (or the time-out for silence) took the delivery away from its handler; somebody else will get the item. */
export class DeliveryLostError extends AppError {
  readonly retry = "later";
}

/** The analysis was cancelled, so nobody waits for the result of this item any more. */
export class AnalysisCancelledError extends AppError {
  readonly retry = "never";
  constructor(analysis: string) {
    super(`The analysis ${analysis} was cancelled; its work is not wanted any more`);
  }
}

/** A body is longer than what the broker takes. */
export class BodyTooLargeError extends AppError {
  readonly retry = "never";
  constructor(bytes: number, maxBytes: number, what: string) {
    super(
      `The ${what} has ${bytes} bytes, more than the ${maxBytes} that the broker takes; ` +
        `ask for fewer or coarser histograms, or raise the broker's limit`,
    );
  }
}

/** A lane, an analysis or a recipe has a name that cannot be part of a broker subject. */
export class InvalidNameError extends AppError {
  readonly retry = "never";
}

/** A consumer was asked for in a way that could never deliver anything. */
export class InvalidConsumeOptionsError extends AppError {
  readonly retry = "never";
  constructor(field: string, value: string, expected: string) {
    super(`The consumer's ${field} is ${value}; expected ${expected}`, { field });
  }
}

/** There is no such dead letter: it was redriven already, or the id is mistyped. */
export class DeadLetterNotFoundError extends AppError {
  readonly retry = "never";
  constructor(id: string) {
    super(`There is no dead letter "${id}"; it may have been redriven already: list the dead letters again`);
  }
}

/** The URL names a broker that this build cannot talk to. */
export class UnknownBrokerError extends AppError {
  readonly retry = "never";
  constructor(scheme: string, known: readonly string[]) {
    const near = nearestNames(scheme, known, 1);
    super(
      `This build knows no broker for "${scheme}"${near.length === 0 ? "" : `; did you mean ${near.join(", ")}`}; ` +
        `known schemes: ${known.join(", ")}`,
    );
  }
}
