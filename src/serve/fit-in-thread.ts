import { Worker } from "node:worker_threads";
import { WorkerCrashedError } from "../processor/errors.ts";
import { fromWireError, type WireError } from "../processor/threads/wire-error.ts";
import type { FitAnswer } from "../protocol/documents/fit-document.ts";
import type { Workspace } from "../statistics/workspace.ts";
import { StatisticsError } from "../statistics/workspace-error.ts";

export type FromFitThread =
  /** A `FitReport` as JSON; the last one has impacts too. */
  | { readonly type: "fitted"; readonly json: string; readonly last: boolean }
  | { readonly type: "failed"; readonly error: WireError };

/** A fit of a usual model takes less than a second. */
const defaultLimitMs = 60_000;

/**
 * Fits a workspace in a thread of its own, which ends with it, so that a large model holds nobody up. Impacts are left out, with
 * a word in `missing`, if they alone take longer than the limit.
 *
 * @param workerUrl module that calls `serveFitThread`
 * @returns the `FitReport` as it was JSON
 * @throws {StatisticsError} if it takes longer than the limit; what the fit throws; WorkerCrashedError
 */
export function fitInThread(workerUrl: URL, workspace: Workspace, limitMs = defaultLimitMs): Promise<FitAnswer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData: workspace });
    const late = `Impacts: they take longer than ${limitMs / 1000} s; hzz fit --impacts has no such limit.`;
    const timer = setTimeout(() => {
      end(() => {
        if (withoutImpacts !== undefined)
          resolve({ ...withoutImpacts, missing: [...(withoutImpacts.missing ?? []), late] });
        else
          reject(
            new StatisticsError(
              `The fit took longer than ${limitMs / 1000} s; export the model, and fit it by hzz fit`,
            ),
          );
      });
    }, limitMs);
    let withoutImpacts: FitAnswer | undefined;
    let ended = false;
    const end = (settle: () => void) => {
      if (ended) return;
      ended = true;
      clearTimeout(timer);
      void worker.terminate();
      settle();
    };
    worker.on("message", (message: FromFitThread) => {
      const report = message.type === "fitted" ? (JSON.parse(message.json) as FitAnswer) : undefined;
      if (message.type === "fitted" && !message.last) withoutImpacts = report;
      else
        end(() => {
          if (message.type === "fitted") resolve(report!);
          else reject(fromWireError(message.error));
        });
    });
    worker.on("error", (cause) => {
      end(() => {
        reject(new WorkerCrashedError("A thread that fits crashed", {}, { cause }));
      });
    });
    worker.on("exit", (code) => {
      end(() => {
        reject(new WorkerCrashedError(`A thread that fits ended by itself, with exit code ${code}`));
      });
    });
  });
}
