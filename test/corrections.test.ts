import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { analysisIdOf } from "../src/analysis/analysis-id.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { pinCorrections } from "../src/analysis/pin-corrections.ts";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import type { Report } from "../src/cli/report.ts";
import { CorrectionReader } from "../src/corrections/correction-reader.ts";
import { createTestPlotter } from "./support/plotter-app.ts";
import { ownCorrections } from "./support/own-corrections.ts";
import { runHzz } from "./support/run-hzz.ts";
import { runInProcess } from "./support/run-in-process.ts";

const text = JSON.stringify(ownCorrections);
const changed = text.replace('"content":[2]', '"content":[3]');
const shaOf = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "hzz-corrections-"));
  for (const name of ["good", "other"]) mkdirSync(join(folder, name));
  writeFileSync(join(folder, "good/own.json"), text);
  writeFileSync(join(folder, "good/own.json.gz"), gzipSync(text));
  writeFileSync(join(folder, "other/own.json"), changed);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const mirror = (name: string) => join(folder, name);
const scaleFactor = 'ele_sf("2018", "Medium", lep_eta[0], lep_pt[0] / 1000)';
/** The same bins, written as an expression: another way through the program. */
const byHand = (() => {
  const bin = (x: string, edges: readonly number[]) => edges.map((edge) => `where(${x} >= ${edge}, 1, 0)`).join(" + ");
  const i = `(3 * (${bin("lep_eta[0]", [-1, 0, 1])}) + ${bin("lep_pt[0] / 1000", [20, 50])})`;
  return `0.8 + 1 / 100 + 1 / 50 + ${i} / 64`;
})();

function specWith(
  factor: string,
  file = "own.json",
  more: Record<string, unknown> = {},
  name = "Electron-ID-SF",
): Record<string, unknown> {
  const toy = structuredClone(presetInput("hzz-toy"));
  return {
    ...toy,
    title: "corrected",
    weights: { factors: [factor] },
    ...(file === "" ? {} : { corrections: { ele_sf: { file, name, ...more } } }),
  };
}
const parsed = (...args: Parameters<typeof specWith>): AnalysisSpec =>
  selectSamples(parseSpec(specWith(...args)), ["Zee"]);
const pin = (spec: AnalysisSpec, ...mirrors: string[]) =>
  pinCorrections(spec, new CorrectionReader({ mirrors: mirrors.map(mirror) }));

async function runFile(spec: Record<string, unknown>, name: string, ...args: string[]): Promise<Report> {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(spec));
  const report = join(folder, `${name}.report.json`);
  const result = await runHzz([
    "run",
    join(folder, `${name}.json`),
    "--samples",
    "Zee",
    "--report",
    report,
    "--quiet",
    ...args,
  ]);
  expect(result.code, result.stderr).toBe(0);
  return JSON.parse(readFileSync(report, "utf8")) as Report;
}

function yieldsOf(report: Report): unknown {
  return report.groups.flatMap((group) => group.samples.map(({ cutflow, yields }) => ({ cutflow, yields })));
}

describe("hzz run with a correction", () => {
  it("gives what the same bins give as an expression, plain or gzipped", async () => {
    const corrected = await runFile(specWith(scaleFactor), "plain", "--mirror", mirror("good"));
    const packed = await runFile(specWith(scaleFactor, "own.json.gz"), "packed", "--mirror", mirror("good"));
    const expected = await runFile(specWith(byHand, ""), "by-hand");
    const uncorrected = await runFile(specWith("1", ""), "plain-weights");
    expect(yieldsOf(packed)).toEqual(yieldsOf(corrected));
    const [got, wanted, without] = [corrected, expected, uncorrected].map((report) =>
      report.groups.flatMap((group) => group.samples.map(({ yields }) => yields.afterCuts.sumw)),
    );
    expect(got!.length).toBeGreaterThan(0);
    for (const [i, sumw] of got!.entries()) {
      expect(sumw).toBeCloseTo(wanted![i]!, 8);
      expect(Math.abs(sumw / without![i]! - 1)).toBeGreaterThan(1e-3);
    }
  });

  it("takes a correction in variations: the alternative is what its expression gives as the nominal weight", async () => {
    const loose = scaleFactor.replace("Medium", "Loose");
    const varied = {
      ...specWith(scaleFactor),
      variations: [{ name: "id", weight: { up: loose }, replaces: scaleFactor }],
    };
    const report = await runFile(varied, "varied", "--mirror", mirror("good"));
    const alone = await runFile(specWith(loose), "alone", "--mirror", mirror("good"));
    const inRange = ({ groups }: Report, histogram: string) => groups[0]!.samples[0]!.yields.inRange[histogram];
    expect(inRange(report, "m4l:id_up")).toEqual(inRange(alone, "m4l"));
    expect(inRange(report, "m4l")).not.toEqual(inRange(alone, "m4l"));
  });

  it("refuses what cannot be, with what to do", async () => {
    writeFileSync(join(folder, "absent.json"), JSON.stringify(specWith(scaleFactor, "absent.json.gz")));
    const result = await runHzz(["run", join(folder, "absent.json")]);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('corrections.ele_sf.file: the file of corrections "absent.json.gz" cannot be read');
    expect(result.stderr).toContain("give its `sha256`");
  });
});

