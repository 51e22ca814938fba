import { WorkerCrashedError, WorkerPoolClosedError, WorkerTimeoutError } from "../errors.ts";
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
  /**
   * Runs an item with nothing beside it: waits, in its turn, until no thread is busy, and holds back what comes later until it has ended.
   * Together that is at most one and a half times `itemTimeoutMs`: if the threads are not free after half of it, the item has failed.
   */
  readonly runAlone: ProcessItem;
  /** Threads that are up, busy or idle. */
  readonly threads: number;
}

interface Waiting {
  readonly isAlone: boolean;
  readonly start: (thread: WorkerThread) => void;
  readonly giveUp: (reason: Error) => void;
}

/**
 * Threads that process work items, one item at a time each.
 *
 * A thread that crashes (also out of memory) fails its item with `WorkerCrashedError` and is replaced when the next item needs it; one
 * that hangs is ended after `itemTimeoutMs` (`WorkerTimeoutError`, which says how many others ran meanwhile). An aborted item ends by itself or, after a grace, with
 * its thread. Disposing ends all threads and fails their items with `WorkerPoolClosedError`; drain the processor first.
 */
export function createWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { itemTimeoutMs } = options;
  const threads = new Set<WorkerThread>();
  const queue = new Set<Waiting>();
  const running = new Set<{ readonly isAlone: boolean; beside: number }>();
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

  const isAloneRunning = () => [...running].some(({ isAlone }) => isAlone);

  /** On a thread that is idle; others must not find it so, hence all in one turn. */
  const runOn = async (thread: WorkerThread, item: WorkItem, context: ProcessContext, isAlone: boolean) => {
    const own = { isAlone, beside: running.size };
    for (const other of running) other.beside = Math.max(other.beside, running.size);
    running.add(own);
    try {
      await thread.run(item, context, () => own.beside);
    } finally {
      running.delete(own);
      dispatch();
    }
  };

  const dispatch = () => {
    for (const waiting of queue) {
      if (waiting.isAlone ? running.size > 0 : isAloneRunning()) return;
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

  const enqueue = (item: WorkItem, context: ProcessContext, isAlone: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      if (closed) throw new WorkerPoolClosedError();
      context.signal.throwIfAborted();
      const isLimited = isAlone && itemTimeoutMs !== undefined;
      const limit = isLimited
        ? setTimeout(() => {
            const waitedMs = Math.ceil(itemTimeoutMs / 2);
            waiting.giveUp(new WorkerTimeoutError(itemTimeoutMs, Math.max(1, running.size), waitedMs));
            dispatch();
          }, itemTimeoutMs / 2)
        : undefined;
      const leaveQueue = () => {
        clearTimeout(limit);
        context.signal.removeEventListener("abort", abort);
        queue.delete(waiting);
      };
      const abort = () => {
        waiting.giveUp(context.signal.reason as Error);
        dispatch(); // it may have held back others
      };
      const waiting: Waiting = {
        isAlone,
        start: (thread) => {
          leaveQueue();
          resolve(runOn(thread, item, context, isAlone));
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
    run: (item, context) => enqueue(item, context, false),
    runAlone: (item, context) => enqueue(item, context, true),
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
