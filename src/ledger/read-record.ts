import type { LogRecord } from "../messaging/port.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import { isOfWork } from "../protocol/record-origin.ts";
import { ForeignEventError } from "./errors.ts";

/**
 * The event of a record.
 *
 * @throws {MalformedMessageError} if it is none
 * @throws {ForeignEventError} if it stands where its writers may not write events of this kind. A record without an origin may be of any:
 * earlier versions had none, and nobody is let write one now who may not write all.
 */
export function readRecord({ body, origin }: Pick<LogRecord, "body" | "origin">): LogEvent {
  const event = decodeLogEvent(body);
  if (origin === undefined) return event;
  const { kind } = event;
  const isRight = "lane" in origin ? isOfWork(event) : origin.kind === kind && !isOfWork(event);
  if (isRight) return event;
  const place = "lane" in origin ? `results of the lane ${origin.lane}` : `"${origin.kind}" records`;
  throw new ForeignEventError(
    `A ${kind} event stands among the ${place}, where no service puts one; is a login of the broker in other hands?`,
    { field: "kind" },
  );
}

/** The lane whose processors wrote the record; undefined if that is not known. */
export function laneOf({ origin }: Pick<LogRecord, "origin">): string | undefined {
  return origin !== undefined && "lane" in origin ? origin.lane : undefined;
}
