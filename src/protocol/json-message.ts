import type { z } from "zod";
import { MalformedMessageError, NewerMessageError } from "./malformed-message.ts";
import { protocolVersion } from "./work-item.ts";

/** What every message has in common: UTF-8, JSON, an object, a version. Each step throws MalformedMessageError. */

/** A byte order mark is no part of JSON: it is kept (which is what the option means), and refused with it. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export function toText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedMessageError("Malformed message: not UTF-8", {}, { cause });
  }
}

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a message of this version. */
export function toFields(text: string): Fields {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch (cause) {
    throw new MalformedMessageError("Malformed message: not JSON", {}, { cause });
  }
  if (typeof message !== "object" || message === null || Array.isArray(message))
    throw new MalformedMessageError("Malformed message: expected a JSON object");
  const fields = message as Fields;
  const version = fields["version"];
  if (typeof version === "number" && version > protocolVersion) throw new NewerMessageError(version, protocolVersion);
  if (version !== protocolVersion)
    throw new MalformedMessageError(
      `The message has ${typeof version === "number" ? `version ${version}` : "no version"}, but this program speaks version ${protocolVersion}; run the same release everywhere`,
      { field: "version" },
    );
  return fields;
}

/** @throws {MalformedMessageError} naming the first field that is not as the schema says. */
export function check<T>(schema: z.ZodType<T>, message: unknown): T {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new MalformedMessageError(
    `Malformed message: ${issue.message}`,
    issue.path.length === 0 ? {} : { field: issue.path.join(".") },
    { cause: result.error },
  );
}
