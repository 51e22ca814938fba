import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fixtureSpec, fixtureView, incompleteView } from "./support/fixture-view.ts";
import { model } from "../src/analysis/spec-model.ts";
import { analysisIdOf } from "../src/analysis/analysis-id.ts";
import { resultDocumentText } from "../src/results/result-document.ts";
import type { FitReport } from "../src/statistics/fit-report.ts";
import { parseWorkspace } from "../src/statistics/parse-workspace.ts";
import { runHzz } from "./support/run-hzz.ts";

describe("hzz export", { timeout: 120_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-export-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("makes a workspace of a preset, with the counts that the preset has", async () => {
    const out = join(folder, "workspace.json");
    const { code, stderr } = await runHzz(["export", "hzz-toy", "--to", "pyhf", "--out", out, "--quiet"]);
    expect([code, stderr]).toEqual([0, ""]);
    const { channels, observations, measurements } = parseWorkspace(await readFile(out, "utf8"));
    expect(channels.map(({ name, samples }) => [name, samples.map((sample) => sample.name)])).toEqual([
      ["m4l", ["z-ttbar", "zz", "signal"]],
    ]);
    expect(observations[0]!.data).toHaveLength(34);
    expect(measurements[0]!.config.poi).toBe("mu");
  });

  it("writes several formats into a folder, or none of them", async () => {
    const out = join(folder, "made", "publication");
    const all = ["--to", "pyhf,hs3,hepdata,latex,csv", "--out", out, "--quiet"];
    expect(await runHzz(["export", "hzz-toy", ...all])).toMatchObject({ code: 0, stderr: "" });
    expect((await readdir(out)).sort()).toEqual([
      "cutflow.csv",
      "submission.zip",
      "tables.tex",
      "workspace.hs3.json",
      "workspace.json",
    ]);
    const fits = ["workspace.json", "workspace.hs3.json"].map((file) => runHzz(["fit", join(out, file), "--json"]));
    const [pyhf, hs3] = (await Promise.all(fits)).map(({ stdout }) => JSON.parse(stdout) as FitReport);
    expect(hs3!.twiceNll).toBe(pyhf!.twiceNll);
    expect(hs3!.poi).toEqual(pyhf!.poi);
    const none = join(folder, "none");
    const data = ["--samples", "data_*", "--to", "latex,pyhf", "--out", none, "--quiet"];
    const refused = await runHzz(["export", "hzz-toy", ...data]);
    expect(refused.code).not.toBe(0);
    expect(await readdir(none)).toEqual([]);
  });

  it("writes nothing of an incomplete result, unless it is told to", async () => {
    const result = join(folder, "part.hzz.json");
    const view = incompleteView();
    await writeFile(result, resultDocumentText({ ...view, id: await analysisIdOf(view.spec) }, "1"));
    const out = join(folder, "tables.tex");
    const refused = await runHzz(["export", result, "--to", "latex", "--out", out]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("2 of its parts are missing")]);
    expect(await readdir(folder)).not.toContain("tables.tex");
    const told = await runHzz(["export", result, "--to", "latex", "--out", out, "--incomplete"]);
    expect(told.code).toBe(3);
    expect(await readFile(out, "utf8")).toContain("INCOMPLETE");
  });

  it("leaves blinded bins out of a model, and has them with --unblind", async () => {
    const spec = { ...fixtureSpec(), model: model.parse({ blind: { m: [86, 92] } }) };
    const result = join(folder, "blinded.hzz.json");
    await writeFile(result, resultDocumentText({ ...fixtureView({ spec }), id: await analysisIdOf(spec) }, "1"));
    const out = join(folder, "blinded.json");
    const counts = [];
    for (const more of [[], ["--unblind"]]) {
      expect(await runHzz(["export", result, "--to", "pyhf", "--out", out, ...more])).toMatchObject({ code: 0 });
      counts.push(parseWorkspace(await readFile(out, "utf8")).observations[0]!.data);
    }
    expect(counts).toEqual([
      [2, 1],
      [2, 9, 4, 1],
    ]);
  });

  it.each<[string, readonly string[], string]>([
    ["no format", ["--out", "a"], "export expects --to"],
    ["a format that there is not", ["--to", "word", "--out", "a"], "--to expects pyhf, hs3, hepdata, latex, csv"],
    ["one such format among others", ["--to", "csv,word", "--out", "a"], 'found "word"'],
    ["no file", ["--to", "csv"], "export expects --out PATH"],
    [
      "a folder that cannot be made",
      ["--to", "csv,latex", "--out", "/dev/null/a"],
      "--out: the folder /dev/null/a cannot be made",
    ],
  ])("refuses %s", async (_, options, message) => {
    const { code, stderr } = await runHzz(["export", "hzz-toy", ...options]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
