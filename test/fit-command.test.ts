import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analysisIdOf } from "../src/analysis/analysis-id.ts";
import { model as modelSchema } from "../src/analysis/spec-model.ts";
import { resultDocumentText } from "../src/results/result-document.ts";
import type { FitReport } from "../src/statistics/fit-report.ts";
import type { Workspace } from "../src/statistics/workspace.ts";
import { fixtureSpec, fixtureView } from "./support/fixture-view.ts";
import { runHzz } from "./support/run-hzz.ts";

/** A counting experiment with a control region, and names that are long. */
const workspace = (seen: readonly number[], bounds: readonly [number, number] = [0, 10]): Workspace => ({
  version: "1.0.0",
  channels: [
    {
      name: "signal region",
      samples: [
        { name: "signal", data: [2, 6, 3], modifiers: [{ name: "mu", type: "normfactor" }] },
        {
          name: "background",
          data: [20, 18, 15],
          modifiers: [
            { name: "normalisation_of_a_background_with_a_long_name", type: "normsys", data: { hi: 1.1, lo: 0.9 } },
            { name: "mc", type: "staterror", data: [1, 1, 1] },
          ],
        },
      ],
    },
  ],
  observations: [{ name: "signal region", data: seen }],
  measurements: [
    { name: "counting", config: { poi: "mu", parameters: [{ name: "mu", bounds: [bounds] }] } },
    { name: "nothing of interest", config: { poi: "", parameters: [] } },
  ],
});

describe("hzz fit", { timeout: 60_000 }, () => {
  let folder: string;
  const fit = async (document: unknown, ...options: string[]) => {
    const path = join(folder, "workspace.json");
    await writeFile(path, JSON.stringify(document));
    return await runHzz(["fit", path, ...options]);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-fit-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("prints what was asked for, within 80 columns", async () => {
    const { code, stdout } = await fit(workspace([24, 25, 17]), "--cls", "1", "--limit", "--impacts");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Fit of counting: converged/);
    expect(stdout).toMatch(/mu = 1\.\d+ \+0\.\d+ −0\.\d+, ±0\.\d+/);
    expect(stdout).toMatch(/significance 1\.\d\dσ; expected for 1: 1\.\d\dσ/);
    expect(stdout).toMatch(/CLs of 1: 0\.\d+; expected 0\.\d+ \(1σ/);
    expect(stdout).toMatch(/upper limit at 95 % CL: 2\.\d+; expected 1\.\d+ \(1σ/);
    expect(stdout).toContain("impact on mu");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("has all digits as JSON, and the table's numbers", async () => {
    const { code, stdout } = await fit(workspace([24, 25, 17]), "--json", "--limit");
    const report = JSON.parse(stdout) as FitReport;
    expect(code).toBe(0);
    expect(report).toMatchObject({ status: "converged", missing: [], notes: [], poi: { name: "mu" } });
    expect(report.parameters.map(({ state }) => state)).toEqual(Array(5).fill("free"));
    expect(report.channels[0]!.intervals![0]!.lower).toBeCloseTo(19.13, 1);
    const sum = report.channels[0]!.samples.reduce((total, { after }) => total + after[1]!, 0);
    expect(sum).toBeCloseTo(report.channels[0]!.after[1]!, 10);
    const { matrix } = report.correlation;
    for (const [i, row] of matrix.entries()) for (const [j, each] of row.entries()) expect(each).toBe(matrix[j]![i]);
    expect(report.limit!.observed).toBeGreaterThan(report.limit!.expected[2]!);
  });

  it("fits without a parameter of interest", async () => {
    const { code, stdout } = await fit(workspace([24, 25, 17]), "--measurement", "nothing of interest");
    expect([code, stdout.includes("significance")]).toEqual([0, false]);
  });

  it("says what has no answer, with exit code 3", async () => {
    const bounded = await fit(workspace([24, 25, 17], [0, 1.2]), "--limit");
    expect([bounded.code, bounded.stdout]).toEqual([3, expect.stringContaining("the bound of mu: widen it")]);
    const impossible = workspace([24, 25, 17]) as unknown as { channels: { samples: { data: number[] }[] }[] };
    for (const sample of impossible.channels[0]!.samples) sample.data[2] = 0;
    const { code, stdout } = await fit(impossible, "--cls", "1");
    expect(code).toBe(3);
    expect(stdout.replaceAll("\n", " ")).toContain("bin 2 of channel signal region expects 0 events and has 17");
    expect(stdout).not.toContain("NaN");
  });

  it("leaves blinded bins out of the fit of a result, and says so, unless it is told to look", async () => {
    const spec = { ...fixtureSpec(), model: modelSchema.parse({ blind: { m: [86, 92] } }) };
    const result = join(folder, "blinded.hzz.json");
    await writeFile(result, resultDocumentText({ ...fixtureView({ spec }), id: await analysisIdOf(spec) }, "1"));
    const fitResult = async (...options: string[]) =>
      JSON.parse((await runHzz(["fit", result, "--json", ...options])).stdout) as FitReport;
    const blinded = await fitResult();
    expect(blinded.channels[0]!.observed).toEqual([2, 1]);
    expect(blinded.notes).toContain("Blinded: bins of m that reach into 86 to 92 GeV are not in the fit.");
    const told = await fitResult("--unblind");
    expect([told.channels[0]!.observed, told.notes.join()]).toEqual([
      [2, 9, 4, 1],
      expect.not.stringContaining("Blinded"),
    ]);
    const refused = await fit(workspace([24, 25, 17]), "--unblind");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("--unblind goes with a result")]);
  });

  it.each<[string, (document: Workspace) => unknown, readonly string[], string]>([
    ["what is no workspace", () => ({ a: 1 }), [], "The workspace is refused"],
    ["a measurement that is not there", (each) => each, ["--measurement", "count"], "it has: counting"],
    ["a strength below 0", (each) => each, ["--cls=-1"], "--cls expects a number of at least 0"],
  ])("refuses %s, with exit code 2", async (_, change, options, message) => {
    const { code, stderr } = await fit(change(workspace([24, 25, 17])), ...options);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
