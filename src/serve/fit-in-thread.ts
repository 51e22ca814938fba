import { Worker } from "node:worker_threads";
import { WorkerCrashedError } from "../processor/errors.ts";
import { fromWireError, type WireError } from "../processor/threads/wire-error.ts";
import type { FitAnswer } from "../protocol/documents/fit-document.ts";
import type { Workspace } from "../statistics/workspace.ts";
import { FitTimeoutError } from "../statistics/workspace-error.ts";

export type FromFitThread =
  /** A `FitReport` as JSON; the last one has impacts too. */
  | { readonly type: "fitted"; readonly json: string; readonly last: boolean }
  | { readonly type: "failed"; readonly error: WireError };

/** A fit of a usual model takes less than a second. */
const defaultLimitMs = 60_000;

/**
 * Fits a workspace in a thread of its own, which ends with it, so that a large model holds nobody up. Impacts are left out, with
 * a word in `missing`, if they alone take longer than the limit or fail.
 *
 * @param workerUrl module that calls `serveFitThread`
 * @returns the `FitReport` as it was JSON
 * @throws {FitTimeoutError} if it takes longer than the limit; what the fit throws; WorkerCrashedError
 */
export function fitInThread(workerUrl: URL, workspace: Workspace, limitMs = defaultLimitMs): Promise<FitAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData: workspace });
    const late = `they take longer than ${limitMs / 1000} s; hzz fit --impacts has no such limit`;
    const timer = setTimeout(() => {
      fail(
        new FitTimeoutError(`The fit took longer than ${limitMs / 1000} s; export the model, and fit it by hzz fit`),
        late,
      );
    }, limitMs);
    let crash: unknown;
    let withoutImpacts: FitAnswer | undefined;
    let ended = false;
    const end = (settle: () => void) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      void worker.terminate();
      settle();
    };
    const fail = (error: Error, why: string) => {
      end(() => {
        if (withoutImpacts === undefined) reject(error);
        else resolve({ ...withoutImpacts, missing: [...(withoutImpacts.missing ?? []), `Impacts: ${why}.`] });
      });
    };
    worker.on("message", (message: FromFitThread) => {
      if (message.type === "failed") {
        fail(fromWireError(message.error), message.error.message);
        return;
      }
      const report = JSON.parse(message.json) as FitAnswer;
      if (message.last)
        end(() => {
          resolve(report);
        });
      else withoutImpacts = report;
    });
    // What the thread sent before comes by "exit" at the latest.
    worker.on("error", (cause) => {
      crash = cause;
    });
    worker.on("exit", (code) => {
      const what = `thread that fits ${crash === undefined ? `ended by itself, with exit code ${code}` : "crashed"}`;
      fail(new WorkerCrashedError(`A ${what}`, {}, crash === undefined ? {} : { cause: crash }), `the ${what}`);
    });
  });
}
