import type { PreparedAnalysis } from "../analysis/prepared-analysis.ts";
import { checkBody } from "../messaging/checks.ts";
import type { Broker } from "../messaging/port.ts";
import { encodeLogEvent } from "../protocol/codec.ts";
import type { Priority } from "../protocol/priority.ts";
import { protocolVersion } from "../protocol/work-item.ts";
import { cancelAnalysis } from "./cancel-analysis.ts";
import { withTokens } from "./lane-tokens.ts";
import type { Ledger } from "./ledger.ts";
import { missingWork } from "./missing-work.ts";
import { readLedger } from "./read-ledger.ts";
import { checkWork, sendWork } from "./send-work.ts";
import { appendControl } from "./append-control.ts";

export interface Acceptance {
  /** The id follows from the spec: the same spec again is the same analysis. */
  readonly analysis: string;
  /**
   * `new`: it begins. `again`: it had ended as incomplete or cancelled, and is taken up as its next run. `known`: nothing was sent, since it is
   * running, or complete, or nothing of it can still come (files that changed while they were read).
   */
  readonly acceptance: "new" | "again" | "known";
  /** The run that was begun; if none was, the latest. */
  readonly run: number;
}

/**
 * Starts an analysis, or takes it up again: publishes work for what is missing, then writes `accepted` into its log. No file is opened
 * here, so that a request with thousands of files is cheap to accept.
 *
 * Work comes before `accepted`: the other way round, what is missing when somebody dies in between would be waited for in vain. And `begun`
 * comes before the work. If something fails after it, what was sent is taken back: the run is cancelled. Of somebody who died, or who could
 * not do that, a plotter does it later (withdraw-starts.ts). The analysis stands where it stood; the next call begins another run.
 *
 * If somebody forgets the analysis meanwhile, the start counts for nothing (`Ledger.forgottenRun` tells), and has to be repeated beyond its run.
 *
 * @param ledger what the log tells so far, with everything that the caller knows to be in it; left out, the log is read
 * @param beyond a run that was begun already, though the ledger may not know of it
 * @param priority of the run that is begun; one that is running keeps the one that it has
 * @param startedBy name of who starts it; an analysis keeps the name of who started it first
 * @throws {BodyTooLargeError} if the spec, its recipe or an item is larger than the broker takes; then nothing was sent.
 * @throws {WorkTooLargeError} if all items together are too large; then nothing was sent.
 * @throws {SlowStartError} if the broker takes them too slowly; they are taken back.
 */
export async function acceptAnalysis(
  { work, log, recipes, capabilities }: Pick<Broker, "work" | "log" | "recipes" | "capabilities">,
  prepared: PreparedAnalysis,
  now: Date,
  ledger?: Ledger,
  beyond = 0,
  priority: Priority = "interactive",
  startedBy?: string,
): Promise<Acceptance> {
  const { id: analysis, spec } = prepared;
  const known = ledger ?? (await readLedger(log, analysis));
  const latest: Acceptance = { analysis, acceptance: "known", run: known.run };
  const goesOn = known.status === "running" && !known.stalled;
  if (known.accepted && (goesOn || known.status === "complete")) return latest;
  const acceptance = known.accepted ? "again" : "new";
  // Beyond every run of which the log has a trace, also one that was begun and not accepted: its keys may be used up.
  const run = Math.max(known.highestRun, beyond) + 1;
  const { forgottenRun } = known;
  const event = {
    version: protocolVersion,
    analysis,
    kind: "accepted",
    spec,
    at: now.toISOString(),
    run,
    ...(forgottenRun === 0 ? {} : { afterForgotten: forgottenRun }),
    ...(startedBy === undefined ? {} : { startedBy }),
  } as const;
  const body = encodeLogEvent(event);
  const { maxBodyBytes } = capabilities;
  checkBody(body, maxBodyBytes, "log record");
  checkBody(prepared.recipe.body, maxBodyBytes, "recipe");
  const isNothing = missingWork(prepared, run, known, priority).next().done === true;
  if (isNothing) return latest;
  await checkWork(prepared, run, known, priority, capabilities);
  const begun = { version: protocolVersion, analysis, kind: "begun", at: event.at, run } as const;
  await appendControl(log, begun);
  try {
    // Before the items that name it.
    await recipes.put({ analysis, ...prepared.recipe });
    await sendWork(work, withTokens(missingWork(prepared, run, known, priority)));
    await appendControl(log, event, body);
  } catch (error) {
    // `begun` tells of what cannot be taken back now; what failed first is told here.
    await cancelAnalysis({ work, log }, analysis, now, run).catch(() => undefined);
    throw error;
  }
  return { analysis, acceptance, run };
}
