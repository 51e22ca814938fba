import type { FromServer, ToServer } from "../../../site/messages.ts";

/** Name of the script that is the server, which the build puts in. */
declare const SERVER_WORKER: string;

interface Asked {
  readonly resolve: (answer: Response) => void;
  readonly reject: (cause: Error) => void;
}

/** What is told about a stream of events. */
export interface StreamListener {
  readonly onOpen: () => void;
  readonly onEvent: (event: string, data: string) => void;
  /** Nothing more comes. */
  readonly onBroken: () => void;
}

let worker: Worker | undefined;
let lastNumber = 0;
const asked = new Map<number, Asked>();
const followed = new Map<number, StreamListener>();

/** Asks the server, which is a worker of this page. @param path by `pathTo` */
export function sendRequest(path: string, { method = "GET", headers, body }: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => {
    const number = ++lastNumber;
    asked.set(number, { resolve, reject });
    send({
      kind: "ask",
      number,
      method,
      path,
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === "string" ? { body } : {}),
    });
  });
}

/** @returns stops it */
export function openStream(path: string, listener: StreamListener): () => void {
  const number = ++lastNumber;
  followed.set(number, listener);
  send({ kind: "follow", number, path });
  return () => {
    if (followed.delete(number)) send({ kind: "leave", number });
  };
}

/** Specifications may name these files from now on, by the last part of their paths. */
export function offerFiles(files: readonly File[]): void {
  send({ kind: "pick", files });
}

function send(message: ToServer): void {
  worker ??= startWorker();
  worker.postMessage(message);
}

function startWorker(): Worker {
  const started = new Worker(new URL(SERVER_WORKER, import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }: MessageEvent<FromServer>) => {
    receive(data);
  });
  started.addEventListener("error", (event) => {
    // Its script could not be had, or it has a fault. Who asks again has a new one, which knows nothing of before.
    const cause = new Error(event.message);
    worker = undefined;
    started.terminate();
    for (const { reject } of asked.values()) reject(cause);
    for (const { onBroken } of followed.values()) onBroken();
    asked.clear();
    followed.clear();
  });
  return started;
}

function receive(message: FromServer): void {
  if (message.kind === "answer") {
    const { number, status, headers, body } = message;
    // These have no body, not even an empty one.
    asked.get(number)?.resolve(new Response([204, 304].includes(status) ? null : body, { status, headers }));
    asked.delete(number);
    return;
  }
  const listener = followed.get(message.number);
  if (message.kind === "open") listener?.onOpen();
  else if (message.kind === "event") listener?.onEvent(message.event, message.data);
  else if (followed.delete(message.number)) listener?.onBroken();
}
