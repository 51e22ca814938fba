import { describe, expect, it } from "vitest";
import { fixtureSpec, fixtureView } from "../../test/support/fixture-view.ts";
import { model as modelSchema } from "../analysis/spec-model.ts";
import type { FitDocument } from "../protocol/documents/fit-document.ts";
import { toAnalysisDocument } from "../protocol/documents/to-analysis-document.ts";
import { channelsOf } from "../results/model-channels.ts";
import { toWorkspace } from "../results/to-workspace.ts";
import { reportFit } from "../statistics/fit-report.ts";
import { compileModel } from "../statistics/model.ts";
import { fittedPlot } from "./fitted-plot.ts";
import { sourcesOfDocument, toPlotModel } from "./plot-model.ts";

/** `m` has bins 80 to 100: data 2, 9, 4, 1; ZZ* 1, 4, 2, 1; signal 0, 3, 1, 0. */
function fitted(model: Parameters<typeof modelSchema.parse>[0]) {
  const view = fixtureView({ spec: { ...fixtureSpec(), model: modelSchema.parse(model) } });
  const report = reportFit(compileModel(toWorkspace(view, "fixture")));
  const document = {
    id: view.id,
    status: view.status,
    incomplete: false,
    missing: 0,
    channels: channelsOf(view).map(({ key, axis, bins }) => ({
      name: key,
      label: "",
      unit: "",
      lower: bins.map((bin) => axis.edges[bin]!),
      upper: bins.map((bin) => axis.edges[bin + 1]!),
    })),
    fit: JSON.parse(JSON.stringify(report)) as FitDocument["fit"],
  };
  const plot = toPlotModel(sourcesOfDocument(toAnalysisDocument(view, 0), "m"))!;
  return { report, document, plot, of: (stage: "before" | "after") => fittedPlot(plot, document, "m", stage) };
}

describe("the plot of a fit", () => {
  it("before the fit has what was expected, and what constraints leave open", () => {
    const { plot, of } = fitted({});
    const before = of("before")!;
    expect([...before.total!.values]).toEqual([...plot.total!.values]);
    expect(before.stack.map(({ top }) => [...top])).toEqual(plot.stack.map(({ top }) => [...top]));
    // Of statistical errors alone: staterror has those of all simulation together.
    for (const [bin, error] of before.total!.up.entries()) expect(error).toBeCloseTo(plot.total!.up[bin]!, 9);
  });

  it("after the fit has the fit's numbers, layer by layer", () => {
    const { report, of } = fitted({ samples: "groups" });
    const [channel] = report.channels;
    const after = of("after")!;
    expect([...after.total!.values]).toEqual(channel!.after);
    expect([...after.total!.down]).toEqual(channel!.errors.after.bins);
    for (const [bin, top] of after.stack.at(-1)!.top.entries()) expect(top).toBeCloseTo(channel!.after[bin]!, 9);
    expect(after.total!.inRange.error).toBe(channel!.errors.after.total);
    const [zz] = after.groups.filter(({ name }) => name === "zz");
    expect(zz!.inRange.error).toBe(channel!.samples.find(({ name }) => name === "zz")!.errors.after.total);
    expect([...after.data[0]!.values]).toEqual([2, 9, 4, 1]);
  });

  it("adds samples up to their group", () => {
    const [groups, samples] = [fitted({}), fitted({ samples: "samples" })].map(({ of }) => of("before")!);
    expect(samples!.groups.map(({ values }) => [...values])).toEqual(groups!.groups.map(({ values }) => [...values]));
  });

  it("is empty where bins are blinded, and none of a histogram that is no channel", () => {
    const { document, plot, of } = fitted({ blind: { m: [86, 92] } });
    const after = of("after")!;
    expect([...after.data[0]!.values]).toEqual([2, 0, 0, 1]);
    expect([...after.total!.values].map((value) => value === 0)).toEqual([false, true, true, false]);
    expect(fittedPlot(plot, document, "v", "after")).toBeUndefined();
  });
});
