import type { ProcessContext } from "./process-context.ts";
import { logEventToJson } from "../protocol/codec.ts";
import type { FilePlanned, LogEvent } from "../protocol/log-event.ts";
import type { WorkItem } from "../protocol/work-item.ts";

/** Keeps what an item yields, for whoever asked for it. Takes nothing more once its signal aborts. */
export class CollectingContext implements ProcessContext {
  readonly signal: AbortSignal;
  readonly #onEvent: (event: LogEvent) => void;
  readonly #events: object[] = [];
  readonly #work: WorkItem[] = [];
  #planned: FilePlanned | undefined;

  constructor(signal: AbortSignal, onEvent: (event: LogEvent) => void) {
    this.signal = signal;
    this.#onEvent = onEvent;
  }

  /** The plan of the file, if the item made one. */
  get planned(): FilePlanned | undefined {
    return this.#planned;
  }

  /** What came, in its order, as its wire JSON. */
  get yielded(): { readonly events: readonly object[]; readonly work: readonly WorkItem[] } {
    return { events: this.#events, work: this.#work };
  }

  append(event: LogEvent): Promise<void> {
    return this.#unlessAborted(() => {
      this.#events.push(logEventToJson(event));
      if (event.kind === "file-planned") this.#planned = event;
      this.#onEvent(event);
    });
  }

  publish(item: WorkItem): Promise<void> {
    return this.#unlessAborted(() => {
      this.#work.push(item);
    });
  }

  #unlessAborted(keep: () => void): Promise<void> {
    return new Promise((resolve) => {
      this.signal.throwIfAborted();
      keep();
      resolve();
    });
  }
}