describe("who accepts an analysis", () => {
  it("writes the SHA-256 of the file into it, so that another content is another analysis", async () => {
    const pinned = await pin(parsed(scaleFactor), "good");
    expect(pinned.corrections).toEqual({
      ele_sf: { file: "own.json", name: "Electron-ID-SF", sha256: shaOf(text) },
    });
    const other = await pin(parsed(scaleFactor), "other");
    expect(await analysisIdOf(other)).not.toBe(await analysisIdOf(pinned));
    expect(await pin(pinned)).toEqual(pinned);
  });

  it("passes over places with another content than is given, and refuses if all have another", async () => {
    const given = parsed(scaleFactor, "own.json", { sha256: shaOf(text) });
    expect(await pin(given, "other", "good")).toEqual(given);
    await expect(pin(given, "other")).rejects.toThrow(
      `SHA-256 ${shaOf(text)}: ${mirror("other/own.json")} has one with`,
    );
  });

  it("reads no file that is larger than it takes, but leaves one of given SHA-256 to processors", async () => {
    const reader = new CorrectionReader({ mirrors: [mirror("good")] });
    const given = parsed(scaleFactor, "own.json", { sha256: shaOf(text) });
    expect(await pinCorrections(given, reader, { textBytes: 100 })).toEqual(given);
    await expect(pinCorrections(parsed(scaleFactor), reader, { textBytes: 100 })).rejects.toThrow(
      /at most 100 are read.*or give its `sha256`/s,
    );
  });

  it("checks calls in variations too", async () => {
    const spec = { ...specWith(scaleFactor), variations: [{ name: "sf", weight: { up: "ele_sf(1)" } }] };
    await expect(pin(selectSamples(parseSpec(spec), ["Zee"]), "good")).rejects.toThrow(
      /variations\[0\]\.weight\.up: .*takes 4 inputs/,
    );
  });

  it.each([
    ["ele_sf(1)", "Electron-ID-SF", "takes 4 inputs"],
    [
      'ele_sf("2019", "Medium", 0, 1)',
      "Electron-ID-SF",
      'weights.factors[0]: The correction "Electron-ID-SF" knows no year "2019"',
    ],
    [scaleFactor, "Electron-SF", 'There is no correction "Electron-SF"; nearest names: "Electron-ID-SF"'],
  ])("refuses %s of %s", async (factor, name, message) => {
    await expect(pin(parsed(factor, "own.json", {}, name), "good")).rejects.toThrow(message);
  });

  it("refuses wrong calls of variations too, at their place", async () => {
    const varied = { weight: { up: 'ele_sf("2019", "Medium", 0, 1)', down: 'ele_sf("2018", "Medium", 0, 1)' } };
    const spec = parseSpec({ ...specWith("1"), variations: [{ name: "eleSF", ...varied }] });
    await expect(pin(spec, "good")).rejects.toThrow('variations[0].weight.up: The correction "Electron-ID-SF" knows');
  });

  it("refuses names of functions, several files, and unknown fields", () => {
    const refused = (corrections: object, message: string) => {
      expect(() => parseSpec({ ...specWith("1", ""), corrections })).toThrow(message);
    };
    refused({ sum: { file: "a.json", name: "a" } }, "a function of expressions is called so");
    refused({ a: { file: "*.json", name: "a" } }, "the path of one file");
    refused({ a: { file: "a.json", name: "a", sha: "" } }, "unknown field; nearest known: sha256");
  });
});

describe("a plotter", () => {
  it("keeps the SHA-256 in the log; without a reader it must be given", async () => {
    const correctionReader = new CorrectionReader({ mirrors: [mirror("good")] });
    const lanes = parseSpec(specWith("1", "")).groups.map(({ lane }) => lane);
    const plotter = await createTestPlotter({ correctionReader, lanes });
    const answer = await plotter.post(specWith(scaleFactor));
    expect(answer.status, await answer.clone().text()).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    const kept = (await (await plotter.app.request(`/analyses/${id}/spec`)).json()) as AnalysisSpec;
    expect(kept.corrections?.["ele_sf"]?.sha256).toBe(shaOf(text));
    plotter.stop();
    const without = await createTestPlotter({ lanes });
    expect(await (await without.post(specWith(scaleFactor))).text()).toContain(
      "this server reads no files of corrections",
    );
    expect((await without.post(specWith(scaleFactor, "own.json", { sha256: shaOf(text) }))).status).toBe(202);
    without.stop();
  });
});

describe("a processor", () => {
  it("refuses another content than was accepted, and one that was not said, by name", async () => {
    const pinned = await pin(parsed(scaleFactor), "good");
    const { view } = await runInProcess(pinned, { mirrors: [mirror("other")] });
    expect(view.status).toBe("incomplete");
    expect(view.missing[0]).toMatchObject({ failure: { name: "CorrectionContentError" } });
    expect(JSON.stringify(view.missing)).toContain(shaOf(text));
    expect(JSON.stringify(view.missing)).toContain(shaOf(changed));
    const unpinned = await runInProcess(parsed(scaleFactor), { mirrors: [mirror("good")] });
    expect(JSON.stringify(unpinned.view.missing)).toContain("CorrectionNotPinnedError");
  });

  it("names correction, input, value and event where one has no value", async () => {
    const spec = await pin(parsed("ele_sf(1, lep_pt[0])", "own.json", {}, "strict"), "good");
    const { view } = await runInProcess(spec, { mirrors: [mirror("good")] });
    const missing = JSON.stringify(view.missing);
    expect(missing).toContain("ExpressionValueError");
    expect(missing).toMatch(/The correction \\*"strict\\*" has no value for pt = \d+/);
    expect(missing).toMatch(/entry \d+/);
  });

  it("takes the file from a server", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200, { "content-length": Buffer.byteLength(text) }).end(text);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/own.json`;
    const spec = await pin(parsed(scaleFactor, url));
    expect(spec.corrections?.["ele_sf"]?.sha256).toBe(shaOf(text));
    const { view } = await runInProcess(spec, {});
    expect(view.status).toBe("complete");
    server.close();
  });
});
