import { threadPort } from "#runtime/threads";
import { NotAWorkerThreadError } from "../errors.ts";
import type { ProcessContext, ProcessItem } from "../process-context.ts";
import { fromWireError, toWireError } from "./wire-error.ts";
import type { FromWorker, Storable, ToWorker } from "./worker-protocol.ts";

/**
 * The thread's side of the pool: the module given as `workerUrl` calls this once, at its start.
 *
 * `process` runs one item at a time. Its context reaches the broker through the main thread, so `append` and `publish`
 * resolve when the broker has stored, as they do without threads.
 * @throws {NotAWorkerThreadError} outside a worker thread.
 */
export function serveWorker(process: ProcessItem): void {
  const port = threadPort();
  if (port === undefined) throw new NotAWorkerThreadError();
  const send = (message: FromWorker) => {
    port.postMessage(message);
  };
  let current: Job | undefined;
  port.onMessage((received) => {
    const message = received as ToWorker;
    if (message.type === "item") {
      current = new Job(message.job, send);
      void current.run(process, message.item);
    } else if (message.job === current?.number) {
      current.receive(message);
    }
  });
}

/** One item in this thread, and its context. */
class Job implements ProcessContext {
  readonly number: number;
  readonly #send: (message: FromWorker) => void;
  readonly #controller = new AbortController();
  readonly #requests = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  #lastRequest = 0;

  constructor(number: number, send: (message: FromWorker) => void) {
    this.number = number;
    this.#send = send;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  append: ProcessContext["append"] = (event) => this.#store({ kind: "event", event });

  publish: ProcessContext["publish"] = (item) => this.#store({ kind: "item", item });

  /** Always ends with one message, "done" or "failed"; never rejects. */
  async run(process: ProcessItem, item: Parameters<ProcessItem>[0]): Promise<void> {
    try {
      await process(item, this);
      this.#send({ type: "done", job: this.number });
    } catch (error) {
      this.#send({ type: "failed", job: this.number, error: toWireError(error) });
    }
  }

  receive(message: Exclude<ToWorker, { type: "item" }>): void {
    if (message.type === "abort") {
      this.#controller.abort(fromWireError(message.error));
      return;
    }
    const request = this.#requests.get(message.request);
    this.#requests.delete(message.request);
    if (message.type === "stored") request?.resolve();
    else request?.reject(fromWireError(message.error));
  }

  #store(what: Storable): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = ++this.#lastRequest;
      this.#send({ type: "store", job: this.number, request, what });
      this.#requests.set(request, { resolve, reject });
    });
  }
}
