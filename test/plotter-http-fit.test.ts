import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { model as modelSchema } from "../src/analysis/spec-model.ts";
import type { FitDocument } from "../src/protocol/documents/fit-document.ts";
import type { FitReport } from "../src/statistics/fit-report.ts";
import type { Workspace } from "../src/statistics/workspace.ts";
import { FitTimeoutError, StatisticsError } from "../src/statistics/workspace-error.ts";
import { fitInThread } from "../src/serve/fit-in-thread.ts";
import * as fixture from "./support/fixture-log.ts";
import { createTestPlotter } from "./support/plotter-app.ts";
import { distFolder } from "./support/run-in-process.ts";

const workspace = (data: readonly number[]): Workspace => ({
  version: "1.0.0",
  channels: [
    {
      name: "sr",
      samples: [
        { name: "signal", data: [5], modifiers: [{ name: "mu", type: "normfactor", data: null }] },
        { name: "background", data: [20], modifiers: [] },
      ],
    },
  ],
  observations: [{ name: "sr", data }],
  measurements: [{ name: "counting", config: { poi: "mu", parameters: [] } }],
});
const workerUrl = pathToFileURL(join(distFolder, "fit-worker.js"));

interface FitAnswer {
  readonly incomplete: boolean;
  readonly missing: number;
  readonly detail: string;
}

