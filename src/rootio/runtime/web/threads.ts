import type { Thread, ThreadEvents, ThreadOptions, ThreadPort } from "../thread.ts";

// The types of the web and those of Node exclude each other: what is used of a worker is written down here.

interface WebWorker extends EventTarget {
  postMessage(message: unknown): void;
  terminate(): void;
}

declare const Worker: new (url: URL, options: { readonly type: "module" }) => WebWorker;

interface WorkerScope extends EventTarget {
  postMessage(message: unknown): void;
}

/** Starts a module as a worker. A browser tells nothing of one that ends by itself, and gives it nothing at its start. */
export function startThread(url: URL, { data }: ThreadOptions, events: ThreadEvents): Thread {
  if (data !== undefined) throw new TypeError("a worker of a browser is given nothing at its start");
  const worker = new Worker(url, { type: "module" });
  worker.addEventListener("message", (event) => {
    events.message((event as unknown as { readonly data: unknown }).data);
  });
  worker.addEventListener("messageerror", (event) => {
    events.unreadable(event);
  });
  worker.addEventListener("error", (event) => {
    const { message = "its script could not be loaded" } = event as { readonly message?: string };
    events.crashed(new Error(message));
  });
  return {
    postMessage: (message) => {
      worker.postMessage(message);
    },
    terminate: () => {
      worker.terminate();
      return undefined;
    },
    ref: () => undefined,
    unref: () => undefined,
  };
}

/** The way to whoever has started this worker; undefined outside of one. */
export function threadPort(): ThreadPort | undefined {
  if (!("WorkerGlobalScope" in globalThis)) return undefined;
  const scope = globalThis as unknown as WorkerScope;
  return {
    postMessage: (message) => {
      scope.postMessage(message);
    },
    onMessage: (take) => {
      scope.addEventListener("message", (event) => {
        take((event as unknown as { readonly data: unknown }).data);
      });
    },
  };
}
