import type { z } from "zod";
import { encodeFloat64 } from "./base64.ts";
import type { LogEvent } from "./log-event.ts";
import { MalformedMessageError } from "./malformed-message.ts";
import { readPartitionDone, requireFinite, splitSums } from "./partition-done.ts";
import { otherEventSchema, workItemSchema } from "./wire-schemas.ts";
import { protocolVersion, type WorkItem } from "./work-item.ts";

/** No message is larger; the brokers' own limits are set to no less. */
export const maxMessageBytes = 8_000_000;

/*
 * Messages are UTF-8 JSON; what they must be stands in wire-schemas.ts. Only web-standard APIs, so that a processor can run anywhere.
 * Decoding is strict, and MalformedMessageError is all it throws.
 */

/** @throws {MalformedMessageError} if the message would be too large. */
export function encodeWorkItem(item: WorkItem): Uint8Array {
  return toBytes(item);
}

/** @throws {MalformedMessageError} if the bytes are not a work item of this version. */
export function decodeWorkItem(bytes: Uint8Array): WorkItem {
  return check(workItemSchema, toMessage(toText(bytes)));
}

/** @throws {MalformedMessageError} if the message would be too large, or its sums are not all finite. */
export function encodeLogEvent(event: LogEvent): Uint8Array {
  if (event.kind !== "partition-done") return toBytes(event);
  requireFinite(event.sums);
  // The sums stand last, where decoding finds them fast.
  const { sums, ...rest } = event;
  return toBytes({ ...rest, sums: encodeFloat64(sums) });
}

/** @throws {MalformedMessageError} if the bytes are not a log event of this version. */
export function decodeLogEvent(bytes: Uint8Array): LogEvent {
  const text = toText(bytes);
  const split = splitSums(bytes, text);
  const message = toMessage(split?.head ?? text);
  if (message["kind"] === "partition-done") return readPartitionDone(message, split?.sums);
  return check(otherEventSchema, message);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

function toBytes(message: object): Uint8Array {
  const bytes = encoder.encode(JSON.stringify(message));
  checkSize(bytes);
  return bytes;
}

function toText(bytes: Uint8Array): string {
  checkSize(bytes);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedMessageError("Malformed message: not UTF-8", {}, { cause });
  }
}

function toMessage(text: string): Readonly<Record<string, unknown>> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (cause) {
    throw new MalformedMessageError("Malformed message: not JSON", {}, { cause });
  }
  if (typeof message !== "object" || message === null || Array.isArray(message))
    throw new MalformedMessageError("Malformed message: expected a JSON object");
  const fields = message as Readonly<Record<string, unknown>>;
  const version = fields["version"];
  if (version !== protocolVersion)
    throw new MalformedMessageError(
      `The message has ${typeof version === "number" ? `version ${version}` : "no version"}, but this program speaks version ${protocolVersion}; run the same release everywhere`,
      { field: "version" },
    );
  return fields;
}

/** @throws {MalformedMessageError} naming the first field that is not as the schema says. */
function check<T>(schema: z.ZodType<T>, message: unknown): T {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new MalformedMessageError(
    `Malformed message: ${issue.message}`,
    issue.path.length === 0 ? {} : { field: issue.path.join(".") },
    { cause: result.error },
  );
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > maxMessageBytes)
    throw new MalformedMessageError(`The message has ${bytes.length} bytes, at most ${maxMessageBytes} are allowed`);
}
