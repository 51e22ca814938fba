import {
  checkRange,
  contentLengthOf,
  contentRangeOf,
  unsatisfiedSizeOf,
  type Version,
  versionOf,
} from "./http-answer.ts";
import type { HttpClient, Receive } from "./http-client.ts";
import { receiveInto, receiveWhole } from "./http-exchange.ts";
import { failureOfStatus, inconsistent } from "./http-failure.ts";

/** The beginning of the file, or all of it, and what the first answer tells. */
export interface Opened {
  readonly version: Version;
  readonly held: Uint8Array;
  readonly ranges: boolean;
}

/** Reads the answer to the first request: a part (206), the whole file (200), or the word that it is empty (416). */
export function receiveHead(client: HttpClient): Receive<Opened> {
  const { where, settings } = client;
  return async (response, watchdog, allow) => {
    const { headers, status } = response;
    if (status === 206) {
      const told = contentRangeOf(headers, where);
      checkRange(told, { start: 0, stop: Math.min(settings.headBytes, told.size) }, where);
      const held = new Uint8Array(told.stop);
      await receiveInto(client, response, held, watchdog);
      return { version: versionOf(headers, told.size), held, ranges: true };
    }
    if (status === 200) {
      allow(Math.min(contentLengthOf(headers) ?? settings.maxWholeFileBytes, settings.maxWholeFileBytes));
      const held = await receiveWhole(client, response, watchdog);
      return { version: versionOf(headers, held.length), held, ranges: false };
    }
    if (status !== 416) throw failureOfStatus(response, where);
    // An empty file has no first byte, so its range cannot be satisfied.
    if (unsatisfiedSizeOf(headers) !== 0)
      throw inconsistent("HTTP 416: the server refuses the first bytes of the file", where, "never");
    return { version: versionOf(headers, 0), held: new Uint8Array(0), ranges: true };
  };
}
