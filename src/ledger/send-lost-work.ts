import { pauseOrAbort } from "../async/pause.ts";
import type { PreparedAnalysis } from "../analysis/prepared-analysis.ts";
import { BrokerClosedError, BrokerUnavailableError } from "../messaging/errors.ts";
import type { Broker } from "../messaging/port.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import type { Priority } from "../protocol/priority.ts";
import { acceptAnalysis } from "./accept-analysis.ts";
import { WorkLostError } from "./errors.ts";
import { looksAtLanes, mostBetweenLooksMs, tellStalled } from "./stall-watch.ts";

export interface LostWorkOptions {
  readonly broker: Pick<Broker, "work" | "log" | "recipes" | "capabilities">;
  readonly prepared: PreparedAnalysis;
  readonly priority?: Priority | undefined;
  /** The state as it is known now; undefined before there is one. */
  readonly view: () => AnalysisView | undefined;
  /** Its work may be lost when nothing has come for so long. */
  readonly quietMs: number;
  /** Told the run as which the rest was sent again. */
  readonly onSent: (run: number) => void | Promise<void>;
  readonly signal: AbortSignal;
}

/** So many times in a row it is sent without anything coming of it. */
const mostInVain = 3;

/**
 * Sends again what is missing of a running analysis when the broker has lost its work (a queue was purged, a stream made anew): nothing has
 * come for long, and nothing waits or is under way in its lanes. For whoever has started it, and waits for it without a plotter. What comes
 * of the lost work after all counts once.
 *
 * @returns a promise that resolves when the signal aborts
 * @throws {WorkLostError} if nothing comes of what was sent again, several times
 */
export async function sendLostWork(options: LostWorkOptions): Promise<void> {
  const { broker, prepared, priority, quietMs, onSent, signal } = options;
  const lanes = new Set(prepared.spec.groups.map(({ lane }) => lane));
  let seen: AnalysisView | undefined;
  let since = performance.now();
  let emptyLooks = 0;
  let inVain = 0;
  let settled = -1;
  while (!signal.aborted) {
    await pauseOrAbort(Math.min(quietMs / 4, mostBetweenLooksMs), signal);
    const view = options.view();
    if (view !== seen) {
      [seen, since, emptyLooks] = [view, performance.now(), 0];
      continue;
    }
    if (view?.status !== "running" || performance.now() - since < quietMs) continue;
    try {
      emptyLooks = (await isEmpty(broker.work, lanes)) ? emptyLooks + 1 : 0;
      if (emptyLooks < looksAtLanes || options.view() !== view) continue;
      if (settledOf(view) === settled && inVain === mostInVain) throw new WorkLostError(mostInVain);
      const { id: analysis, run } = view;
      await tellStalled(broker.log, analysis, run);
      const { acceptance, run: next } = await acceptAnalysis(broker, prepared, new Date(), undefined, 0, priority);
      inVain = settledOf(view) === settled ? inVain + 1 : 1;
      settled = settledOf(view);
      [since, emptyLooks] = [performance.now(), 0];
      if (acceptance === "again") await onSent(next);
    } catch (error) {
      if (error instanceof BrokerClosedError) return;
      // Whoever watches the broker tells; the next look tries again.
      if (!(error instanceof BrokerUnavailableError)) throw error;
    }
  }
}

async function isEmpty(work: Broker["work"], lanes: Iterable<string>): Promise<boolean> {
  for (const lane of lanes) {
    const { waiting, inFlight } = await work.state(lane);
    if (waiting + inFlight > 0) return false;
  }
  return true;
}

/** Grows with all that comes of work. */
function settledOf({ progress, missing }: AnalysisView): number {
  const failed = missing.filter(({ failure }) => failure !== undefined).length;
  return progress.filesPlanned + progress.partitionsDone + failed;
}
