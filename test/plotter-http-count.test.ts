import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { type CountOnRequest, createEventCount } from "../src/check/count-events.ts";
import { parseConfig } from "../src/config/config.ts";
import { createLogger } from "../src/logging/logger.ts";
import type { FirstEntries } from "../src/processor/fill-first-entries.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { type EventCount, eventCountSchema } from "../src/protocol/documents/event-count-document.ts";
import { openCounting } from "../src/serve/open-counting.ts";
import { type CountHere, countHere } from "./support/count-here.ts";
import { createTestPlotter } from "./support/plotter-app.ts";
import { distFolder, runInProcess } from "./support/run-in-process.ts";

const toy = presetInput("hzz-toy");
const everything = { entries: Infinity, milliseconds: Infinity };

const opened: CountHere[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

function counting(only: FirstEntries): CountOnRequest {
  const here = countHere(only);
  opened.push(here);
  return here.count;
}

async function createCounting(countOnRequest: CountOnRequest | undefined) {
  const plotter = await createTestPlotter({ countOnRequest });
  const ask = (body: unknown, sample?: string) =>
    plotter.app.request(`/specifications/count${sample === undefined ? "" : `?sample=${sample}`}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const count = async (body: unknown, sample?: string): Promise<EventCount> => {
    const answer = await ask(body, sample);
    expect(answer.status).toBe(200);
    return readDocument(eventCountSchema, await answer.json());
  };
  const refusal = async (body: unknown, sample?: string) => {
    const answer = await ask(body, sample);
    const { title, detail } = (await answer.json()) as { readonly title: string; readonly detail: string };
    return { status: answer.status, title, detail };
  };
  return { ...plotter, ask, count, refusal };
}

const regions = [
  { name: "low", where: "m4l < 120" },
  { name: "high", where: "m4l >= 120" },
];

describe("POST /specifications/count", () => {
  it("tells what each cut and region leaves of a file, as a run of it does, and starts nothing", async () => {
    const { count, book } = await createCounting(counting(everything));
    const body = { ...toy, regions };
    const { view } = await runInProcess(parseSpec(body), {});
    for (const sample of ["data_A", "llll"]) {
      const found = await count(body, sample);
      const whole = view.groups.flatMap((group) => group.samples).find(({ name }) => name === sample)!;
      expect(found.entries).toBe(found.fileEntries);
      for (const [i, { name, entries, sumw }] of whole.cutflow.entries()) {
        expect(found.cutflow[i]).toMatchObject({ name, entries });
        // A run adds the sums of its partitions exactly; here they are simply added.
        expect(Math.abs(found.cutflow[i]!.sumw / sumw - 1)).toBeLessThan(1e-12);
      }
      expect(found.cutflow).toHaveLength(whole.cutflow.length);
      expect(found.regions.map(({ name, cutflow }) => [name, cutflow.length])).toEqual([
        ["low", 1],
        ["high", 1],
      ]);
      const inRegions = found.regions.reduce((sum, { cutflow }) => sum + cutflow[0]!.entries, 0);
      expect(inRegions).toBe(found.cutflow.at(-1)!.entries);
    }
    expect(book.list()).toEqual([]);
  });

  it("reads the first sample if none is named, and names all", async () => {
    const { count } = await createCounting(counting(everything));
    const { sample, samples, file, weighted } = await count({ preset: "hzz-toy" });
    expect([sample, weighted]).toEqual(["data_A", false]);
    expect(samples).toHaveLength(12);
    expect(file).toBe(toy.groups[0]!.samples[0]!.files[0]);
  });

  it("reads as many entries as it may, and begins nothing more when its time is over", async () => {
    const few = await createCounting(counting({ entries: 1000, milliseconds: Infinity }));
    const { entries, fileEntries, cutflow } = await few.count({ preset: "hzz-toy" }, "llll");
    expect([entries, cutflow[0]!.entries]).toEqual([1000, 1000]);
    expect(fileEntries).toBeGreaterThan(20_000);
    const quick = await createCounting(counting({ entries: Infinity, milliseconds: 0 }));
    expect((await quick.count({ preset: "hzz-toy" }, "llll")).entries).toBe(8192);
  });

  it("computes neither histograms nor variations", async () => {
    const { count } = await createCounting(counting(everything));
    const [m4l] = toy.histograms;
    const fails = { ...m4l!, name: "fails", expression: "lep_pt[99]" };
    const variations = [{ name: "v", weight: { up: "lep_pt[99]", down: "1" } }];
    await expect(runInProcess(parseSpec({ ...toy, histograms: [m4l, fails] }), {})).resolves.toMatchObject({
      view: { status: "incomplete" },
    });
    const { cutflow } = await count({ ...toy, histograms: [m4l, fails], variations }, "llll");
    expect(cutflow).toHaveLength(3);
  });

  it("tells the event in which an expression has no value, and what else is wrong", async () => {
    const { refusal } = await createCounting(counting(everything));
    const first = await refusal({ ...toy, cuts: [{ name: "fifth", expression: "lep_pt[5] > 0" }] });
    expect([first.status, first.title]).toEqual([422, "Not counted"]);
    expect(first.detail).toMatch(/lep_pt\[5\].*entr/s);
    const misspelt = await refusal({ ...toy, cuts: [{ name: "a", expression: "lep_pts[0] > 0" }] });
    expect([misspelt.status, misspelt.detail]).toEqual([422, expect.stringContaining('"lep_pts"')]);
    expect((await refusal({ ...toy, tree: 3 })).status).toBe(422);
    const unknown = await refusal(toy, "none");
    expect([unknown.status, unknown.detail]).toEqual([
      404,
      'There is no sample "none"; name one that the specification has.',
    ]);
  });

  it("sends away who comes while others are counted, and where nothing is", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { refusal } = await createCounting(
      createEventCount(() => held.then(() => Promise.reject(new Error("released")))),
    );
    const first = [refusal(toy), refusal(toy)];
    await expect.poll(async () => (await refusal(toy)).status).toBe(503);
    release();
    await Promise.allSettled(first);
    const without = await createCounting(undefined);
    expect((await without.refusal(toy)).status).toBe(404);
  });

  it("ends when nobody waits for it any more", async () => {
    const gone = new AbortController();
    const { app, lines } = await createCounting(
      createEventCount((_item, { signal }) => {
        gone.abort();
        return Promise.reject(signal.aborted ? (signal.reason as Error) : new Error("The file is read on"));
      }),
    );
    const answer = await app.request("/specifications/count", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(toy),
      signal: gone.signal,
    });
    expect(answer.status).toBe(499);
    expect(lines).toEqual([]);
  });

  it("is done by a thread of the plotter, which makes toys in memory and reads only what is allowed", async () => {
    const machine = { cores: 2, memoryBytes: 2 ** 32, pathDelimiter: ":", cacheFolder: "", readText: () => "" };
    const logger = createLogger({ level: "error", format: "text", write: () => undefined });
    const access = { origins: ["https://data.example"], privateOrigins: [], linksOut: false };
    const worker = pathToFileURL(join(distFolder, "worker.js"));
    await using pool = openCounting(parseConfig({}, {}, machine), access, worker, logger);
    const { count, refusal } = await createCounting(createEventCount(pool.run));
    const { entries, fileEntries, cutflow } = await count({ preset: "hzz-toy" });
    expect(entries).toBe(fileEntries);
    const here = await createCounting(counting(everything));
    expect(cutflow).toEqual((await here.count({ preset: "hzz-toy" })).cutflow);
    const elsewhere = { title: "", tree: "mini", files: ["http://127.0.0.1:1/a.root"], histograms: toy.histograms };
    expect((await refusal(elsewhere)).status).toBe(422);
  });
});
