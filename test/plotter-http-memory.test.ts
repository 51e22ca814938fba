import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { analysisIdOf } from "../src/analysis/analysis-id.ts";
import { createLogger } from "../src/logging/logger.ts";
import { createLedgerBook } from "../src/ledger/ledger-book.ts";
import { megabytes, mostBytesOf } from "../src/ledger/memory-need.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";
import { analysisDocumentSchema } from "../src/protocol/documents/analysis-document.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { toAnalysisView } from "../src/protocol/documents/read-analysis-document.ts";
import * as fixture from "./support/fixture-log.ts";
import { everything, problemIn, withComplete } from "./support/plotter-answers.ts";
import { createTestPlotter, fixtureId, limits, specNamed } from "./support/plotter-app.ts";

const need = mostBytesOf(fixture.spec, fixture.layout);
const samples = Array.from({ length: 22 }, (_, i) => ({ name: `s${i}`, files: ["a.root"] }));
const histogram = {
  ...fixture.spec.histograms[0]!,
  axis: { type: "regular", bins: 9990, lower: 0, upper: 3, unit: "" },
};
/** A few kilobytes that ask for two million sums. */
const bomb = {
  ...fixture.spec,
  histograms: ["h0", "h1", "h2"].map((name) => ({ ...histogram, name })),
  groups: [{ ...fixture.spec.groups[0]!, samples }],
};

