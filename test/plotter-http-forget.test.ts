import { describe, expect, it } from "vitest";
import { createKeeper } from "../src/ledger/keeper.ts";
import { createLogger } from "../src/logging/logger.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";
import { decodeLogEvent, encodeLogEvent } from "../src/protocol/codec.ts";
import { appendBytes } from "./support/log-writer.ts";
import { problemIn, summaryIn, withComplete } from "./support/plotter-answers.ts";
import { createTestPlotter, fixtureId, limits, specNamed, type TestPlotter, until } from "./support/plotter-app.ts";
import * as fixture from "./support/fixture-log.ts";

const logger = createLogger({ level: "error", format: "json", write: () => undefined });

const ask = ({ app }: TestPlotter, method: string, path: string) =>
  Promise.resolve(app.request(`/analyses/${path}`, { method }));

async function cancelled(plotter: TestPlotter, title: string): Promise<string> {
  const id = await plotter.start(specNamed(title));
  expect((await ask(plotter, "DELETE", id)).status).toBe(202);
  return id;
}

async function records({ broker }: TestPlotter, id: string): Promise<number> {
  let count = 0;
  for await (const record of broker.log.read(id)) if (record.analysis === id) count++;
  return count;
}

describe("DELETE /analyses/:id?forget=true", () => {
  it("removes an analysis that has ended, from the log as well", async () => {
    const plotter = await withComplete();
    const { app, book } = plotter;
    const response = await ask(plotter, "DELETE", `${fixtureId}?forget=true`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ id: fixtureId, forgotten: true });
    expect((await ask(plotter, "GET", fixtureId)).status).toBe(404);
    expect(book.list()).toEqual([]);
    expect(await records(plotter, fixtureId)).toBe(1);
    expect((await problemIn(ask(plotter, "DELETE", `${fixtureId}?forget=true`))).status).toBe(404);
    expect(await (await app.request("/metrics")).text()).toMatch(/analyses_forgotten_total 1$/m);
  });

  it("lets the same be started anew, with all its work", async () => {
    const plotter = await withComplete();
    await ask(plotter, "DELETE", `${fixtureId}?forget=true`);
    const before = (await plotter.broker.work.state("default")).waiting;
    const response = await plotter.post(fixture.spec);
    expect(response.status).toBe(202);
    expect(await summaryIn(response)).toMatchObject({
      status: "running",
      progress: { filesPlanned: 0, entriesSeen: 0 },
    });
    expect((await plotter.broker.work.state("default")).waiting).toBe(before + 4);
  });

  it("refuses one that runs, and one that is pinned, and says what to do", async () => {
    const plotter = await createTestPlotter();
    const id = await plotter.start();
    expect(await problemIn(ask(plotter, "DELETE", `${id}?forget=true`))).toMatchObject({
      status: 409,
      detail: expect.stringContaining("is running; cancel it first") as string,
    });
    await ask(plotter, "DELETE", id);
    expect(await summaryIn(ask(plotter, "POST", `${id}/pin`))).toMatchObject({ pinned: true });
    expect(await problemIn(ask(plotter, "DELETE", `${id}?forget=true`))).toMatchObject({
      status: 409,
      detail: expect.stringContaining("is pinned; unpin it first") as string,
    });
    expect(await summaryIn(ask(plotter, "DELETE", `${id}/pin`))).not.toHaveProperty("pinned");
    expect((await ask(plotter, "DELETE", `${id}?forget=true`)).status).toBe(200);
  });

  it("drops the dead letters of an analysis that did not come to its end", async () => {
    const plotter = await createTestPlotter();
    const id = await plotter.start();
    const stop = new AbortController();
    const dead = plotter.broker.work.consume(() => Promise.resolve({ kind: "dead", reason: "broken" }), {
      lanes: ["default"],
      concurrency: 4,
      maxDeliveries: 1,
      signal: stop.signal,
    });
    await until(async () => (await plotter.broker.deadLetters.count()) === 4);
    stop.abort();
    await dead;
    await ask(plotter, "DELETE", id);
    expect((await ask(plotter, "DELETE", `${id}?forget=true`)).status).toBe(200);
    expect(await plotter.broker.deadLetters.count()).toBe(0);
  });

  it("ends the event streams of the analysis, and one that is opened later is told that there is none", async () => {
    const plotter = await createTestPlotter();
    const id = await plotter.start();
    const stream = await plotter.app.request(`/analyses/${id}/events`);
    const read = stream.text();
    await ask(plotter, "DELETE", id);
    await ask(plotter, "DELETE", `${id}?forget=true`);
    expect(await read).toContain("event: state");
    expect((await plotter.app.request(`/analyses/${id}/events`)).status).toBe(404);
  });

  it("starts once more what was forgotten at the same moment by another plotter", async () => {
    const broker = createMemoryBroker();
    const plotter = await createTestPlotter({
      broker: {
        ...broker,
        log: {
          ...broker.log,
          // Somebody else's words come just before the own ones, when the work that is missing has been sent.
          append: async (record) => {
            if (isNext && decodeLogEvent(record.body).kind === "accepted") {
              isNext = false;
              const at = "2026-01-02T03:05:00Z";
              const event = { version: 1, analysis: id, kind: "forgotten", at, run: 1, beyond: 2 } as const;
              await appendBytes(broker, id, encodeLogEvent(event));
            }
            return broker.log.append(record);
          },
        },
      },
    });
    let isNext = false;
    const id = await plotter.start();
    const plan = fixture.planned("run1", 0, [0, 10]);
    await plotter.happen(id, [plan, fixture.done(plan, 0), fixture.cancelled]);
    isNext = true;
    const response = await plotter.post(fixture.spec);
    expect(response.status).toBe(202);
    const { run, status, progress } = await summaryIn(response);
    expect({ run, status, planned: progress.filesPlanned }).toEqual({ run: 3, status: "running", planned: 0 });
    // Three files for the start that counted on what was there, and all four for the one that counts.
    expect((await broker.work.state("default")).waiting).toBe(4 + 3 + 4);
  });
});

