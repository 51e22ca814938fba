import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toyAnalysis } from "../src/analysis/presets/hzz-toy.ts";
import { toyLabel } from "../src/analysis/toy/toy-label.ts";
import { toyOptions } from "../src/analysis/toy/toy-options.ts";
import type { Report } from "../src/cli/report.ts";
import { writeFile as writeRootFile } from "./support/root-writer/written-file.ts";
import { samplesAtHand } from "./support/release-or-toy.ts";
import { type CommandResult, runHzz } from "./support/run-hzz.ts";
import { plannedToy, toyFolder } from "./support/toy-files.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-label-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** `hzz run` of some samples, and what its report says. */
async function run(analysis: string, mirror: string, samples: readonly string[]) {
  const place = join(folder, "report.json");
  const args = ["run", analysis, "--mirror", mirror, "--samples", samples.join(","), "--report", place];
  const result: CommandResult = await runHzz(args, { env: { HZZ_ALLOWED_ORIGINS: "none" } });
  return { ...result, report: JSON.parse(await readFile(place, "utf8")) as Report };
}

/** The events of a sample of the toy in a file that does not say what they are; its folder. */
async function writeUnlabelled(sample: string): Promise<string> {
  const toy = plannedToy(sample);
  const bytes = await writeRootFile(async ({ root }) => {
    const tree = root.tree("mini", "4-object branches", toy.branches);
    for (const { columns, length } of toy.chunks()) await tree.fill(columns, length);
    await tree.close();
  });
  await mkdir(join(folder, toy.path, ".."), { recursive: true });
  await writeFile(join(folder, toy.path), bytes);
  return folder;
}

/** A specification of files in a folder, under this label; its path. */
async function writeSpec(label: string): Promise<string> {
  const path = join(folder, "spec.json");
  await writeFile(path, JSON.stringify({ ...toyAnalysis(toyOptions(), (file) => file), release: { label } }));
  return path;
}

describe("the label of a release", () => {
  it("does not stand on a toy: each file is refused, with the preset to take instead", async () => {
    const { code, stdout, report } = await run("hzz-2020", await toyFolder(samplesAtHand), samplesAtHand);
    expect(code).toBe(3);
    expect(report.missing.map(({ sample, error }) => [sample, error])).toEqual(
      samplesAtHand.map((name) => [name, "ToyLabelError"]),
    );
    for (const { reason } of report.missing) expect(reason).toMatch(/The file is a toy.*as in the preset hzz-toy/);
    expect(stdout).toMatch(/INCOMPLETE: 7 parts are missing/);
    expect(stdout).toContain("hzz-toy");
    for (const group of report.groups) expect(group.cutflow[0]!.entries).toBe(0);
  });
});

describe("the label of the toy", () => {
  it("does not stand on a file that does not say that it is one", async () => {
    const mirror = await writeUnlabelled("data_A");
    const { code, report } = await run(await writeSpec(toyLabel), mirror, ["data_A"]);
    expect(code).toBe(3);
    expect(report.missing.map(({ error }) => error)).toEqual(["ToyLabelError"]);
    expect(report.missing[0]!.reason).toMatch(/the file is not a toy.*Name the release that the file is from/);
  });

  it("is all that was wrong with that file", async () => {
    const mirror = await writeUnlabelled("data_A");
    const { code, report } = await run(await writeSpec("Events of somebody"), mirror, ["data_A"]);
    expect([code, report.missing]).toEqual([0, []]);
    expect(report.groups[0]!.cutflow[0]!.entries).toBe(plannedToy("data_A").entries());
  });

  it("may have more text behind it", async () => {
    const { code } = await run(await writeSpec(`${toyLabel}, course of 2026`), await toyFolder(["data_A"]), ["data_A"]);
    expect(code).toBe(0);
  });
});
