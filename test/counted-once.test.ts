import { copyFileSync, linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toyAnalysis } from "../src/analysis/presets/hzz-toy.ts";
import { toyOptions } from "../src/analysis/toy/toy-options.ts";
import type { Report } from "../src/cli/report.ts";
import { type MisbehavingServer, part, startMisbehavingServer } from "./support/misbehaving-server.ts";
import { countedInToy } from "./support/release-or-toy.ts";
import { runHzz } from "./support/run-hzz.ts";
import { toyFile } from "./support/toy-files.ts";

/** The command on files that are one file under several names. */

let folder = "";
let server: MisbehavingServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "hzz-once-"));
  const ok = join(folder, "ok.root");
  copyFileSync(await toyFile("data_A"), ok);
  linkSync(ok, join(folder, "link.root"));
  copyFileSync(ok, join(folder, "copy.root"));
  server = await startMisbehavingServer();
  server.serve("/elsewhere.root", part(readFileSync(ok)));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const counted = countedInToy(["data_A"]).cutflow[0]!;

/** Runs samples of collision data, and gives what the report says. */
async function run(samples: readonly { readonly name: string; readonly files: readonly string[] }[]) {
  const [group] = toyAnalysis(toyOptions(), (path) => path).groups;
  const spec = { ...toyAnalysis(toyOptions(), (path) => path), groups: [{ ...group, samples }] };
  const [file, report] = [join(folder, "spec.json"), join(folder, "report.json")];
  rmSync(report, { force: true });
  writeFileSync(file, JSON.stringify(spec));
  const { code, stdout, stderr } = await runHzz(["run", file, "--mirror", folder, "--report", report]);
  const read = () => JSON.parse(readFileSync(report, "utf8")) as Report;
  return { code, stdout, stderr, read };
}

const entriesOf = (report: Report) => report.groups[0]?.cutflow[0]?.entries;

describe("the same file", () => {
  it("is refused under several spellings of its name in one sample", async () => {
    const result = await run([{ name: "s", files: ["ok.root", "./ok.root", "ok.root/", ".//ok.root"] }]);
    expect([result.code, result.stdout]).toEqual([2, ""]);
    for (const f of [1, 2, 3])
      expect(result.stderr).toContain(`groups[0].samples[0].files[${f}]: the same file as files[0]`);
  });

  it("is counted once as hard link, copy and download, and the result is incomplete with both names", async () => {
    const url = `${server.origin}/elsewhere.root`;
    const result = await run([{ name: "s", files: ["ok.root", "link.root", "copy.root", url] }]);
    expect(result.code).toBe(3);
    const report = result.read();
    expect([report.status, entriesOf(report)]).toEqual(["incomplete", counted]);
    expect(report.missing.map(({ file, error }) => [file, error])).toEqual(
      ["link.root", "copy.root", url].map((file) => [file, "RepeatedFileError"]),
    );
    for (const { file, reason } of report.missing)
      expect(reason).toContain(`${file} is the same as ok.root of this sample`);
    expect(result.stdout).toContain("RepeatedFileError");
  });

  it("is counted as often as it stands there where that is meant", async () => {
    const result = await run([
      { name: "s", files: ["ok.root", "./ok.root", "copy.root"], ...{ allowRepeatedFiles: true } },
    ]);
    expect([result.code, entriesOf(result.read())]).toEqual([0, 3 * counted]);
  });

  it("is told as a warning in two samples, and counted in both", async () => {
    const result = await run([
      { name: "s", files: ["ok.root"] },
      { name: "t", files: ["copy.root"] },
    ]);
    const warning =
      "ok.root of the sample s is the same file as copy.root of the sample t: its events count in each of them";
    expect([result.code, entriesOf(result.read())]).toEqual([0, 2 * counted]);
    expect(result.read().warnings).toEqual([warning]);
    expect(result.stdout).toContain(`Warnings (1):\n  ${warning}`);
  });
});
