import { BodyTooLargeError, InvalidConsumeOptionsError, InvalidNameError } from "./errors.ts";
import type { ConsumeOptions, Origin } from "./port.ts";
import { LAST_TURN } from "./turns.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;

/**
 * Checks the name of a lane, an analysis or a recipe before it becomes part of a subject or a queue name.
 *
 * Allowed: 1 to 128 letters, digits, `_`, `.` and `-`, starting with a letter or a digit. An adapter whose broker gives one
 * of these a meaning (NATS splits subjects at dots) escapes it, so that two names never share a subject.
 * @throws {InvalidNameError} naming the field and the name.
 */
export function checkName(field: "lane" | "analysis" | "recipe" | "kind", name: string): void {
  if (NAME.test(name)) return;
  throw new InvalidNameError(
    `${JSON.stringify(name.slice(0, 140))} cannot be the name of ${field === "analysis" ? "an" : "a"} ${field}: expected ` +
      `1 to 128 letters, digits, "_", "." or "-", starting with a letter or a digit`,
    { field },
  );
}

/** @throws {InvalidNameError} */
export function checkOrigin(origin: Origin): void {
  if ("lane" in origin) checkName("lane", origin.lane);
  else checkName("kind", origin.kind);
}

/** @throws {InvalidNameError} unless it is a whole number of at least 0. */
export function checkRun(run: number): void {
  if (Number.isSafeInteger(run) && run >= 0) return;
  throw new InvalidNameError(`${run} cannot be the number of a run: expected a whole number of at least 0`, {
    field: "run",
  });
}

/** @throws {InvalidNameError} unless it is one of the turns of a lane. */
export function checkTurn(turn: number): void {
  if (Number.isSafeInteger(turn) && turn >= 0 && turn <= LAST_TURN) return;
  throw new InvalidNameError(`${turn} cannot be a turn: expected a whole number from 0 to ${LAST_TURN}`, {
    field: "turn",
  });
}

/** @throws {BodyTooLargeError} if the broker would not take the body. */
export function checkBody(body: Uint8Array, maxBytes: number, what: "work item" | "log record" | "recipe"): void {
  if (body.byteLength > maxBytes) throw new BodyTooLargeError(body.byteLength, maxBytes, what);
}

/** @throws {InvalidConsumeOptionsError, InvalidNameError} for options with which a consumer would wait for ever. */
export function checkConsumeOptions(options: ConsumeOptions): void {
  if (options.lanes.length === 0) throw new InvalidConsumeOptionsError("lanes", "[]", "at least one lane");
  for (const lane of options.lanes) checkName("lane", lane);
  for (const field of ["concurrency", "maxDeliveries"] as const) {
    const value = options[field];
    if (!Number.isSafeInteger(value) || value < 1)
      throw new InvalidConsumeOptionsError(field, String(value), "a whole number of at least 1");
  }
}
