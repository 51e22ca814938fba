import type { FitAnswer } from "../protocol/documents/fit-document.ts";
import { reportFit } from "../statistics/fit-report.ts";
import { compileModel } from "../statistics/model.ts";
import type { Workspace } from "../statistics/workspace.ts";

/** Impacts take four fits for each free parameter; of more of them they would hold up the page for minutes. */
const mostImpacts = 100;

/** In this worker, since there is one user, who waits for just that. So impacts of large models are left out, with a word in `missing`. */
export function fitHere(workspace: Workspace, most = mostImpacts): Promise<FitAnswer> {
  return Promise.resolve().then(() => {
    const model = compileModel(workspace);
    const free = model.parameters.filter(({ fixed }) => !fixed).length;
    const impacts = free <= most;
    const report = reportFit(model, { limit: true, impacts });
    const left = `Impacts: ${free} free parameters are more than ${most}; hzz fit --impacts has no such limit.`;
    return JSON.parse(
      JSON.stringify(impacts ? report : { ...report, missing: [...report.missing, left] }),
    ) as FitAnswer;
  });
}
