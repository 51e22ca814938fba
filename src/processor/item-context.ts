import type { FilePlanned, LogEvent } from "../protocol/log-event.ts";
import type { WorkItem } from "../protocol/work-item.ts";
import type { ProcessContext } from "./process-context.ts";

/** Where goes what an item yields: to a broker, or into the answer to a request. */
export type ItemSink = Pick<ProcessContext, "append" | "publish">;

/**
 * The context of one try of an item. It passes on what the item yields, and knows what is not stored yet, so that the verdict can wait for
 * it even if the process function did not.
 */
export class ItemContext implements ProcessContext {
  readonly #sink: ItemSink;
  readonly #onStored: (event: LogEvent) => void;
  readonly signal: AbortSignal;
  readonly #stores = new Set<Promise<void>>();
  #planned: FilePlanned | undefined;

  /**
   * @param signal once aborted, nothing more is passed on
   * @param onStored told of each event that is stored
   */
  constructor(sink: ItemSink, signal: AbortSignal, onStored: (event: LogEvent) => void) {
    this.#sink = sink;
    this.signal = signal;
    this.#onStored = onStored;
  }

  /** The plan of the file, if this try made one. */
  get planned(): FilePlanned | undefined {
    return this.#planned;
  }

  append(event: LogEvent): Promise<void> {
    return this.#store(async () => {
      await this.#sink.append(event);
      if (event.kind === "file-planned") this.#planned = event;
      this.#onStored(event);
    });
  }

  publish(item: WorkItem): Promise<void> {
    return this.#store(() => this.#sink.publish(item));
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
