import type { Broker } from "../messaging/port.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import { keyForOnce } from "../protocol/dedup-keys.ts";
import { protocolVersion } from "../protocol/work-item.ts";

/**
 * Ends a run of an analysis before its time: writes `cancelled` into its log, then drops its waiting work. What is in already stays.
 *
 * The record comes first: whoever dies in between leaves a cancelled analysis, and not one that is waited for in vain. The work of another run,
 * which somebody may begin meanwhile, is not touched.
 *
 * @param run the latest accepted run; a later one is not cancelled by this
 * @returns how many waiting items were dropped, as far as the broker can tell.
 */
export async function cancelAnalysis(
  broker: Pick<Broker, "work" | "log">,
  analysis: string,
  now: Date,
  run: number,
): Promise<number> {
  const event = { version: protocolVersion, analysis, kind: "cancelled", at: now.toISOString(), run } as const;
  await broker.log.append({
    analysis,
    body: encodeLogEvent(event),
    dedupKey: keyForOnce(event),
    origin: { kind: event.kind },
  });
  return broker.work.cancel(analysis, run);
}
