import type { Broker } from "../../src/messaging/port.ts";
import { encodeLogEvent } from "../../src/protocol/codec.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";

/** Appends events to the log of a broker, one after the other, as processors and plotters do. */
export async function appendEvents(broker: Broker, events: Iterable<LogEvent>): Promise<void> {
  for (const event of events) await appendBytes(broker, event.analysis, encodeLogEvent(event));
}

let appended = 0;

/** Every record is a new one, whatever the broker's window for duplicates. */
export async function appendBytes(broker: Broker, analysis: string, body: Uint8Array): Promise<void> {
  await broker.log.append({ analysis, body, dedupKey: `test/${++appended}`, origin: undefined });
}
