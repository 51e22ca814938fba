import { WorkerCrashedError, WorkerPoolClosedError } from "../errors.ts";
import type { ProcessContext, ProcessItem } from "../process-context.ts";
import { WorkerThread, type ThreadOptions } from "./worker-thread.ts";
import type { Logger } from "../../logging/logger.ts";
import type { WorkItem } from "../../protocol/work-item.ts";

export interface WorkerPoolOptions extends ThreadOptions {
  /** Threads at most, ≥ 1; each is started when it is first needed. */
  readonly size: number;
  /** Starts all threads now, so that the first items do not wait for them: for services, which will need them. */
  readonly startAtOnce?: boolean;
  readonly logger: Logger;
}

export interface WorkerPool extends AsyncDisposable {
  /** Runs an item on a free thread, or waits for one, first come first served. Fits `runProcessor` as its `process`. */
  readonly run: ProcessItem;
  /** Threads that are up, busy or idle. */
  readonly threads: number;
}

interface Waiting {
  readonly start: (thread: WorkerThread) => void;
  readonly giveUp: (reason: Error) => void;
}

/**
 * Threads that process work items, one item at a time each.
 *
 * A thread that crashes (also out of memory) fails its item with `WorkerCrashedError` and is replaced when the next item needs it; one
 * that hangs is ended after `itemTimeoutMs` (`WorkerTimeoutError`). An aborted item ends by itself or, after a grace, with
 * its thread. Disposing ends all threads and fails their items with `WorkerPoolClosedError`; drain the processor first.
 */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const threads = new Set<WorkerThread>();
  const queue = new Set<Waiting>();
  let closed = false;

  const startThread = (): WorkerThread => {
    const thread = new WorkerThread(options, (reason, wasBusy) => {
      threads.delete(thread);
      // A busy thread's end is told by its item.
      if (!wasBusy) options.logger.warn("An idle worker thread ended; another one will be started", { error: reason });
    });
    threads.add(thread);
    return thread;
  };

  const freeThread = (): WorkerThread | undefined => {
    for (const thread of threads) if (thread.isIdle) return thread;
    return threads.size < options.size ? startThread() : undefined;
  };

  const dispatch = () => {
    for (const waiting of queue) {
      let thread: WorkerThread | undefined;
      try {
        thread = freeThread();
      } catch (cause) {
        waiting.giveUp(new WorkerCrashedError("A worker thread could not be started", {}, { cause }));
        continue;
      }
      if (thread === undefined) return;
      waiting.start(thread);
    }
  };

  const run = (item: WorkItem, context: ProcessContext): Promise<void> =>
    new Promise((resolve, reject) => {
      if (closed) throw new WorkerPoolClosedError();
      context.signal.throwIfAborted();
      const leaveQueue = () => {
        context.signal.removeEventListener("abort", abort);
        queue.delete(waiting);
      };
      const abort = () => {
        waiting.giveUp(context.signal.reason as Error);
      };
      const waiting: Waiting = {
        start: (thread) => {
          leaveQueue();
          // In the same turn, so that nobody else finds the thread idle.
          resolve(thread.run(item, context).finally(dispatch));
        },
        giveUp: (reason) => {
          leaveQueue();
          reject(reason);
        },
      };
      context.signal.addEventListener("abort", abort);
      queue.add(waiting);
      dispatch();
    });

  if (options.startAtOnce === true) for (let i = 0; i < options.size; i++) startThread();
  return {
    run,
    get threads() {
      return threads.size;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      for (const waiting of [...queue]) waiting.giveUp(new WorkerPoolClosedError());
      await Promise.all([...threads].map((thread) => thread.close()));
      threads.clear();
    },
  };
}