describe("a plotter that is full", () => {
  const keep = { all: false } as const;

  async function fullPlotter(change: { all: boolean }) {
    const broker = createMemoryBroker();
    const outer: { plotter?: TestPlotter } = {};
    const plotter = await createTestPlotter({
      broker,
      limits: { ...limits, analyses: 3 },
      keep: change,
      keeper: {
        pass: () => {
          const { book } = outer.plotter!;
          return createKeeper({ broker, book, logger, rule: change, limit: 3 }).pass();
        },
      },
    });
    outer.plotter = plotter;
    return plotter;
  }

  it("lets the oldest that has ended go for a new one", async () => {
    const plotter = await fullPlotter(keep);
    const pinned = await cancelled(plotter, "pinned");
    await ask(plotter, "POST", `${pinned}/pin`);
    const oldest = await cancelled(plotter, "oldest");
    const runs = await plotter.start(specNamed("runs"));
    const fresh = await plotter.start(specNamed("new"));
    const ids = () => plotter.book.list().map(({ id }) => id);
    await until(() => ids().length === 3);
    expect(ids()).toEqual([fresh, runs, pinned]);
    await until(async () => (await records(plotter, oldest)) === 1);
    const problem = await problemIn(plotter.post(specNamed("one too many")));
    expect(problem).toMatchObject({ status: 503, detail: expect.stringContaining("hzz remove") as string });
  });

  it("refuses a new one where everything is kept", async () => {
    const plotter = await fullPlotter({ all: true });
    for (const title of ["a", "b", "c"]) await cancelled(plotter, title);
    expect((await plotter.post(specNamed("d"))).status).toBe(503);
    expect(plotter.book.list()).toHaveLength(3);
  });
});

describe("what is left in the log", () => {
  it("goes after a day, unless something came after it that it explains", async () => {
    const plotter = await createTestPlotter();
    const { broker, book } = plotter;
    const [gone, again] = [await cancelled(plotter, "gone"), await cancelled(plotter, "again")];
    for (const id of [gone, again]) await ask(plotter, "DELETE", `${id}?forget=true`);
    await plotter.start(specNamed("again"));
    const pass = (now: number) =>
      createKeeper({ broker, book, logger, rule: { all: true }, limit: 9, now: () => new Date(now) }).pass();
    await pass(Date.now() + 86_000_000);
    expect([await records(plotter, gone), await records(plotter, again)]).toEqual([1, 3]);
    await pass(Date.now() + 87_000_000);
    expect([await records(plotter, gone), await records(plotter, again)]).toEqual([0, 3]);
    expect(book.forgotten.size).toBe(1);
  });
});
