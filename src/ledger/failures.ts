import type { Failure } from "../protocol/log-event.ts";

/** Of two failures of the same thing the one to tell: more attempts, then the order of the alphabet, so that the order of arrival does not matter. */
export function preferredFailure(known: Failure | undefined, other: Failure): Failure;
export function preferredFailure(known: Failure | undefined, other: Failure | undefined): Failure | undefined;
export function preferredFailure(known: Failure | undefined, other: Failure | undefined): Failure | undefined {
  if (known === undefined) return other;
  if (other === undefined) return known;
  if (known.attempts !== other.attempts) return known.attempts > other.attempts ? known : other;
  return textOf(other) < textOf(known) ? other : known;
}

/** A failure, and the run in which it happened. */
export interface RunFailure {
  readonly run: number;
  readonly failure: Failure;
}

/** Of two failures of the same thing the one that counts: the later run's, then as `preferredFailure`. */
export function latestFailure<T extends RunFailure>(known: T | undefined, other: T): T {
  if (known === undefined || other.run > known.run) return other;
  if (other.run < known.run) return known;
  return preferredFailure(known.failure, other.failure) === known.failure ? known : other;
}

export function sameFailure(a: Failure | undefined, b: Failure | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return a.attempts === b.attempts && textOf(a) === textOf(b);
}

function textOf(failure: Failure): string {
  return `${failure.name}\n${failure.retry}\n${failure.message}`;
}
