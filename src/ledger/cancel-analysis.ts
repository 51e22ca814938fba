import type { Broker } from "../messaging/port.ts";
import { protocolVersion } from "../protocol/work-item.ts";
import { appendControl } from "./append-control.ts";

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
  await appendControl(broker.log, event);
  return broker.work.cancel(analysis, run);
}
