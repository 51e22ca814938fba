import { check, toFields, toText } from "./json-message.ts";
import { logEventSchema, type LogEvent } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { isDelta } from "./delta.ts";
import { deltaToJson, packDelta, packedMark, unpackDelta } from "./packed-delta.ts";
import { workItemSchema, type QueuedItem } from "./work-item.ts";

/** No message is larger; the brokers' own limits are set to no less. */
export const maxMessageBytes = 8_000_000;

/*
 * Messages are UTF-8 JSON, as the schemas of work-item.ts and log-event.ts say, but for deltas in the log: those are packed (packed-delta.ts).
 * Only web-standard APIs, so that a processor can run anywhere. Decoding is strict, and MalformedMessageError is all it throws.
 */

/** @throws {MalformedMessageError} if the message would be too large. */
export function encodeWorkItem(item: QueuedItem): Uint8Array {
  return toBytes(item);
}

/** @throws {MalformedMessageError} if the bytes are not a work item of this version. */
export function decodeWorkItem(bytes: Uint8Array): QueuedItem {
  checkSize(bytes);
  return check(workItemSchema, toFields(toText(bytes)));
}

/**
 * The event as it stands in the log. A delta is packed, which is no JSON; where JSON is asked for, see `logEventToJson`.
 *
 * @throws {MalformedMessageError} if the message would be too large, or its sums are not all finite.
 */
export function encodeLogEvent(event: LogEvent): Uint8Array {
  if (!isDelta(event)) return toBytes(event);
  const bytes = packDelta(event);
  checkSize(bytes);
  return bytes;
}

/**
 * The event as an object for JSON, as `logEventSchema` says: sums in base64. Its text in UTF-8 is understood by `decodeLogEvent` too.
 *
 * @throws {MalformedMessageError} if its sums are not all finite.
 */
export function logEventToJson(event: LogEvent): object {
  return isDelta(event) ? deltaToJson(event) : event;
}

/**
 * @param bytes nothing of them is shared with the event
 * @throws {MalformedMessageError} if the bytes are not a log event of this version.
 */
export function decodeLogEvent(bytes: Uint8Array): LogEvent {
  checkSize(bytes);
  if (bytes[0] === packedMark) return unpackDelta(bytes);
  return check(logEventSchema, toFields(toText(bytes)));
}

/**
 * The event of an object that `logEventToJson` made and JSON carried.
 *
 * @throws {MalformedMessageError} if it is not a log event of this version.
 */
export function logEventFromJson(value: unknown): LogEvent {
  return check(logEventSchema, value);
}

const encoder = new TextEncoder();

function toBytes(message: object): Uint8Array {
  const bytes = encoder.encode(JSON.stringify(message));
  checkSize(bytes);
  return bytes;
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > maxMessageBytes)
    throw new MalformedMessageError(`The message has ${bytes.length} bytes, at most ${maxMessageBytes} are allowed`);
}
