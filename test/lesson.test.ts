import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import type { AnalysisSpecInput } from "../src/analysis/spec.ts";
import { poissonInterval } from "../src/physics/poisson-interval.ts";
import { asimovSignificance } from "../src/physics/significance.ts";
import { binsOfWindow } from "../src/plot/bin-range.ts";
import { count, valueAndError, valueAndErrors } from "../src/plot/numbers.ts";
import { sourcesOfDocument, toPlotModel } from "../src/plot/plot-model.ts";
import { windowYields } from "../src/plot/window-yields.ts";
import type { AnalysisDocument } from "../src/protocol/documents/analysis-document.ts";
import { childEnvironment } from "./support/child-environment.ts";
import { postAnalysis, waitForState } from "./support/http-plotter.ts";
import { type RunningUp, startUp } from "./support/hzz-up.ts";
import { lessonAnswers, lessonPath, lessonSteps, teacherBoxes, withAnswers } from "./support/lesson.ts";
import { distFolder } from "./support/run-in-process.ts";

let folder: string;
let up: RunningUp;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hzz-lesson-"));
  up = await startUp();
  return async () => {
    await up.end();
    await rm(folder, { recursive: true });
  };
});

/** Types what stands in a box of the lesson; gives what it prints. */
async function type(box: string): Promise<string> {
  const script = `set -eu
hzz() { '${process.execPath}' '${join(distFolder, "hzz.js")}' "$@"; }
curl() { command curl -sS --fail-with-body "$@"; }
${box.replaceAll("http://localhost:8080", up.url)}`;
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: folder, env: childEnvironment() });
  return stdout;
}

/** The analysis that a box starts, when it is complete. */
async function analysisOf(box: string): Promise<AnalysisDocument> {
  const [, id = ""] = /"id": ?"([0-9a-f]+)"/.exec(await type(box)) ?? [];
  return complete(id);
}

function complete(id: string): Promise<AnalysisDocument> {
  return waitForState(up.url, id, ({ status }) => status !== "running", 180_000);
}

const boxOf = (step: number) => lessonSteps[step - 1]!.terminal!;

interface Sum {
  readonly entries: number;
  readonly sumw: number;
  readonly error: number;
}

/** What is left of a group after a cut; after the last without one. */
function left({ head, groups }: AnalysisDocument, group: string, cut?: string): Sum {
  const stage = cut === undefined ? head.stages.length - 1 : head.stages.findIndex(({ name }) => name === cut);
  const { entries, sumw, sumw2 } = groups.find(({ name }) => name === group)!.cutflow;
  return { entries: entries[stage]!, sumw: sumw[stage]!, error: Math.sqrt(sumw2[stage]!) };
}

const weighted = ({ sumw, error }: Sum) => valueAndError(sumw, error);

function removed(before: Sum, after: Sum): string {
  const part = 100 * (1 - after.sumw / before.sumw);
  return `${part.toFixed(part < 10 ? 1 : 0)} %`;
}

function inWindow(document: AnalysisDocument, from: number, to: number) {
  const model = toPlotModel(sourcesOfDocument(document, "m4l"))!;
  return windowYields(model, binsOfWindow(model.edges, from, to)!);
}

const sigmas = (z: number | undefined) => `${z!.toFixed(2)} σ`;

interface Estimate {
  readonly mu: number;
  readonly down: number;
  readonly up: number;
}

/** As step 8 has it: (N − B) / S, with the interval of N. */
function estimate(n: number, s: number, b: number): Estimate {
  const { lower, upper } = poissonInterval(n);
  return { mu: (n - b) / s, down: (n - lower) / s, up: (upper - n) / s };
}

const cuts = {
  isolation: "all(lep_ptcone30[0:4] / lep_pt[0:4] < 0.3)",
  pairs: "sum(lep_charge[0:4][lep_type[0:4] == 11]) == 0",
};

/** What a pupil makes of the hidden toy in step 8. */
function asInStep8(spec: AnalysisSpecInput): AnalysisSpecInput {
  const [m4l] = spec.histograms;
  return {
    ...spec,
    cuts: [...(spec.cuts ?? []), ...Object.entries(cuts).map(([name, expression]) => ({ name, expression }))],
    histograms: [{ ...m4l!, axis: { ...m4l!.axis, type: "regular", bins: 10, lower: 85, upper: 235 } }],
  };
}

async function hidden(): Promise<AnalysisSpecInput> {
  return JSON.parse(await readFile(join(folder, "class.json"), "utf8")) as AnalysisSpecInput;
}

