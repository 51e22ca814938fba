import { PermissionViolationError } from "@nats-io/transport-node";
import { BrokerPermissionError } from "../errors.ts";

type Listener = (violation: PermissionViolationError) => void;

/**
 * What the server refuses to the user of a connection. It answers no message that it refuses: it says so on the connection, some time
 * after, and whoever sent the message must listen here.
 */
export class Permissions {
  readonly #user: string;
  readonly #listeners = new Set<Listener>();

  /** @param user `undefined` for a token or for no login */
  constructor(user: string | undefined) {
    this.#user = user === undefined ? "this login" : `the user "${user}"`;
  }

  /** @returns how to stop listening */
  onRefused(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners, if an error of the connection is a refusal. */
  tell(error: Error): void {
    if (!(error instanceof PermissionViolationError)) return;
    for (const listener of [...this.#listeners]) listener(error);
  }

  toError(call: string, violation: PermissionViolationError): BrokerPermissionError {
    const { operation, subject } = violation;
    const what = operation === "publish" ? `publish to "${subject}"` : `subscribe to "${subject}"`;
    return new BrokerPermissionError(call, this.#user, what, { cause: violation });
  }
}

/** The refusal that made a request fail, which the client may have wrapped. */
export function violationIn(error: unknown): PermissionViolationError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof PermissionViolationError) return at;
  return undefined;
}

/** Where a user's answers go. A prefix of its own, so that the server can keep others from reading them. */
export function inboxPrefixOf(user: string | undefined): string {
  return user === undefined ? "_INBOX" : `_INBOX_${user.replace(/[^A-Za-z0-9_-]/g, "_")}`;
}
