import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { type SpecCheck, specCheckSchema } from "../src/protocol/documents/spec-check-document.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { readResultDocument } from "../src/protocol/documents/result-document.ts";
import { uhiDocumentText } from "../src/results/uhi-document.ts";
import { writeRootResults } from "../src/results/write-root-results.ts";
import { createMemorySink } from "../src/rootio/write/byte-sink.ts";
import { runHzz } from "./support/run-hzz.ts";
import { toyFile } from "./support/toy-files.ts";
import { startStaticHost } from "./support/static-host.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hzz-check-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function writeSpec(name: string, changes: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify({ ...presetInput("hzz-toy"), ...changes }));
  return path;
}

const data = ["--samples", "data_C,data_D"];
const documentIn = (stdout: string): SpecCheck => readDocument(specCheckSchema, JSON.parse(stdout));

describe("hzz check", () => {
  it("tells types, branches by stage and bytes of an analysis with which nothing is wrong", async () => {
    const { code, stdout, stderr } = await runHzz(["check", "hzz-toy", ...data]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/nothing wrong was found, in one file of each of 2 samples/);
    expect(stdout).toMatch(/m4l +define\[1\]\.expression +a number +mass\(sum\(lep\[0:4\]\)\)/);
    expect(stdout).toMatch(/every event +charge +\d[\d.]* k?B {2}lep_charge vector<int32>/);
    expect(stdout).toMatch(/events that pass type +histograms .*lep_pt vector<float32>/);
    const found = documentIn((await runHzz(["check", "hzz-toy", ...data, "--json"])).stdout);
    const bytes = found.reads.flatMap(({ samples }) => samples.flatMap((sample) => sample.bytes));
    expect(found.bytes.most).toBe(bytes.reduce((sum, one) => sum + one, 0));
    expect(found.bytes.least).toBeGreaterThan(0);
    expect(found.bytes.least).toBeLessThan(found.bytes.most);
  });

  it("tells everything that is wrong at once, with carets, and ends with exit code 2", async () => {
    const spec = writeSpec("wrong.json", {
      define: [{ name: "n", expression: "lep_nn + 1" }],
      cuts: [
        { name: "c", expression: "lep_charge" },
        { name: "d", expression: "n > 3" },
      ],
      histograms: [{ name: "h", expression: "lep_pt[0]", axis: { bins: 2, lower: 0, upper: 1 } }],
    });
    const { code, stdout, stderr } = await runHzz(["check", spec, ...data]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/2 problems:\n {2}cuts\[0\]\.expression: A cut is a bool, but lep_charge is a list/);
    expect(stderr).toMatch(/define\[0\]\.expression: .*"lep_nn"; nearest names: lep_n.*\n +lep_nn \+ 1\n +\^{6}\n/);
    expect(stderr.match(/seen in .*data_C.* and in 1 other sample/g)).toHaveLength(2);
    expect(stdout).toMatch(/h +histograms\[0\]\.expression +a number/);
    const json = await runHzz(["check", spec, ...data, "--json"]);
    expect([json.code, json.stderr, documentIn(json.stdout).problems.length]).toEqual([2, "", 2]);
  });

  it("names the included file and the line of what only the branches show to be wrong", async () => {
    writeFileSync(join(folder, "shared.yaml"), 'define:\n  - name: n\n    expression: "lep_nn + 1"\n');
    const spec = writeSpec("including.json", {
      include: ["shared.yaml"],
      define: [{ name: "m", expression: "lep_mm" }],
      cuts: [
        { name: "c", expression: "n > 1" },
        { name: "d", expression: "m > 1" },
      ],
      histograms: [{ name: "h", expression: "lep_pt[0]", axis: { bins: 2, lower: 0, upper: 1 } }],
    });
    const { code, stderr } = await runHzz(["check", spec, ...data]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^ {2}shared\.yaml line 3: define\[0\]\.expression: .*"lep_nn"/m);
    expect(stderr).toMatch(/^ {2}define\[0\]\.expression: .*"lep_mm"/m);
    const json = await runHzz(["check", spec, ...data, "--json"]);
    expect(documentIn(json.stdout).problems.map(({ path }) => path)).toContain(
      "shared.yaml line 3: define[0].expression",
    );
    const run = await runHzz(["run", spec, ...data, "--quiet"]);
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining("shared.yaml line 3: define[0].expression")]);
  });

  it("says in which unit energies are taken to be, also where the specification names none", async () => {
    const spec = writeSpec("no-unit.json", {
      ...{ energyUnit: undefined, collections: undefined, define: [], cuts: [] },
      histograms: [
        { name: "h", expression: "pt(ptEtaPhiM(lep_pt[0], 0, 0, 0))", axis: { bins: 2, lower: 0, upper: 1 } },
      ],
    });
    expect((await runHzz(["check", spec, ...data])).stdout).toContain("taken to be in GeV (`energyUnit`)");
    expect((await runHzz(["check", "hzz-toy", ...data])).stdout).toContain("taken to be in MeV (`energyUnit`)");
  });

  it("tells what is wrong without any file the same way", async () => {
    const spec = writeSpec("syntax.json", { cuts: [{ name: "c", expression: "sum(lep_pt > 3" }], luminosity: 10 });
    const json = await runHzz(["check", spec, "--json"]);
    expect(json.code).toBe(2);
    expect(documentIn(json.stdout).problems.map(({ path }) => path)).toEqual(["luminosity", "cuts[0].expression"]);
    expect((await runHzz(["check", spec])).stderr).toMatch(/is refused, 2 problems/);
  });

  it("opens the file that is named, for the samples that have one of this name", async () => {
    const file = await toyFile("data_D");
    const named = await runHzz(["check", "hzz-toy", file, "--json"]);
    const { reads } = documentIn(named.stdout);
    expect(reads.flatMap(({ samples }) => samples.map(({ name, source }) => [name, source]))).toEqual([
      ["data_D", file],
    ]);
    const none = await runHzz(["check", "hzz-toy", join(folder, "none.root")]);
    expect([none.code, none.stdout]).toEqual([1, ""]);
    expect(none.stderr).toMatch(/none\.root/);
    const swapped = await runHzz(["check", file, "hzz-toy"]);
    expect([swapped.code, swapped.stdout]).toEqual([2, ""]);
    expect(swapped.stderr).toMatch(/is a ROOT file, and what is checked is a specification/);
  });

  it("ends with exit code 3 if no file can be opened, as then nothing is known of branches", async () => {
    const spec = writeSpec("away.json", { groups: undefined, files: ["none.root"], release: undefined });
    const { code, stdout } = await runHzz(["check", spec]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/no file could be opened.*Not looked at \(1\):\n {2}data: .*there is no such file/s);
  });

  it("tells the same of a result, whichever file it was written to", async () => {
    const variations = [
      { name: "lumi", norm: { up: 1.01, down: 0.99 } },
      { name: "once", weight: { up: "1.5" }, groups: ["signal"] },
      { name: "same", weight: { up: "1", down: "1" } },
    ];
    const spec = writeSpec("varied.json", { variations });
    const [whole, root, uhi] = ["varied.hzz.json", "varied.root", "varied.uhi.json"].map((name) => join(folder, name));
    expect((await runHzz(["run", spec, "--out", whole!, "--quiet"])).code).toBe(0);
    const { view } = await readResultDocument(JSON.parse(readFileSync(whole!, "utf8")), whole!);
    writeFileSync(uhi!, uhiDocumentText(view));
    const sink = createMemorySink();
    await writeRootResults(view, sink, { version: "1" });
    writeFileSync(root!, sink.bytes());
    const of = async (file: string) => {
      const { code, stdout } = await runHzz(["check", file, "--json"]);
      const { doubts, note } = JSON.parse(stdout) as { doubts: { kind: string }[]; note?: string };
      return { code, note, doubts: doubts.map((doubt) => JSON.stringify(doubt)).sort() };
    };
    const { doubts, ...first } = await of(whole!);
    expect(first).toEqual({ code: 2, note: undefined });
    expect(doubts.join()).toContain("changes nothing");
    const [ofRoot, ofUhi] = [await of(root!), await of(uhi!)];
    await using host = await startStaticHost(folder);
    const ofAddress = await of(`${host.url}/varied.root`);
    for (const one of [ofRoot, ofUhi, ofAddress]) expect([one.code, one.doubts]).toEqual([2, doubts]);
    expect(ofRoot.note).toMatch(
      /^Of the ROOT file .* not looked at\. The analysis was complete when it was written\.$/,
    );
    expect(ofUhi.note).toMatch(/^UHI JSON has no cutflow, no missing parts and no model; .* was complete/);
    expect((await runHzz(["check", uhi!])).stdout).toContain("UHI JSON has no cutflow");
    const other = await runHzz(["check", root!, "--samples", "Zee"]);
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining("is a result")]);
  });

  it.each([
    ["cut.root", "root and nothing else", "cut short"],
    ["none.root", undefined, "there is no such file"],
    ["empty.root", "", "empty.root cannot be checked"],
    ["absurd.json", '{"m4l/zz":{"uhi_schema":1}}', "Not a weighted histogram"],
    ["other.json", '{"m4l/zz":1}', "other.json"],
  ])("refuses %s, and says why", async (name, content, reason) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    // By its bare name, which might be that of a preset.
    const { code, stderr } = await runHzz(["check", name], { cwd: folder });
    expect([code, stderr]).toEqual([2, expect.stringContaining(reason)]);
  });
});
