import { parentPort, Worker } from "node:worker_threads";
import type { Thread, ThreadEvents, ThreadOptions, ThreadPort } from "../thread.ts";

/** Starts a module on a thread. */
export function startThread(url: URL, { data, limits }: ThreadOptions, events: ThreadEvents): Thread {
  const worker = new Worker(url, {
    ...(data === undefined ? {} : { workerData: data }),
    ...(limits === undefined ? {} : { resourceLimits: limits }),
  });
  worker.on("message", (message) => {
    events.message(message);
  });
  worker.on("messageerror", (cause) => {
    events.unreadable(cause);
  });
  worker.on("error", (cause) => {
    events.crashed(cause);
  });
  worker.on("exit", (code) => {
    events.exited(code);
  });
  return worker;
}

/** The way to whoever has started this thread; undefined outside of a thread. */
export function threadPort(): ThreadPort | undefined {
  const port = parentPort;
  if (port === null) return undefined;
  return {
    postMessage: (message) => {
      port.postMessage(message);
    },
    onMessage: (take) => {
      port.on("message", take);
    },
  };
}
