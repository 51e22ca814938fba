import { nextTurn } from "#runtime/next-turn";
import { startThread } from "#runtime/threads";
import { asError } from "../../errors/as-error.ts";
import { WorkerCrashedError, WorkerPoolClosedError, WorkerTimeoutError } from "../errors.ts";
import type { ProcessContext } from "../process-context.ts";
import type { Thread, ThreadOptions as PlatformOptions } from "../../rootio/runtime/thread.ts";
import { fromWireError, toWireError } from "./wire-error.ts";
import type { FromWorker, Storable, ToWorker } from "./worker-protocol.ts";
import type { WorkItem } from "../../protocol/work-item.ts";

export interface ThreadOptions {
  /** A module that calls `serveWorker`. */
  readonly workerUrl: URL;
  /** What the module finds as `workerData`. */
  readonly workerData?: unknown;
  /** An item that takes longer is stopped, with its thread; without it, none is. */
  readonly itemTimeoutMs?: number;
  /** Time that an aborted item has to end by itself before its thread is ended. Default 2 s. */
  readonly abortGraceMs?: number;
  /** Memory of each thread; beyond it the thread ends, and not the whole process. */
  readonly resourceLimits?: NonNullable<PlatformOptions["limits"]>;
}

interface Job {
  readonly number: number;
  readonly context: ProcessContext;
  /** Ends the job once; later calls do nothing. */
  readonly settle: (error?: Error) => void;
}

/**
 * One worker thread. Modes: idle (does not keep the process up) → busy with one item → idle; gone at any time, by a crash,
 * a time-out or `close`. A thread that is gone stays so: the pool starts another one.
 */
export class WorkerThread {
  readonly #options: ThreadOptions;
  readonly #worker: Thread;
  readonly #onGone: (reason: Error, wasBusy: boolean) => void;
  #job: Job | undefined;
  #lastJob = 0;
  #gone = false;

  /** @param onGone called once, when the thread ends for another reason than `close`. */
  constructor(options: ThreadOptions, onGone: (reason: Error, wasBusy: boolean) => void) {
    this.#options = options;
    this.#onGone = onGone;
    const { workerUrl, workerData, resourceLimits } = options;
    const limits = resourceLimits === undefined ? {} : { limits: resourceLimits };
    this.#worker = startThread(
      workerUrl,
      { data: workerData, ...limits },
      {
        message: (message) => {
          this.#receive(message as FromWorker);
        },
        unreadable: (cause) => {
          this.#end(new WorkerCrashedError("A worker thread sent a message that cannot be read", {}, { cause }));
        },
        crashed: (cause) => {
          this.#end(new WorkerCrashedError(`A worker thread crashed: ${asError(cause).message}`, {}, { cause }));
        },
        exited: (code) => {
          this.#end(
            new WorkerCrashedError(`A worker thread ended by itself, with exit code ${code}, before its item was done`),
          );
        },
      },
    );
  }

  get isIdle(): boolean {
    return !this.#gone && this.#job === undefined;
  }

  /**
   * Runs one item; only while idle. Rejects with what the item threw, or with why the thread is gone.
   *
   * @param beside other items that ran meanwhile; asked if it takes too long
   */
  run(item: WorkItem, context: ProcessContext, beside: () => number): Promise<void> {
    return new Promise((resolve, reject) => {
      const number = ++this.#lastJob;
      const { itemTimeoutMs, abortGraceMs = 2000 } = this.#options;
      let graceTimer: ReturnType<typeof setTimeout> | undefined;
      const timeout =
        itemTimeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              // If it was this thread that had no time, the word that the item is done is there already, and is read first.
              void nextTurn().then(() => {
                if (this.#job?.number === number) this.#end(new WorkerTimeoutError(itemTimeoutMs, beside()));
              });
            }, itemTimeoutMs);
      const abort = () => {
        const reason = context.signal.reason as Error;
        this.#send({ type: "abort", job: number, error: toWireError(reason) });
        graceTimer = setTimeout(() => {
          this.#end(reason);
        }, abortGraceMs);
      };
      const settle = (error?: Error) => {
        this.#job = undefined;
        clearTimeout(timeout);
        clearTimeout(graceTimer);
        context.signal.removeEventListener("abort", abort);
        this.#worker.unref();
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#job = { number, context, settle };
      this.#worker.ref();
      context.signal.addEventListener("abort", abort);
      try {
        this.#send({ type: "item", job: number, item });
      } catch (error) {
        settle(asError(error)); // the item holds what cannot be cloned
      }
    });
  }

  /** Ends the thread, and its item with `WorkerPoolClosedError`. */
  async close(): Promise<void> {
    this.#gone = true;
    this.#job?.settle(new WorkerPoolClosedError());
    await this.#worker.terminate();
  }

  #receive(message: FromWorker): void {
    const job = this.#job;
    if (message.job !== job?.number) return;
    if (message.type === "done") job.settle();
    else if (message.type === "failed") job.settle(fromWireError(message.error));
    else void this.#store(job, message.request, message.what);
  }

  /** Passes a request on to the broker, and its answer back; never rejects. */
  async #store({ number, context }: Job, request: number, what: Storable): Promise<void> {
    try {
      await (what.kind === "event" ? context.append(what.event) : context.publish(what.item));
      this.#send({ type: "stored", job: number, request });
    } catch (error) {
      this.#send({ type: "refused", job: number, request, error: toWireError(error) });
    }
  }

  #send(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #end(reason: Error): void {
    if (this.#gone) return;
    this.#gone = true;
    const job = this.#job;
    void this.#worker.terminate();
    this.#onGone(reason, job !== undefined);
    job?.settle(reason);
  }
}