describe("memory of a plotter", () => {
  it("refuses what can never fit, with the numbers, and sends nothing", async () => {
    const budget = 512_000_000;
    const { post, app, broker } = await createTestPlotter({ limits: { ...limits, memoryBudget: budget } });
    const refused = await problemIn(post(bomb));
    expect(refused.status).toBe(422);
    const { length } = layoutOf(bomb as never);
    expect(refused.detail).toContain(`The ${length} sums of each of its 22 samples can take`);
    expect(refused.detail).toContain("this server has 512 MB for all analyses");
    expect(refused).toMatchObject({ errors: [{ path: "histograms" }] });
    expect((await broker.work.state("default")).waiting).toBe(0);
    expect((await app.request("/analyses")).status).toBe(200);
  });

  it("has the most that running analyses can come to in its sum, and lets a new one wait", async () => {
    const { post, app, start } = await createTestPlotter({ limits: { ...limits, memoryBudget: 2 * need } });
    await start();
    await start(specNamed("Second"));
    const full = await post(specNamed("Third"));
    expect(full.headers.get("retry-after")).not.toBeNull();
    expect(await problemIn(full)).toMatchObject({ status: 503, title: "No memory left" });
    // What it has is there as ever.
    expect((await post(fixture.spec)).status).toBe(200);
    const metrics = await (await app.request("/metrics")).text();
    expect(metrics).toMatch(new RegExp(`^hzz_plotter_memory_budget_bytes ${2 * need}$`, "m"));
    expect(metrics).toMatch(new RegExp(`^hzz_plotter_memory_used_bytes ${2 * need}$`, "m"));
  });

  it("counts starts of the same moment", async () => {
    const { post } = await createTestPlotter({ limits: { ...limits, memoryBudget: 2 * need } });
    const statuses = await Promise.all(
      ["A", "B", "C", "D"].map(async (title) => (await post(specNamed(title))).status),
    );
    expect(statuses.toSorted((a, b) => a - b)).toEqual([202, 202, 503, 503]);
  });

  it("has room again when an analysis has ended, which counts with what it takes", async () => {
    const { post, start, happen } = await createTestPlotter({ limits: { ...limits, memoryBudget: 1.5 * need } });
    const id = await start();
    expect((await post(specNamed("Second"))).status).toBe(503);
    await happen(id, everything);
    expect((await post(specNamed("Second"))).status).toBe(202);
  });

  it("lets results of ended ones leave for new ones, and has them again for whoever asks", async () => {
    const whole = await withComplete();
    const ended = whole.book.get(whole.id)!.ledger.memoryBytes;
    const budget = need + Math.floor(ended / 2);
    const logger = createLogger({ level: "error", format: "json", write: () => undefined });
    const broker = createMemoryBroker();
    const book = createLedgerBook({
      ...fixture.inventedIds,
      broker,
      logger,
      signal: new AbortController().signal,
      memoryBudget: budget,
    });
    const plotter = await createTestPlotter({ broker, book, limits: { ...limits, memoryBudget: budget } });
    const { app, start, happen, post } = plotter;
    const id = await start();
    await happen(id, everything);
    const isAway = () => book.opened(id) === undefined;
    const documentOf = async (path: string) => {
      const answer = await app.request(`/analyses/${id}${path}`);
      expect(answer.status, path).toBe(200);
      return answer.text();
    };
    const paths = ["", "/events", "/histograms", "/cutflow", "/results.csv", "/spec"];
    const before: string[] = [];
    for (const path of paths) before.push(await documentOf(path));

    expect((await post(specNamed("Second"))).status).toBe(202);
    expect(isAway()).toBe(true);
    const { analyses } = (await (await app.request("/analyses")).json()) as {
      analyses: { id: string; status: string }[];
    };
    expect(analyses).toMatchObject([{ status: "running" }, { id, status: "complete" }]);
    expect(isAway()).toBe(true);
    const cancel = async () => {
      const running = analyses[0]!.id;
      await app.request(`/analyses/${running}`, { method: "DELETE" });
      await app.request(`/analyses/${running}?forget=true`, { method: "DELETE" });
    };
    for (const [i, path] of paths.entries()) {
      await cancel();
      expect((await post(specNamed("Second"))).status).toBe(202);
      book.makeRoom(budget);
      expect(isAway()).toBe(true);
      expect(await documentOf(path)).toBe(before[i]);
    }
    book.makeRoom(budget);
    expect((await post(fixture.spec)).status).toBe(200);
    book.makeRoom(budget);
    expect((await app.request(`/analyses/${id}?forget=true`, { method: "DELETE" })).status).toBe(200);
    expect((await app.request(`/analyses/${id}`)).status).toBe(404);
  });

  it("keeps the cutflow alone of one in the log that can never fit, says so, and has all with more memory", async () => {
    const { broker, app } = await withComplete();
    const whole = readDocument(analysisDocumentSchema, await (await app.request(`/analyses/${fixtureId}`)).json());
    const logger = createLogger({ level: "error", format: "json", write: () => undefined });
    const book = createLedgerBook({
      ...fixture.inventedIds,
      broker,
      logger,
      signal: new AbortController().signal,
      memoryBudget: need - 1,
    });
    await book.caughtUp;
    const small = await createTestPlotter({ broker, book, limits: { ...limits, memoryBudget: need - 1 } });
    const answer = await (await small.app.request(`/analyses/${fixtureId}`)).json();
    const document = readDocument(analysisDocumentSchema, answer);
    expect(document.status).toBe("complete");
    expect(document.warnings).toContainEqual({
      name: "HistogramsNotKeptWarning",
      message: expect.stringContaining(megabytes(need)) as string,
    });
    expect(document.groups.map(({ cutflow }) => cutflow)).toEqual(whole.groups.map(({ cutflow }) => cutflow));
    expect(document.groups.map(({ histograms }) => histograms)).toEqual([{}, {}]);
    expect(toAnalysisView(document, fixture.spec, whole.head.acceptedAt).histograms).toEqual([]);
    for (const path of ["histograms", "histograms/m", "results.root", "results.csv", "results.json"])
      expect(await problemIn(small.app.request(`/analyses/${fixtureId}/${path}`)), path).toMatchObject({
        status: 503,
        title: "Histograms not kept",
      });
    expect((await small.app.request(`/analyses/${fixtureId}/cutflow.csv`)).status).toBe(200);
    expect(book.get(fixtureId)!.ledger.memoryBytes).toBeLessThan(need / 3);
  });

  it("keeps the cutflow also of results that came before the log said what was asked for", async () => {
    const id = await analysisIdOf(fixture.spec);
    const events = everything.map((event) => ({ ...event, analysis: id }));
    const broker = createMemoryBroker();
    const logger = createLogger({ level: "error", format: "json", write: () => undefined });
    const book = createLedgerBook({
      ...fixture.inventedIds,
      broker,
      logger,
      signal: new AbortController().signal,
      memoryBudget: need - 1,
    });
    const plotter = await createTestPlotter({ broker, book });
    await plotter.happen(id, events);
    await plotter.happen(id, [fixture.accepted()]);
    const view = book.opened(id)!.view();
    expect(view.status).toBe("complete");
    expect(view.groups[0]!.cutflow[0]!.sumw).toBeGreaterThan(0);
    expect(view.groups[0]!.histograms.size).toBe(0);
  });
});
