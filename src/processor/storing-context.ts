import { logDedupKey, workDedupKey } from "../protocol/dedup-keys.ts";
import type { ProcessContext } from "./process-context.ts";
import type { Broker, Delivery } from "../messaging/port.ts";
import { encodeLogEvent, encodeWorkItem } from "../protocol/codec.ts";
import type { FilePlanned, LogEvent } from "../protocol/log-event.ts";
import type { WorkItem } from "../protocol/work-item.ts";

/**
 * The context of one delivery: sends to the broker, and knows what is not stored yet, so that the verdict can wait for it
 * even if the process function did not.
 */
export class StoringContext implements ProcessContext {
  readonly #broker: Pick<Broker, "work" | "log">;
  readonly #subject: Pick<Delivery, "analysis" | "lane" | "run">;
  readonly #onStored: (event: LogEvent) => void;
  readonly signal: AbortSignal;
  readonly #stores = new Set<Promise<void>>();
  #planned: FilePlanned | undefined;

  /**
   * @param signal once aborted, nothing more is sent
   * @param onStored told of each event that is in the log
   */
  constructor(
    broker: Pick<Broker, "work" | "log">,
    subject: Pick<Delivery, "analysis" | "lane" | "run">,
    signal: AbortSignal,
    onStored: (event: LogEvent) => void = () => undefined,
  ) {
    this.#broker = broker;
    this.#subject = subject;
    this.signal = signal;
    this.#onStored = onStored;
  }

  /** The plan of the file, if this delivery made one. */
  get planned(): FilePlanned | undefined {
    return this.#planned;
  }

  append(event: LogEvent): Promise<void> {
    return this.#store(async () => {
      const { analysis } = this.#subject;
      await this.#broker.log.append({ analysis, body: encodeLogEvent(event), dedupKey: logDedupKey(event) });
      if (event.kind === "file-planned") this.#planned = event;
      this.#onStored(event);
    });
  }

  publish(item: WorkItem): Promise<void> {
    return this.#store(async () => {
      const { analysis, lane, run } = this.#subject;
      await this.#broker.work.publish({
        lane,
        analysis,
        run,
        body: encodeWorkItem(item),
        dedupKey: workDedupKey(item),
      });
    });
  }

  /** Resolves when everything is stored; rejects if anything was not, even if the process function looked away. */
  async allStored(): Promise<void> {
    await Promise.all(this.#stores);
  }

  /** Resolves when nothing is on its way any more, stored or not. */
  async allEnded(): Promise<void> {
    await Promise.allSettled(this.#stores);
  }

  #store(run: () => Promise<void>): Promise<void> {
    const store = this.signal.aborted ? Promise.reject(this.signal.reason as Error) : run();
    this.#stores.add(store);
    // What is stored need not be remembered. What failed stays, for allStored; this handler keeps it from counting as unhandled.
    store.then(
      () => this.#stores.delete(store),
      () => undefined,
    );
    return store;
  }
}
