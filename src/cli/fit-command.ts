import { blindNotes, unblinded } from "../results/blind-notes.ts";
import { reportFit } from "../statistics/fit-report.ts";
import { toWorkspace } from "../results/to-workspace.ts";
import { compileModel } from "../statistics/model.ts";
import { isHs3, readHs3 } from "../statistics/parse-hs3.ts";
import { checkWorkspace, jsonOf, workspaceLimits } from "../statistics/parse-workspace.ts";
import type { Workspace } from "../statistics/workspace.ts";
import { defineCommand, flag, operand, option } from "./command.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { renderFit } from "./fit-render.ts";
import { isServed, loadResult, type ResultSource } from "./load-result.ts";
import { isSpecFile, readTextFile } from "./load-spec.ts";
import type { Program } from "./program.ts";
import { isWholeResult } from "./result-file.ts";
import { json, mirrors, noColor, quiet, samples, unblind, url, workers } from "./shared-options.ts";
import { outputWidth } from "./terminal-width.ts";
import { UsageError } from "./usage-error.ts";

export const fit = defineCommand({
  name: "fit",
  summary: "fit the model of a result, a pyhf workspace or HS3: signal, significance, limits",
  parameters: {
    target: operand("workspace.json|result|id|preset|spec"),
    measurement: option("measurement", "NAME", "the measurement, where the workspace has several (default: the first)"),
    cls: option("cls", "MU", "CLs of this strength of the signal, observed and expected", (text) => {
      const mu = text.trim() === "" ? NaN : Number(text);
      if (mu >= 0 && mu < Infinity) return mu;
      throw new UsageError(`--cls expects a number of at least 0, found "${text}"`);
    }),
    limit: flag("limit", "upper limit of the signal at 95 % CL, observed and expected"),
    impacts: flag("impacts", "how much each parameter moves the signal"),
    unblind,
    incomplete: flag("incomplete", "also of a result of which something is missing"),
    json,
    url,
    mirrors,
    samples,
    workers,
    quiet,
    noColor,
  },
  details: [
    "Of a result (a file .hzz.json, an id or address on a server, a preset or specification, which runs now) the model is made as its specification says.",
    "The workspace is JSON of pyhf's schema 1.0.0, or of HistFactory channels in HS3 0.2, of which --measurement names the analysis. The numbers are those that pyhf gives: interpolation codes 4 and 4p, all constants of the likelihood, asymptotic formulas with q̃.",
    "Errors of the parameter of interest are where −2 ln L rises by 1, of the others from the curvature. “of before” compares them with what was known before the fit.",
    "Exit code: 0; 3 if the fit did not converge or something that was asked for has no answer, which is said; 3 too if the result is incomplete, with --incomplete; 2 without it, and if the workspace is refused.",
  ],
  examples: ["hzz fit workspace.json --cls 1 --limit --impacts", "hzz fit results.hzz.json --limit"],
  async run(command, program): Promise<ExitCode> {
    const { measurement, cls, limit, impacts, json: asJson } = command;
    const { makeWorkspace, makeNotes, incomplete } = await modelOf(command, program);
    if (incomplete !== undefined) {
      program.stderr.write(
        `hzz: ${incomplete}${command.incomplete ? "" : "; nothing was fitted. With --incomplete it is."}\n`,
      );
      if (!command.incomplete) return exitCodes.refused;
    }
    const fitted = reportFit(compileModel(makeWorkspace(), { measurement }), { cls, limit, impacts });
    const report = { ...fitted, notes: [...(makeNotes?.() ?? []), ...fitted.notes] };
    const said = asJson ? JSON.stringify(report, null, 2) : renderFit(report, outputWidth(program));
    program.stdout.write(`${said}\n`);
    return report.missing.length === 0 && incomplete === undefined ? exitCodes.complete : exitCodes.incomplete;
  },
});

/** A workspace as it stands, or that of a result. @returns also what is blinded, and what is missing of the result */
async function modelOf(
  source: Omit<ResultSource, "command"> & { readonly measurement: string | undefined; readonly unblind: boolean },
  program: Program,
): Promise<{ makeWorkspace: () => Workspace; makeNotes?: () => readonly string[]; incomplete?: string }> {
  const { target, measurement } = source;
  const isResult = isWholeResult(target) || isServed(target) || !isSpecFile(target);
  if (!isResult) {
    const text = await readTextFile(target, "The workspace", workspaceLimits.characters);
    if (!isSpecification(text)) {
      if (source.unblind)
        throw new UsageError(`--unblind goes with a result; in ${target} are only the bins that there are`);
      return { makeWorkspace: () => readWorkspace(text, target, measurement) };
    }
  }
  const { view: found, missingCount } = await loadResult({ ...source, command: "fit" }, program);
  const view = source.unblind ? unblinded(found) : found;
  const makeWorkspace = () => toWorkspace(view, `analysis ${view.id}`);
  const makeNotes = () => blindNotes(view);
  if (view.status === "complete") return { makeWorkspace, makeNotes };
  return {
    makeWorkspace,
    makeNotes,
    incomplete: `the result is ${view.status}, ${missingCount} of its parts are missing`,
  };
}

/** In pyhf's form, or in HS3. */
function readWorkspace(text: string, file: string, analysis: string | undefined): Workspace {
  const document = jsonOf(text, { file });
  return isHs3(document) ? readHs3(document, { file, analysis }) : checkWorkspace(document, { file });
}

/** What names no tree is taken for a workspace, so that it is told what such a one lacks; one in YAML is a specification. */
function isSpecification(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "tree" in value;
  } catch {
    return /^tree:/m.test(text);
  }
}
