import type { Broker } from "../messaging/port.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import { logDedupKey } from "../protocol/dedup-keys.ts";
import { protocolVersion } from "../protocol/work-item.ts";

/**
 * Ends an analysis before its time: writes `cancelled` into its log, then drops its waiting work. What is in already stays.
 *
 * @returns how many waiting items were dropped, as far as the broker can tell.
 */
export async function cancelAnalysis(broker: Broker, analysis: string, now: Date): Promise<number> {
  const event = { version: protocolVersion, analysis, kind: "cancelled", at: now.toISOString() } as const;
  await broker.appendLog({ analysis, body: encodeLogEvent(event), dedupKey: logDedupKey(event) });
  return broker.cancelWork(analysis);
}
