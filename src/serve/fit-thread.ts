import { parentPort, workerData } from "node:worker_threads";
import { NotAWorkerThreadError } from "../processor/errors.ts";
import { toWireError } from "../processor/threads/wire-error.ts";
import { type FitReport, reportFit } from "../statistics/fit-report.ts";
import { compileModel } from "../statistics/model.ts";
import type { Workspace } from "../statistics/workspace.ts";
import type { FromFitThread } from "./fit-in-thread.ts";

/**
 * The thread's side of `fitInThread`: the module that is its `workerUrl` calls this once.
 *
 * @throws {NotAWorkerThreadError} outside a worker thread.
 */
export function serveFitThread(): void {
  const port = parentPort;
  if (port === null) throw new NotAWorkerThreadError();
  const send = (message: FromFitThread) => {
    port.postMessage(message);
  };
  try {
    const model = compileModel(workerData as Workspace);
    const sendReport = (report: FitReport, last: boolean) => {
      send({ type: "fitted", json: JSON.stringify(report), last });
    };
    const beforeImpacts = (report: FitReport) => {
      sendReport(report, false);
    };
    sendReport(reportFit(model, { limit: true, impacts: true, beforeImpacts }), true);
  } catch (error) {
    send({ type: "failed", error: toWireError(error) });
  }
}
