import { asError } from "../errors/as-error.ts";
import { AppError, type Retry, type Where } from "../errors/app-error.ts";

/**
 * An error as it crosses a thread boundary. Structured clone would keep neither its class nor its fields, and everything
 * that decides about the item (name, retry) must arrive as it was.
 */
export type WireError =
  | {
      readonly kind: "app";
      readonly name: string;
      readonly summary: string;
      readonly where: Where;
      readonly retry: Retry;
      readonly stack: string | undefined;
      readonly cause?: WireError;
    }
  | {
      readonly kind: "several";
      readonly message: string;
      readonly stack: string | undefined;
      readonly errors: readonly WireError[];
    }
  | {
      readonly kind: "other";
      readonly name: string;
      readonly message: string;
      readonly stack: string | undefined;
      readonly cause?: WireError;
    };

/** Causes beyond this depth are cut off; a chain of errors can be a circle. */
const MAX_DEPTH = 5;

/** Stands for an `AppError` that another thread threw: its name, words, place and retry, but not its class. */
class RemoteAppError extends AppError {
  readonly retry: Retry;
  constructor(wire: Extract<WireError, { kind: "app" }>, options: ErrorOptions) {
    super(wire.summary, wire.where, options);
    this.retry = wire.retry;
    this.name = wire.name;
  }
}

/** Never throws, whatever was thrown. */
export function toWireError(error: unknown, depth = 0): WireError {
  if (!(error instanceof Error)) return toWireError(asError(error));
  const { name, message, stack } = error;
  const cause = error.cause === undefined || depth === MAX_DEPTH ? {} : { cause: toWireError(error.cause, depth + 1) };
  if (error instanceof AppError)
    return {
      kind: "app",
      name,
      summary: error.summary,
      where: { ...error.where },
      retry: error.retry,
      stack,
      ...cause,
    };
  if (error instanceof AggregateError && depth < MAX_DEPTH)
    return { kind: "several", message, stack, errors: error.errors.map((one: unknown) => toWireError(one, depth + 1)) };
  return { kind: "other", name, message, stack, ...cause };
}

/** The error with the stack of the thread that threw it. An `AppError` comes back as one, anything else does not. */
export function fromWireError(wire: WireError): Error {
  const error = build(wire);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}

function build(wire: WireError): Error {
  if (wire.kind === "several") return new AggregateError(wire.errors.map(fromWireError), wire.message);
  const options = wire.cause === undefined ? {} : { cause: fromWireError(wire.cause) };
  if (wire.kind === "app") return new RemoteAppError(wire, options);
  const error = new Error(wire.message, options);
  error.name = wire.name;
  return error;
}
