import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { runHzz } from "./support/run-hzz.ts";

describe("hzz plot", { timeout: 120_000 }, () => {
  let folder: string;
  let result: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-plot-"));
    result = join(folder, "toy.hzz.json");
    const { code } = await runHzz(["run", "hzz-toy", "--out", result, "--quiet"]);
    expect(code).toBe(0);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("draws a result of a file, the same figure as from a run of its own", async () => {
    const [fromFile, fromRun] = [join(folder, "a.svg"), join(folder, "b.svg")];
    expect(await runHzz(["plot", result, "--out", fromFile])).toMatchObject({ code: 0, stderr: "" });
    expect((await runHzz(["plot", "hzz-toy", "--histogram", "m4l", "--out", fromRun, "--quiet"])).code).toBe(0);
    const svg = await readFile(fromFile, "utf8");
    expect(await readFile(fromRun, "utf8")).toBe(svg);
    expect(svg).toContain("Toy simulation, not ATLAS data");
    expect(svg).toContain("Events / 5 GeV");
    expect(svg).not.toContain("incomplete");
  });

  it("writes PDF, and a logarithmic axis where it is asked for", async () => {
    const out = join(folder, "a.pdf");
    expect((await runHzz(["plot", result, "--log", "--no-ratio", "--out", out])).code).toBe(0);
    const pdf = await readFile(out, "latin1");
    expect(pdf.slice(0, 8)).toBe("%PDF-1.4");
    expect(pdf).not.toContain("(Data / Expected)");
  });

  it("shows pulls in place of the ratio where they are asked for", async () => {
    const out = join(folder, "pulls.svg");
    expect((await runHzz(["plot", result, "--pulls", "--out", out])).code).toBe(0);
    const svg = await readFile(out, "utf8");
    expect([svg.includes(">Pull<"), svg.includes("Expected<")]).toEqual([true, false]);
  });

  it("stacks samples, and draws shapes in place of a stack, where that is asked for", async () => {
    const out = join(folder, "samples.svg");
    expect((await runHzz(["plot", result, "--stack", "samples", "--out", out])).code).toBe(0);
    const stacked = await readFile(out, "utf8");
    for (const words of ["VBF H", "Total, stat. uncertainty"]) expect(stacked).toContain(words);
    expect(stacked).not.toContain("Signal (");
    expect((await runHzz(["plot", result, "--shapes", "--log", "--out", out])).code).toBe(0);
    const shapes = await readFile(out, "utf8");
    for (const words of ["Signal (", "Fraction of events / 5 GeV", "Shape / Toy data"]) expect(shapes).toContain(words);
    for (const words of ["Total", "Expected<"]) expect(shapes).not.toContain(words);
    expect((await runHzz(["plot", result, "--shapes", "--no-ratio", "--out", out])).code).toBe(0);
    expect(await readFile(out, "utf8")).not.toContain("Shape /");
    const refused = await runHzz(["plot", result, "--shapes", "--pulls", "--out", out]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("leave --pulls out")]);
    const unknown = await runHzz(["plot", result, "--stack", "files", "--out", out]);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("expects groups or samples")]);
  });

  it("draws the alternatives of a variation over the stack, and says what they change", async () => {
    const spec = join(folder, "varied.json");
    const variations = [{ name: "lumi", norm: { up: 1.02, down: 0.98 } }];
    await writeFile(spec, JSON.stringify({ ...presetInput("hzz-toy"), variations }));
    const out = join(folder, "varied.svg");
    expect(await runHzz(["plot", spec, "--variation", "lumi", "--out", out, "--quiet"])).toMatchObject({ code: 0 });
    const svg = await readFile(out, "utf8");
    for (const words of ["lumi_up", "lumi_down"]) expect(svg).toContain(words);
    const refused = await runHzz(["plot", spec, "--variation", "lumy", "--out", out, "--quiet"]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("nearest names: lumi")]);
  });

  it("writes where the figure comes from, and hzz verify says that it holds, or what differs", async () => {
    const out = join(folder, "verified.svg");
    expect((await runHzz(["plot", result, "--out", out])).code).toBe(0);
    const holds = await runHzz(["verify", out]);
    expect([holds.code, holds.stderr]).toEqual([0, ""]);
    expect(holds.stdout).toContain("the specification is that of hzz-toy");
    const json = JSON.parse((await runHzz(["verify", out, "--json"])).stdout) as { findings: { state: string }[] };
    expect(json.findings.map(({ state }) => state)).toEqual(["holds", "holds", "holds", "holds", "unknown"]);
    const svg = await readFile(out, "utf8");
    await writeFile(out, svg.replace('"catalogue":', '"catalogue":9'));
    const differs = await runHzz(["verify", out, "--spec", "hzz-2020"]);
    expect(differs.code).toBe(3);
    expect(differs.stdout).toMatch(/✗ catalogue version 9\d/);
    expect(differs.stdout).toMatch(/✗ analysis \w+: not that of hzz-2020/);
    expect((await runHzz(["plot", "hzz-toy", "--samples", "data_A", "--quiet", "--out", out])).code).toBe(0);
    const part = await runHzz(["verify", out, "--spec", "hzz-toy"]);
    expect([part.code, part.stdout]).toEqual([0, expect.stringContaining("is that of hzz-toy, of data_A alone")]);
    const none = await runHzz(["verify", result]);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("does not say where it comes from")]);
  });

  it("draws maps of one group or of all simulation, profiles with their mean, and categories", async () => {
    const spec = join(folder, "maps.json");
    const axis = { type: "regular", bins: 4, lower: 0, upper: 100, label: "energy", unit: "GeV" };
    const y = { expression: "lep_eta[0]", axis: { ...axis, lower: -2.5, upper: 2.5, label: "η", unit: "" } };
    const quantity = { expression: "lep_pt[1] / 1000", label: "second energy", unit: "GeV" };
    const histograms = [
      { name: "map", expression: "lep_pt[0] / 1000", axis, y },
      { name: "mean", expression: "lep_pt[0] / 1000", axis, profile: quantity },
      { name: "type", expression: "lep_type[0]", axis: { categories: [11, 13], label: "type" } },
    ];
    await writeFile(spec, JSON.stringify({ ...presetInput("hzz-toy"), histograms }));
    const maps = join(folder, "maps.hzz.json");
    expect((await runHzz(["run", spec, "--out", maps, "--quiet"])).code).toBe(0);
    const drawn = async (...options: string[]) => {
      const out = join(folder, "drawn.svg");
      const { code, stderr } = await runHzz(["plot", maps, "--out", out, ...options]);
      return code === 0 ? await readFile(out, "utf8") : stderr;
    };
    const data = await drawn();
    for (const text of ["Toy data", "η", "Events / bin", "energy [GeV]"]) expect(data).toContain(`>${text}</text>`);
    expect(await drawn("--group", "simulation", "--log")).toContain(">All simulation</text>");
    expect(await drawn("--group", "zzz")).toContain('there is no group "zzz"; there are: data, simulation,');
    expect(await drawn("--histogram", "mean")).toContain(">Mean of second energy [GeV]</text>");
    expect(await drawn("--histogram", "mean", "--group", "data")).toContain("--group: mean has one axis");
    expect(await drawn("--histogram", "type")).toContain(">13</text>");
  });

  it.each<[string, readonly string[], string]>([
    ["no place for the figure", [], "plot expects --out"],
    ["PNG, and says how to get one", ["--out", "m4l.png"], "pdftoppm -png -r 200 makes one of the PDF"],
    ["a format that there is not", ["--out", "m4l.svg.gz"], "ends in .svg or .pdf"],
    ["a histogram that there is not", ["--histogram", "m4", "--out", "a.svg"], "nearest names: m4l"],
    ["a variation that there is not", ["--variation", "sf", "--out", "a.svg"], "has no variations"],
    ["samples of what has been run", ["--samples", "data_*", "--out", "a.svg"], "has been run already"],
  ])("refuses %s, and leaves no file", async (_, options, message) => {
    const before = await readdir(folder);
    const args = options.map((word) => (/\.(svg|png|gz)$/.test(word) ? join(folder, `new-${word}`) : word));
    const { code, stderr } = await runHzz(["plot", result, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await readdir(folder)).toEqual(before);
  });
});
