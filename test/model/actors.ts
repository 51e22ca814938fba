import { createLogger } from "../../src/logging/logger.ts";
import type { Broker, Delivery } from "../../src/messaging/port.ts";
import type { PreparedAnalysis } from "../../src/analysis/prepared-analysis.ts";
import { acceptAnalysis } from "../../src/ledger/accept-analysis.ts";
import { cancelAnalysis } from "../../src/ledger/cancel-analysis.ts";
import { forgetAnalysis } from "../../src/ledger/forget-analysis.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { StallWatch } from "../../src/ledger/stall-watch.ts";
import { StartWithdrawal } from "../../src/ledger/withdraw-starts.ts";
import { createQueue, type DeliveryOptions, type Queue } from "../../src/processor/handle-delivery.ts";
import type { ProcessItem } from "../../src/processor/process-context.ts";
import { decodeLogEvent, encodeLogEvent } from "../../src/protocol/codec.ts";
import { keyForOnce } from "../../src/protocol/dedup-keys.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";

type QueueLimits = Pick<DeliveryOptions, "maxDeliveries" | "sumsPerMessage">;

/** What the actors of the model do: the real code, or for an experiment something that is wrong. */
export interface Actors {
  /** A processor's handling of deliveries. @param process opens invented files, and is `processWorkItem` beyond that */
  readonly queue: (broker: Broker, process: ProcessItem, limits: QueueLimits) => Queue;
  /** What a plotter does when it is asked to start an analysis. @returns its answer in words */
  readonly post: (broker: Broker, prepared: PreparedAnalysis, ledger: Ledger) => Promise<string>;
  /** What a plotter does when it is asked to cancel an analysis of which it knows. */
  readonly delete: (broker: Broker, analysis: string, ledger: Ledger) => Promise<string>;
  /** What a plotter does by itself about starts that were left in the middle. */
  readonly tidy: (broker: Broker, analysis: string, ledger: Ledger) => Promise<string>;
  /** What a plotter does by itself about an analysis of which nothing comes any more. */
  readonly watch: (broker: Broker, analysis: string, ledger: Ledger) => Promise<string>;
  /** What a plotter does when it is asked to forget it, or does so by rule. */
  readonly forget: (broker: Broker, analysis: string, ledger: Ledger) => Promise<string>;
}

/** All times are the same: none plays a part in the protocol. */
export const now = new Date("2026-01-02T03:04:05Z");

/** When every start that is not finished counts as left. */
const later = new Date("2026-01-03T03:04:05Z");

const logger = createLogger({ level: "error", format: "json", write: () => undefined });

export const realActors: Actors = {
  queue: (broker, process, limits) => createQueue({ ...limits, broker, process, logger, retryDelayMs: 0 }),
  post: async (broker, prepared, ledger) => (await acceptAnalysis(broker, prepared, now, ledger)).acceptance,
  // The route of the HTTP interface refuses what is not running.
  delete: async (broker, analysis, ledger) => {
    if (ledger.status !== "running") return "already ended";
    await cancelAnalysis(broker, analysis, now, ledger.run);
    return "cancelled";
  },
  tidy: async (broker, analysis, ledger) => {
    const openStarts = () => ledger.openStarts.map((start) => ({ analysis, ...start }));
    await new StartWithdrawal({ broker, book: { openStarts }, logger }).look(later);
    return "tidy";
  },
  watch: async (broker, analysis, ledger) => {
    const { accepted, status } = ledger;
    const view = () => ledger.view();
    const known = {
      id: analysis,
      ledger,
      accepted,
      status,
      acceptedSequence: 0,
      sequence: 0,
      view,
      groupSequence: () => 0,
    };
    const never = new Promise<void>(() => undefined);
    const book = { list: () => (accepted ? [known] : []), opened: () => known, caughtUp: never, stopped: never };
    const watch = new StallWatch({ broker: atOneTime(broker), book, logger, stallMs: 0 });
    // It believes a lane to be empty only when it has seen it twice.
    for (let look = 0; look < 2; look++) await watch.look();
    return "watched";
  },
  forget: async (broker, analysis, ledger) => {
    if (!ledger.accepted || ledger.status === "running") return "not ended";
    await forgetAnalysis(broker, analysis, now, ledger);
    return "forgotten";
  },
};

/** For code that looks at the clock: nothing waits in any lane, and what is appended has the time of all. */
function atOneTime(broker: Broker): Broker {
  const append: Broker["log"]["append"] = (record) => {
    const event = { ...decodeLogEvent(record.body), at: now.toISOString() } as LogEvent;
    return broker.log.append({ ...record, body: encodeLogEvent(event), dedupKey: keyForOnce(event) });
  };
  const state = () => Promise.resolve({ waiting: 0, inFlight: 0, redelivered: 0, consumers: 1 });
  return { ...broker, work: { ...broker.work, state }, log: { ...broker.log, append } };
}

/** A delivery as a broker hands it over. */
export function deliveryOf(
  message: { readonly body: Uint8Array; readonly lane: string; readonly analysis: string; readonly run: number },
  attempt: number,
  signal: AbortSignal,
): Delivery {
  const { body, lane, analysis, run } = message;
  return { body, lane, analysis, run, attempt, signal, progress: () => undefined };
}
