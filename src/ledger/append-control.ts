import type { EventLog } from "../messaging/port.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import { keyForOnce } from "../protocol/dedup-keys.ts";
import type { LogEvent } from "../protocol/log-event.ts";
import type { OfWork } from "../protocol/record-origin.ts";

/**
 * Appends what is said of an analysis as a whole, where only those may write who may say it. Said twice, it stands there twice.
 *
 * @param body of the event, if it is encoded already
 * @throws whatever the broker answers with
 */
export async function appendControl(
  log: Pick<EventLog, "append">,
  event: Exclude<LogEvent, OfWork>,
  body: Uint8Array = encodeLogEvent(event),
): Promise<void> {
  const { analysis, kind } = event;
  await log.append({ analysis, body, dedupKey: keyForOnce(event), origin: { kind } });
}
