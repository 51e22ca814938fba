import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runHzz } from "./support/run-hzz.ts";

describe("hzz draw", { timeout: 120_000 }, () => {
  let folder: string;
  let files: string[];
  let counted: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-draw-"));
    const place = await filesAtHand.folder();
    const { groups } = parseSpec(filesAtHand.input);
    const samples = groups.flatMap((group) => group.samples);
    files = ["data_A", "data_B"].map((name) => join(place, samples.find((one) => one.name === name)!.files[0]!));
    counted = filesAtHand.counted(["data_A", "data_B"]).cutflow[0]!;
  });
  afterAll(() => rm(folder, { recursive: true }));

  it("draws an expression of several files, over what there is", async () => {
    const { code, stdout } = await runHzz(["draw", ...files, "lep_n", "--quiet"]);
    expect(code).toBe(0);
    expect(stdout).toContain("●");
    expect(stdout).toContain(`${counted} entries read`);
    expect(stdout).toContain("; 0 values below");
  });

  it("selects, bins and writes as it is told", async () => {
    const out = join(folder, "drawn.csv");
    const { code, stdout } = await runHzz([
      ...["draw", ...files, "lep_pt / 1000", "--where", "lep_n >= 4", "--bins", "20,0,200", "--out", out, "--quiet"],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/values below, \d+ at or above the range/);
    const lines = (await readFile(out, "utf8")).split("\r\n").filter((line) => line.startsWith("drawn,entries,,"));
    expect(lines).toHaveLength(22);
    const total = lines.reduce((sum, line) => sum + Number(line.split(",")[6]), 0);
    expect(total).toBeGreaterThanOrEqual(4 * counted);
  });

  it("draws a map of two, and prints the specification that it stands for, which runs as it is", async () => {
    const map = await runHzz(["draw", files[0]!, "lep_pt", "--y", "lep_eta", "--y-bins", "10,-3,3", "--quiet"]);
    expect([map.code, map.stdout.includes("█")]).toEqual([0, true]);
    const printed = await runHzz(["draw", files[0]!, "lep_pt", "--y", "lep_eta", "--y-bins", "10,-3,3", "--spec"]);
    const spec = parseSpec(printed.stdout);
    expect(spec.histograms[0]!.y!.axis).toMatchObject({ bins: 10, lower: -3, upper: 3 });
    const path = join(folder, "printed.json");
    await writeFile(path, printed.stdout);
    const again = await runHzz(["run", path, "--mirror", join(files[0]!, ".."), "--quiet"]);
    expect(again.code).toBe(0);
    const cells = (text: string) => text.split("\n").filter((line) => /[┤│]/.test(line));
    expect(cells(again.stdout).slice(-cells(map.stdout).length)).toEqual(cells(map.stdout));
  });

  it.each<[string, readonly string[], string]>([
    ["an expression that the file has not", ["lep_ptt"], "nearest names: lep_pt"],
    ["a range that is none", ["lep_pt", "--bins", "50,2,1"], "--bins expects a number of bins"],
    ["a logarithmic axis from 0 on", ["lep_pt", "--bins", "50,0,1,log"], "logarithmic above 0 as 50,1,200,log"],
    [
      "a selection that leaves nothing",
      ["lep_pt", "--where", "lep_n > 99"],
      "has no values of lep_pt with --where 'lep_n > 99'",
    ],
    ["another tree", ["lep_pt", "--tree", "nothing"], "nothing"],
    ["no expression", [], "at least one file, and then what to draw of it"],
    ["bins of an axis that is not there", ["lep_pt", "--y-bins", "5"], "--y-bins says nothing without --y"],
  ])("refuses %s", async (_, words, message) => {
    const { code, stderr } = await runHzz(["draw", files[0]!, ...words, "--quiet"]);
    expect([code, stderr]).toEqual([expect.toBeOneOf([1, 2]), expect.stringContaining(message)]);
  });
});