/** The answers, by running what the lesson says. */
async function answers(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  const tables = await type(boxOf(1));
  const entriesOf = (name: string) =>
    Number(new RegExp(`^ *${name} +(\\d+)`, "m").exec(tables.slice(tables.indexOf("passed")))![1]);
  found["1a"] = count(entriesOf("data"));
  found["1b"] = count(entriesOf("data_A"));
  found["1c"] = count(entriesOf("simulation"));
  expect(tables.slice(0, tables.indexOf("passed"))).toMatch(new RegExp(`mini.*\\b${found["1b"]}\\b`));

  const { summary } = await postAnalysis(up.url, { preset: "hzz-toy" });
  const first = await complete(summary.id);
  const doubled = await analysisOf(boxOf(2));
  found["2a"] = weighted(left(first, "zz", "all"));
  found["2b"] = count(left(first, "zz", "all").entries);
  found["2c"] = weighted(left(first, "signal"));
  found["2d"] = weighted(left(doubled, "signal"));
  found["2e"] = count(left(doubled, "data").entries);
  expect(left(first, "data").entries).toBe(left(doubled, "data").entries);

  const z = (cut: string) => left(first, "z-ttbar", cut);
  const signal = (cut: string) => left(first, "signal", cut);
  found["3a"] = removed(z("all"), z("charge"));
  found["3b"] = removed(signal("all"), signal("charge"));
  found["4a"] = count(left(first, "data", "type").entries);
  found["4b"] = removed(z("charge"), z("type"));
  found["4c"] = removed(signal("charge"), signal("type"));

  const isolated = await analysisOf(boxOf(5));
  found["5a"] = weighted(left(isolated, "z-ttbar"));
  found["5b"] = removed(z("type"), left(isolated, "z-ttbar"));
  found["5c"] = removed(signal("type"), left(isolated, "signal"));

  const paired = await analysisOf(boxOf(6));
  found["6a"] = count(left(paired, "data", "isolation").entries - left(paired, "data").entries);
  found["6b"] = weighted(left(paired, "z-ttbar"));
  expect(left(paired, "signal").entries).toBe(left(paired, "signal", "isolation").entries);

  const window = await analysisOf(boxOf(7));
  const parts = ["z-ttbar", "zz"].map((group) => left(window, group));
  const b = { entries: 0, sumw: parts[0]!.sumw + parts[1]!.sumw, error: Math.hypot(parts[0]!.error, parts[1]!.error) };
  const s = left(window, "signal");
  found["7a"] = count(left(window, "data").entries);
  found["7b"] = weighted(s);
  found["7c"] = weighted(b);
  found["7d"] = sigmas(asimovSignificance(s.sumw, b.sumw, b.error));
  found["7e"] = sigmas(inWindow(paired, 120, 130).significance);
  found["7f"] = sigmas(inWindow(paired, 80, 250).significance);
  found["7g"] = sigmas(inWindow(first, 115, 130).significance);

  const given = await analysisOf(teacherBoxes[0]!);
  expect(given.status).toBe("complete");
  const { summary: own } = await postAnalysis(up.url, asInStep8(await hidden()));
  const found8 = inWindow(await complete(own.id), 115, 130);
  const n = found8.data!.sumw;
  const interval = poissonInterval(n);
  const mu = estimate(n, found8.signal!.sumw, found8.background!.sumw);
  found["8a"] = valueAndErrors(n, n - interval.lower, interval.upper - n);
  found["8b"] = valueAndError(found8.signal!.sumw, found8.signal!.error);
  found["8c"] = valueAndError(found8.background!.sumw, found8.background!.error);
  found["8d"] = `${mu.mu.toFixed(1).replace("-", "−")} +${mu.up.toFixed(1)} −${mu.down.toFixed(1)}`;
  found["8e"] = (await type(teacherBoxes[1]!)).trim();
  return found;
}

describe("the lesson", { timeout: 400_000 }, () => {
  it("has the answers that its commands give", async () => {
    const found = await answers();
    expect(Object.keys(found).sort()).toEqual([...lessonAnswers.keys()].sort());
    // After a change of the toy, `npx vitest run test/lesson.test.ts -u` writes the new answers into the document.
    await expect(await withAnswers(found)).toMatchFileSnapshot(lessonPath);
  });

  it("takes 45 minutes", () => {
    expect(lessonSteps.map(({ title }) => Number.parseInt(title))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(lessonSteps.reduce((sum, { minutes }) => sum + minutes, 0)).toBe(45);
  });

  it("lets a class find the strength that a word hides, within the error that the lesson gives", async () => {
    const words = ["electron", "muon", "tau", "up", "top", "photon"];
    const simulated = await analysisOf(boxOf(6));
    const { signal, background } = inWindow(simulated, 115, 130);
    const pulls: number[] = [];
    const strengths: number[] = [];
    for (const word of words) {
      await type(`hzz toy --mu secret:${word} --spec > class.json`);
      const spec = asInStep8(await hidden());
      // The simulation is the same for all of them.
      const { summary } = await postAnalysis(up.url, {
        ...spec,
        groups: spec.groups.filter(({ kind }) => kind === "data"),
      });
      const n = inWindow(await complete(summary.id), 115, 130).data!.sumw;
      const { mu, down, up: above } = estimate(n, signal!.sumw, background!.sumw);
      const strength = Number(await type(`hzz toy --reveal ${word} --quiet`));
      strengths.push(strength);
      pulls.push((mu - strength) / (mu > strength ? down : above));
    }
    expect(strengths).toContain(0);
    for (const pull of pulls) expect(Math.abs(pull)).toBeLessThan(3);
    expect(pulls.filter((pull) => Math.abs(pull) < 1).length).toBeGreaterThanOrEqual(3);
  });
});
