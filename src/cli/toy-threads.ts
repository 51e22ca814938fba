import { Worker } from "node:worker_threads";
import type { ToyOptions } from "../analysis/toy/toy-options.ts";
import { WorkerCrashedError } from "../processor/errors.ts";
import { fromWireError, type WireError } from "../processor/threads/wire-error.ts";
import { toyPlan } from "../toy/toy-plan.ts";

/** A file of a toy that is there. */
export interface MadeFile {
  readonly path: string;
  readonly entries: number;
  readonly bytes: number;
}

/** What a thread is told at its start. */
export interface ToyThreadData {
  readonly folder: string;
  readonly options: ToyOptions;
}

/** Make these files, one after the other; or stop, and leave nothing half done. */
export type ToToyThread = { readonly type: "make"; readonly paths: readonly string[] } | { readonly type: "stop" };

export type FromToyThread =
  | { readonly type: "made"; readonly file: MadeFile }
  | { readonly type: "done" }
  | { readonly type: "failed"; readonly error: WireError };

export interface ToyThreadsOptions extends ToyThreadData {
  /** Module that calls `serveToyThread`. */
  readonly workerUrl: URL;
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly onFile: (file: MadeFile) => void;
}

/**
 * Makes all files of a toy, on several threads. The folders must be there.
 *
 * @throws {AppError} of the first thread that fails, after the others have stopped; the signal's reason when it aborts. Files that were made by then stay.
 */
export async function runToyThreads(options: ToyThreadsOptions): Promise<void> {
  const jobs = jobsOf(options.options);
  const failed = new AbortController();
  const signal = AbortSignal.any([options.signal, failed.signal]);
  const threads = Array.from({ length: Math.min(options.threads, jobs.length) }, async () => {
    try {
      await runThread(options, jobs, signal);
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  });
  const results = await Promise.allSettled(threads);
  signal.throwIfAborted();
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** The largest first, so that the last ones end together. Data without fluctuation need all of the simulation: once, for all of them. */
function jobsOf(options: ToyOptions): string[][] {
  const paths = toyPlan(options).files.map(({ path }) => path);
  const data = paths.filter((path) => path.startsWith("Data/"));
  const simulation = toyPlan({ ...options, asimov: false })
    .files.filter(({ path }) => !data.includes(path))
    .map((file) => ({ path: file.path, entries: file.entries() }))
    .sort((a, b) => b.entries - a.entries)
    .map(({ path }) => [path]);
  return options.asimov ? [data, ...simulation] : [...simulation, ...data.map((path) => [path])];
}

/** One thread, from its start until there is no job left. */
function runThread({ workerUrl, folder, options, onFile }: ToyThreadsOptions, jobs: string[][], signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData: { folder, options } satisfies ToyThreadData });
    const send = (message: ToToyThread) => {
      worker.postMessage(message);
    };
    const stop = () => {
      send({ type: "stop" });
    };
    let ended = false;
    const end = (error?: Error) => {
      ended = true;
      signal.removeEventListener("abort", stop);
      void worker.terminate();
      if (error === undefined) resolve();
      else reject(error);
    };
    const next = () => {
      const paths = signal.aborted ? undefined : jobs.shift();
      if (paths === undefined) end();
      else send({ type: "make", paths });
    };
    worker.on("message", (message: FromToyThread) => {
      if (message.type === "made") onFile(message.file);
      else if (message.type === "done") next();
      else end(fromWireError(message.error));
    });
    worker.on("error", (cause) => {
      end(new WorkerCrashedError("A thread that makes the toy crashed", {}, { cause }));
    });
    worker.on("exit", (code) => {
      if (!ended) end(new WorkerCrashedError(`A thread that makes the toy ended by itself, with exit code ${code}`));
    });
    signal.addEventListener("abort", stop);
    next();
  });
}
