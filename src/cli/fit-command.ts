import { reportFit } from "../statistics/fit-report.ts";
import { compileModel } from "../statistics/model.ts";
import { parseWorkspace, workspaceLimits } from "../statistics/parse-workspace.ts";
import { defineCommand, flag, operand, option } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderFit } from "./fit-render.ts";
import { readTextFile } from "./load-spec.ts";
import { json } from "./shared-options.ts";
import { UsageError } from "./usage-error.ts";

export const fit = defineCommand({
  name: "fit",
  summary: "fit a HistFactory workspace of pyhf: signal, significance, limits",
  parameters: {
    file: operand("workspace.json"),
    measurement: option("measurement", "NAME", "the measurement, where the workspace has several (default: the first)"),
    cls: option("cls", "MU", "CLs of this strength of the signal, observed and expected", (text) => {
      const mu = text.trim() === "" ? NaN : Number(text);
      if (mu >= 0 && mu < Infinity) return mu;
      throw new UsageError(`--cls expects a number of at least 0, found "${text}"`);
    }),
    limit: flag("limit", "upper limit of the signal at 95 % CL, observed and expected"),
    impacts: flag("impacts", "how much each parameter moves the signal"),
    json,
  },
  details: [
    "The workspace is JSON of pyhf's schema 1.0.0. The numbers are those that pyhf gives: interpolation codes 4 and 4p, all constants of the likelihood, asymptotic formulas with q̃.",
    "Errors of the parameter of interest are where −2 ln L rises by 1, of the others from the curvature. “of before” compares them with what was known before the fit.",
    "Exit code: 0; 3 if the fit did not converge or something that was asked for has no answer, which is said; 2 if the workspace is refused.",
    "Example:\n  hzz fit workspace.json --cls 1 --limit --impacts",
  ],
  async run({ file, measurement, cls, limit, impacts, json: asJson }, { stdout }): Promise<ExitCode> {
    const text = await readTextFile(file, "The workspace", workspaceLimits.characters);
    const model = compileModel(parseWorkspace(text, { file }), { measurement });
    const report = reportFit(model, { cls, limit, impacts });
    stdout.write(`${asJson ? JSON.stringify(report, null, 2) : renderFit(report, stdout.columns)}\n`);
    return report.missing.length === 0 ? exitCodes.complete : exitCodes.incomplete;
  },
});