describe("GET /analyses/:id/fit", () => {
  it("says what is missing, and fits each state once, whoever asks", async () => {
    const fitted: Workspace[] = [];
    const plotter = await createTestPlotter({
      fit: (asked) => {
        fitted.push(asked);
        return Promise.resolve({ measurement: asked.measurements[0]!.name, status: "converged" });
      },
    });
    const id = await plotter.start();
    const ask = () => plotter.app.request(`/analyses/${id}/fit`);
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(fitted).toHaveLength(1);
    const first = (await answers[0].json()) as FitAnswer;
    expect([first.incomplete, first.missing > 0]).toEqual([true, true]);
    const tag = answers[0].headers.get("etag")!;
    expect((await plotter.app.request(`/analyses/${id}/fit`, { headers: { "if-none-match": tag } })).status).toBe(304);
    const plan = fixture.planned("run1", 0, [0, 10, 20]);
    await plotter.happen(id, [plan, fixture.done(plan, 0)]);
    await ask();
    expect(fitted).toHaveLength(2);
    plotter.stop();
  });

  it("tells what is doubtful of the histograms that are fitted", async () => {
    const plotter = await createTestPlotter({
      fit: () => Promise.resolve({ measurement: "m", status: "converged" }),
    });
    const spec = { ...fixture.spec, variations: [{ name: "both", norm: { up: 1.1, down: 1.2 } }] };
    const id = await plotter.start(spec);
    await plotter.happen(
      id,
      fixture.allDone(spec, () => new Float64Array(layoutOf(spec).length).fill(1)),
    );
    const answer = await plotter.app.request(`/analyses/${id}/fit`);
    const { doubts, channels } = (await answer.json()) as FitDocument;
    const both = doubts!.filter(({ kind, variation }) => kind === "one-sided" && variation === "both");
    expect(new Set(both.map(({ histogram }) => histogram))).toEqual(new Set(channels.map(({ name }) => name)));
    expect(both[0]!.message).toBe("all of both_up, both_down have more events than nominal");
    plotter.stop();
  });

  it("fits a state without an answer once too", async () => {
    let fits = 0;
    const plotter = await createTestPlotter({
      fit: () => {
        fits++;
        return Promise.reject(new StatisticsError("No minimum was found"));
      },
    });
    const id = await plotter.start();
    for (let i = 0; i < 3; i++) {
      const answer = await plotter.app.request(`/analyses/${id}/fit`);
      expect([answer.status, ((await answer.json()) as FitAnswer).detail]).toEqual([409, "No minimum was found."]);
    }
    expect(fits).toBe(1);
    const plan = fixture.planned("run1", 0, [0, 10, 20]);
    await plotter.happen(id, [plan, fixture.done(plan, 0)]);
    await plotter.app.request(`/analyses/${id}/fit`);
    expect(fits).toBe(2);
    plotter.stop();
  });

  it("is tried again after a fit that took too long", async () => {
    let fits = 0;
    const plotter = await createTestPlotter({
      fit: () => {
        fits++;
        return fits === 1
          ? Promise.reject(new FitTimeoutError("The fit took longer than 60 s"))
          : Promise.resolve({ measurement: "m", status: "converged" });
      },
    });
    const id = await plotter.start();
    const late = await plotter.app.request(`/analyses/${id}/fit`);
    expect([late.status, late.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(((await late.json()) as FitAnswer).detail).toBe("The fit took longer than 60 s.");
    expect((await plotter.app.request(`/analyses/${id}/fit`)).status).toBe(200);
    plotter.stop();
  });

  it("sends away who asks for one more than may wait, and nobody whose fit is there or waits already", async () => {
    let letAllEnd: (() => void) | undefined;
    const ended = new Promise<void>((resolve) => (letAllEnd = resolve));
    let fits = 0;
    const plotter = await createTestPlotter({
      fit: async () => {
        if (fits++ > 0) await ended;
        return { measurement: "m", status: "converged" };
      },
    });
    const start = (i: number) => plotter.start({ ...fixture.spec, title: `Analysis ${i}` });
    const ids: string[] = [];
    for (let i = 0; i < 18; i++) ids.push(await start(i));
    const ask = async (i: number) => (await plotter.app.request(`/analyses/${ids[i]!}/fit`)).status;
    expect(await ask(0)).toBe(200);
    const waiting = ids.slice(1, 17).map((_, i) => ask(i + 1));
    expect(await ask(17)).toBe(503);
    expect(await ask(0)).toBe(200);
    const joined = ask(1);
    letAllEnd!();
    expect(await Promise.all([...waiting, joined])).toEqual(new Array<number>(17).fill(200));
    expect(await ask(17)).toBe(200);
    plotter.stop();
  });

  it("is a problem with its reason where there is no model, or nobody who fits", async () => {
    const data = { ...fixture.spec, groups: fixture.spec.groups.filter(({ kind }) => kind === "data") };
    const fits = await createTestPlotter({ fit: () => Promise.reject(new Error("not reached")) });
    const refused = await fits.app.request(`/analyses/${await fits.start(data)}/fit`);
    expect(refused.status).toBe(409);
    expect(((await refused.json()) as FitAnswer).detail).toContain("has no simulation");
    const without = await createTestPlotter();
    expect((await without.app.request(`/analyses/${await without.start()}/fit`)).status).toBe(503);
    for (const plotter of [fits, without]) plotter.stop();
  });
});

describe("a result with blinded bins", () => {
  const blinded = { ...fixture.spec, model: modelSchema.parse({ blind: { m: [1, 2] } }) };

  it("is fitted without them, and the document says so", async () => {
    const fitted: Workspace[] = [];
    const plotter = await createTestPlotter({
      fit: (asked) => {
        fitted.push(asked);
        return Promise.resolve({ measurement: "m", status: "converged", notes: ["a note"] });
      },
    });
    const id = await plotter.start(blinded);
    const answer = (await (await plotter.app.request(`/analyses/${id}/fit`)).json()) as FitDocument;
    expect(fitted[0]!.observations[0]!.data).toHaveLength(2);
    expect(answer.channels).toEqual([
      { name: "m", label: "", unit: "GeV", lower: [0, 2], upper: [1, 3], blind: [{ from: 1, to: 2 }] },
    ]);
    expect(answer.fit.notes).toEqual(["Blinded: bins of m that reach into 1 to 2 GeV are not in the fit.", "a note"]);
    plotter.stop();
  });
});

describe("a fit in a thread", () => {
  it("gives the report", async () => {
    const report = (await fitInThread(workerUrl, workspace([25]))) as unknown as FitReport;
    expect([report.status, report.measurement]).toEqual(["converged", "counting"]);
    expect(report.poi!.value).toBeCloseTo(1, 6);
    expect(report.limit!.observed).toBeGreaterThan(1);
    expect(report.impacts).toEqual([]);
  });

  it.each([
    [
      "fail",
      `parentPort.postMessage({ type: "failed", error: { name: "Error", message: "no minimum" } })`,
      "no minimum",
    ],
    ["crash", `throw new Error("no memory")`, "the thread that fits crashed"],
    ["end it", "process.exit(3)", "the thread that fits ended by itself, with exit code 3"],
  ])("gives the report without impacts if those %s", async (_, code, why) => {
    const first = `{ type: "fitted", json: '{"status":"converged"}', last: false }`;
    const script = `import { parentPort } from "node:worker_threads"; parentPort.postMessage(${first}); ${code};`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    expect(await fitInThread(url, workspace([25]))).toEqual({ status: "converged", missing: [`Impacts: ${why}.`] });
  });

  it("ends with what the fit says, or at its limit", async () => {
    const broken = { ...workspace([25]), measurements: [] };
    await expect(fitInThread(workerUrl, broken)).rejects.toThrow(/measurement/);
    await expect(fitInThread(workerUrl, workspace([25]), 0)).rejects.toThrow("longer than 0 s");
  });
});
