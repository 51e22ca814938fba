import { readRecord } from "../../src/ledger/read-record.ts";
import { decodeWorkItem, logEventToJson } from "../../src/protocol/codec.ts";
import type { Origin, OutgoingRecord, OutgoingWork } from "../../src/messaging/port.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import type { QueuedItem } from "../../src/protocol/work-item.ts";

/** A log record as the virtual broker keeps it. */
export interface KnownRecord {
  readonly id: number;
  readonly body: Uint8Array;
  readonly dedupKey: string;
  /** Under it alone it counts: a broker holds its users to theirs. */
  readonly origin: Origin | undefined;
  readonly event: LogEvent;
}

/** A work item as the virtual broker keeps it. */
export interface KnownItem {
  readonly id: number;
  readonly body: Uint8Array;
  readonly dedupKey: string;
  readonly lane: string;
  /** For which run it was published, and with which it is cancelled. */
  readonly analysis: string;
  readonly run: number;
  readonly item: QueuedItem;
}

/** Every different message gets a number, so that states are short. What reading cost makes no difference. */
export class Messages {
  readonly records: KnownRecord[] = [];
  readonly items: KnownItem[] = [];
  /** Stored at once: nothing that happens here depends on when. */
  readonly recipes = new Map<string, Uint8Array>();
  readonly #recordIds = new Map<string, number>();
  readonly #itemIds = new Map<string, number>();

  /** @throws {ForeignEventError} if no reader would take it from there */
  recordOf({ body, origin }: OutgoingRecord, dedupKey: string): number {
    const event = readRecord({ body, origin });
    const text = JSON.stringify([{ ...logEventToJson(event), stats: 0 }, dedupKey, origin]);
    const known = this.#recordIds.get(text);
    if (known !== undefined) return known;
    const id = this.records.length;
    this.#recordIds.set(text, id);
    this.records.push({ id, body: body.slice(), dedupKey, origin, event });
    return id;
  }

  itemOf({ lane, analysis, run, body }: OutgoingWork, dedupKey: string): number {
    const item = decodeWorkItem(body);
    const text = JSON.stringify([lane, analysis, run, item, dedupKey]);
    const known = this.#itemIds.get(text);
    if (known !== undefined) return known;
    const id = this.items.length;
    this.#itemIds.set(text, id);
    this.items.push({ id, body: body.slice(), dedupKey, lane, analysis, run, item });
    return id;
  }
}
