import type { Broker } from "../messaging/port.ts";
import { protocolVersion } from "../protocol/work-item.ts";
import type { Ledger } from "./ledger.ts";
import { appendControl } from "./append-control.ts";

/**
 * Writes into the log of an analysis that nothing before counts any more. It is for the log to say whether that holds: it does not, if the
 * analysis was started again or pinned before, by somebody of whom the caller has not heard.
 *
 * @param ledger of an analysis that has ended
 */
export async function forgetAnalysis(
  { log }: Pick<Broker, "log">,
  analysis: string,
  now: Date,
  { run, highestRun, uuids }: Pick<Ledger, "run" | "highestRun" | "uuids">,
): Promise<void> {
  const event = {
    version: protocolVersion,
    analysis,
    kind: "forgotten",
    at: now.toISOString(),
    run,
    // Somebody may be starting the next one just now, and its work may be on its way.
    beyond: highestRun + 1,
    ...(uuids.length === 0 ? {} : { files: [...uuids] }),
  } as const;
  await appendControl(log, event);
}

/** Writes into the log whether an analysis stays when old ones leave. */
export async function pinAnalysis(
  { log }: Pick<Broker, "log">,
  analysis: string,
  now: Date,
  pinned: boolean,
): Promise<void> {
  const event = { version: protocolVersion, analysis, kind: "pinned", at: now.toISOString(), pinned } as const;
  await appendControl(log, event);
}
