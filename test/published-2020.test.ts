import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readResultDocument } from "../src/protocol/documents/result-document.ts";
import { resultDocumentText } from "../src/results/result-document.ts";
import { toWorkspace } from "../src/results/to-workspace.ts";
import { Fitter } from "../src/statistics/fit.ts";
import { compileModel } from "../src/statistics/model.ts";
import { checkWorkspace } from "../src/statistics/parse-workspace.ts";
import type { FitReport } from "../src/statistics/fit-report.ts";
import type { Workspace } from "../src/statistics/workspace.ts";
import { publishedView, type VariedBins } from "./support/published-2020.ts";
import { referenceFits, tolerances } from "./support/reference-fits.ts";
import { runHzz } from "./support/run-hzz.ts";
import { describeWithSharedData } from "./support/shared-data.ts";

/** The histograms of `massScale` that pyhf was given. */
function massScaleOf({ channels }: Workspace): VariedBins | undefined {
  const found = channels[0]!.samples.flatMap(({ name, modifiers }) =>
    modifiers.flatMap((each) =>
      each.type === "histosys"
        ? [[`${name}:massScale_up`, each.data.hi_data] as const, [`${name}:massScale_down`, each.data.lo_data] as const]
        : [],
    ),
  );
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

describeWithSharedData("the published figure of 2020, from a result in a file to the fit", () => {
  const published = referenceFits.filter(({ name }) => name.startsWith("hzz-2020-published"));

  it.each(published)("$name: the workspace and what pyhf finds in it", async ({ workspace, pyhf }) => {
    const text = resultDocumentText(await publishedView(massScaleOf(workspace)), "1");
    const { view } = await readResultDocument(JSON.parse(text), "published.hzz.json");
    const made = checkWorkspace(JSON.parse(JSON.stringify(toWorkspace(view, "mu"))));
    const shapeOf = ({ channels, observations }: Workspace) => ({
      observations,
      samples: channels
        .flatMap(({ name, samples }) =>
          samples.map((sample) => ({
            channel: name,
            name: sample.name,
            data: sample.data,
            modifiers: sample.modifiers
              .map(({ type, name, data }) => ({
                type,
                name: type === "staterror" ? "mcstat" : name,
                data: data ?? null,
              }))
              .sort((a, b) => (a.name < b.name ? -1 : 1)),
          })),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    });
    const [ours, theirs] = [shapeOf(made), shapeOf(workspace)];
    expect(ours.observations).toEqual(theirs.observations);
    // The errors went through their squares, so that the last digit may differ.
    expect(roundedNumbers(ours.samples)).toEqual(roundedNumbers(theirs.samples));
    const model = compileModel(made);
    const best = new Fitter(model).fit();
    expect(best.status).toBe("converged");
    expect(Math.abs(best.twiceNll - pyhf.twiceNll)).toBeLessThan(tolerances.twiceNll);
    const named = new Map(
      pyhf.parameters.map((name, i) => [name.replace("mcstat", "staterror_m4l"), pyhf.bestFit[i]!]),
    );
    for (const [i, { name }] of model.parameters.entries())
      expect(Math.abs(best.parameters[i]! - named.get(name)!), name).toBeLessThan(tolerances.parameters);
    expect(best.parameters[model.poi!]).toBeCloseTo(pyhf.muHat, 5);
  });
});

describeWithSharedData("hzz fit of the published figure of 2020", () => {
  it("says the significance that pyhf has, from a result in a file", { timeout: 60_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "hzz-published-"));
    const result = join(folder, "published.hzz.json");
    await writeFile(result, resultDocumentText(await publishedView(), "1"));
    const { code, stdout } = await runHzz(["fit", result, "--json", "--limit", "--cls", "1"]);
    await rm(folder, { recursive: true });
    expect(code).toBe(0);
    const { poi, discovery, limit, exclusion } = JSON.parse(stdout) as FitReport;
    const { pyhf } = referenceFits.find(({ name }) => name === "hzz-2020-published")!;
    expect(Math.abs(poi!.value - pyhf.muHat)).toBeLessThan(tolerances.parameters);
    expect(Math.abs(discovery!.observed - pyhf.zObserved)).toBeLessThan(tolerances.z);
    expect(Math.abs(limit!.observed! - pyhf.upperLimit)).toBeLessThan(tolerances.limits);
    expect(Math.abs(exclusion!.cls - pyhf.cls1)).toBeLessThan(tolerances.cls);
  });
});

/** To 14 digits. */
function roundedNumbers(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (typeof each === "number" ? Number(each.toPrecision(14)) : each)),
  );
}
