import { AppError, type Retry, type Where } from "../../errors/app-error.ts";
import { asError } from "../../errors/as-error.ts";

/**
 * An error as it crosses a thread boundary. Structured clone would keep neither its class nor its fields, and what decides about the item
 * (name, retry) must arrive as it was.
 */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause?: WireError;
  /** Of an `AppError`. */
  readonly app?: {
    readonly summary: string;
    readonly where: Where;
    readonly retry: Retry;
    readonly retryAfterMs: number;
  };
  /** Of an `AggregateError`. */
  readonly errors?: readonly WireError[];
}

/** Causes beyond this depth are cut off; a chain of errors can be a circle. */
const MAX_DEPTH = 5;

/** Stands for an `AppError` that another thread threw: its name, words, place and retry, but not its class. */
class RemoteAppError extends AppError {
  readonly retry: Retry;
  constructor({ summary, where, retry, retryAfterMs }: NonNullable<WireError["app"]>, options: ErrorOptions) {
    super(summary, where, { ...options, retryAfterMs });
    this.retry = retry;
  }
}

/** Never throws, whatever was thrown. */
export function toWireError(thrown: unknown, depth = 0): WireError {
  const error = asError(thrown);
  const { name, message, stack } = error;
  const isLast = depth === MAX_DEPTH;
  if (error instanceof AggregateError && !isLast)
    return { name, message, stack, errors: error.errors.map((one: unknown) => toWireError(one, depth + 1)) };
  return {
    name,
    message,
    stack,
    ...(error.cause === undefined || isLast ? {} : { cause: toWireError(error.cause, depth + 1) }),
    ...(error instanceof AppError
      ? {
          app: {
            summary: error.summary,
            where: { ...error.where },
            retry: error.retry,
            retryAfterMs: error.retryAfterMs,
          },
        }
      : {}),
  };
}

/** The error with the stack of the thread that threw it. An `AppError` comes back as one, anything else does not. */
export function fromWireError(wire: WireError): Error {
  const error = build(wire);
  if (wire.errors === undefined) error.name = wire.name;
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function build({ message, cause, app, errors }: WireError): Error {
  if (errors !== undefined) return new AggregateError(errors.map(fromWireError), message);
  const options = cause === undefined ? {} : { cause: fromWireError(cause) };
  return app === undefined ? new Error(message, options) : new RemoteAppError(app, options);
}
