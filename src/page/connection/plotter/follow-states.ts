import { statesPath } from "../../api/requests.ts";
import { openEventSource } from "../../streams/event-source.ts";
import type { TabMessage, TabRequest } from "../../streams/shared-stream.ts";
import type { StateListener } from "../../streams/state-listener.ts";

/** Name of the worker's script, which the build puts in. */
declare const STREAM_WORKER: string;

/** The worker that all tabs share; undefined where there can be none, as in some browsers of phones, which show one tab at a time. */
let worker: SharedWorker | undefined;
let isTried = false;
const listeners = new Map<string, StateListener>();

/** Time in which the worker has started and says that it has taken a request; browsers have been seen to lose a worker on a reload. */
const takenMs = 10_000;
const untaken = new Map<string, ReturnType<typeof setTimeout>>();

/**
 * Follows an analysis, or the list of all (`listId`), from a state on, through the stream that all tabs share or, failing that, one of its own.
 *
 * @param sequence of the state that the page has
 * @returns stops it
 */
export function followStates(id: string, sequence: number, listener: StateListener): () => void {
  const shared = sharedWorker();
  return shared === undefined ? followAlone(id, sequence, listener) : followShared(shared, id, sequence, listener);
}

function followAlone(id: string, sequence: number, listener: StateListener): () => void {
  const source = openEventSource(statesPath(id, sequence), {
    open: listener.onOpen,
    state: listener.onUpdate,
    end: listener.onBroken,
    broken: listener.onBroken,
  });
  return () => {
    source.close();
  };
}

function followShared({ port }: SharedWorker, id: string, sequence: number, listener: StateListener): () => void {
  listeners.set(id, listener);
  port.postMessage({ kind: "watch", id, sequence } satisfies TabRequest);
  clearTimeout(untaken.get(id));
  untaken.set(id, setTimeout(followWithoutWorker, takenMs));
  return () => {
    if (listeners.get(id) !== listener) return;
    forget(id);
    port.postMessage({ kind: "leave", id } satisfies TabRequest);
  };
}

function forget(id: string): void {
  listeners.delete(id);
  heardOf(id);
}

function heardOf(id: string): void {
  clearTimeout(untaken.get(id));
  untaken.delete(id);
}

/** From now on this tab has a stream of its own: who listens asks again. */
function followWithoutWorker(): void {
  worker = undefined;
  const left = [...listeners];
  for (const [id] of left) forget(id);
  for (const [, listener] of left) listener.onBroken();
}

function sharedWorker(): SharedWorker | undefined {
  if (isTried) return worker;
  isTried = true;
  try {
    worker = new SharedWorker(new URL(STREAM_WORKER, import.meta.url), "hzz-edge");
  } catch {
    // There is no such thing, or it may not be used here.
    return undefined;
  }
  worker.port.addEventListener("message", ({ data }: MessageEvent<TabMessage>) => {
    const listener = listeners.get(data.id);
    heardOf(data.id);
    if (data.kind === "open") listener?.onOpen();
    else if (data.kind === "update") listener?.onUpdate(data.data);
    else if (data.kind === "broken") {
      listeners.delete(data.id);
      listener?.onBroken();
    }
  });
  // Its script could not be had, as from a server of a later release.
  worker.addEventListener("error", followWithoutWorker);
  worker.port.start();
  return worker;
}
