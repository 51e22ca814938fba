import { stat } from "node:fs/promises";
import { join } from "node:path";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { NotAWorkerThreadError } from "../processor/errors.ts";
import { toWireError } from "../processor/threads/wire-error.ts";
import { openFileSink } from "../rootio/write/file-sink.ts";
import { toyPlan } from "../toy/toy-plan.ts";
import { writeToyFile } from "../toy/write-toy-file.ts";
import type { FromToyThread, ToToyThread, ToyThreadData } from "./toy-threads.ts";

/**
 * The thread's side of `runToyThreads`: the module that is its `workerUrl` calls this once.
 *
 * @throws {NotAWorkerThreadError} outside a worker thread.
 */
export function serveToyThread(): void {
  const port = parentPort;
  if (port === null) throw new NotAWorkerThreadError();
  const data = workerData as ToyThreadData;
  const plan = toyPlan(data.options);
  const stop = new AbortController();
  port.on("message", (message: ToToyThread) => {
    if (message.type === "stop") stop.abort();
    else void makeAll(plan, message.paths, data.folder, port, stop.signal);
  });
}

/** Never rejects: its last message is "done" or "failed". */
async function makeAll(
  { options, files }: ReturnType<typeof toyPlan>,
  paths: readonly string[],
  folder: string,
  port: MessagePort,
  signal: AbortSignal,
): Promise<void> {
  const send = (message: FromToyThread) => {
    port.postMessage(message);
  };
  try {
    for (const file of files.filter(({ path }) => paths.includes(path))) {
      const place = join(folder, file.path);
      const entries = await writeToyFile(file, options, await openFileSink(place), signal);
      const { size } = await stat(place);
      send({ type: "made", file: { path: file.path, entries, bytes: size } });
    }
    send({ type: "done" });
  } catch (error) {
    send({ type: "failed", error: toWireError(error) });
  }
}
