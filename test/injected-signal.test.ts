import { beforeAll, describe, expect, it } from "vitest";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { createHistogram, type Histogram } from "../src/histogram/histogram.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import { readResultDocument } from "../src/protocol/documents/result-document.ts";
import { resultDocumentText } from "../src/results/result-document.ts";
import { toWorkspace } from "../src/results/to-workspace.ts";
import { reportFit } from "../src/statistics/fit-report.ts";
import { compileModel } from "../src/statistics/model.ts";
import { readHs3 } from "../src/statistics/parse-hs3.ts";
import { toHs3 } from "../src/statistics/to-hs3.ts";
import { runInProcess } from "./support/run-in-process.ts";

/** Pulls and coverage of fluctuating data are in src/statistics/toy-data.test. */
describe("a signal that is put into the data of the toy", { timeout: 180_000 }, () => {
  let toy: AnalysisView;
  beforeAll(async () => {
    toy = (await runInProcess(presetByName("hzz-toy"), {})).view;
  }, 180_000);

  it.each([0, 1, 2.2])("with strength %d is found again from the file of the result", async (mu) => {
    const text = resultDocumentText(withAsimovData(toy, mu), "1");
    const { view } = await readResultDocument(JSON.parse(text), "r.hzz.json");
    const workspace = toWorkspace(view, "injected");
    for (const each of [workspace, readHs3(toHs3(workspace))]) {
      const { status, poi, goodness, parameters } = reportFit(compileModel(each));
      expect(status).toBe("converged");
      expect(Math.abs(poi!.value - mu)).toBeLessThan(1e-7);
      expect(goodness.chi2).toBeLessThan(1e-9);
      for (const { pull } of parameters) expect(Math.abs(pull ?? 0)).toBeLessThan(1e-6);
    }
  });
});

/** Collision data are just what is expected with this strength of the signal. */
function withAsimovData(view: AnalysisView, mu: number): AnalysisView {
  const simulated = view.groups.filter(({ kind }) => kind !== "data");
  const asimov = (histogram: Histogram, key: string): Histogram => {
    const sum = histogram.sumw.map((_, cell) =>
      simulated.reduce((all, { kind, histograms }) => {
        const factor = kind === "signal" ? mu : 1;
        return all + factor * histograms.get(key)!.sumw[cell]!;
      }, 0),
    );
    return createHistogram({ ...histogram, sumw: sum, sumw2: sum });
  };
  const groups = view.groups.map((group) =>
    group.kind !== "data"
      ? group
      : {
          ...group,
          histograms: new Map([...group.histograms].map(([key, histogram]) => [key, asimov(histogram, key)])),
        },
  );
  return { ...view, groups };
}
