import { afterEach, describe, expect, it } from "vitest";
import { BrokerUnavailableError } from "../src/messaging/errors.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";
import * as fixture from "./support/fixture-log.ts";
import { problemIn } from "./support/plotter-answers.ts";
import { createTestPlotter, fixtureId, limits, type TestPlotter, until } from "./support/plotter-app.ts";
import { keepHistory } from "../src/operations/keep-history.ts";
import { createLaneWatch } from "../src/operations/lane-states.ts";
import { OperationsHistory } from "../src/operations/operations-history.ts";
import { historySchema } from "../src/protocol/documents/history-document.ts";
import {
  deadLetterListSchema,
  deadLetterSchema,
  laneListSchema,
} from "../src/protocol/documents/operations-document.ts";
import { readDocument } from "../src/protocol/documents/document-schema.ts";
import { startToyProcessor, type ToyOptions, type ToyProcessor } from "./support/toy-processor.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function plotterWith(changes: Parameters<typeof createTestPlotter>[0] = {}): Promise<TestPlotter> {
  const plotter = await createTestPlotter(changes);
  ends.push(() => {
    plotter.stop();
  });
  return plotter;
}

function work({ broker }: TestPlotter, options: ToyOptions = {}): ToyProcessor {
  const processor = startToyProcessor(broker, options);
  ends.push(() => processor.stop());
  return processor;
}

/** A plotter whose analysis has ended with one file missing. */
async function withDeadFile(changes: Parameters<typeof createTestPlotter>[0] = {}) {
  const plotter = await plotterWith(changes);
  const id = await plotter.start();
  const processor = work(plotter, { fails: ({ sample }) => sample.name === "llll" });
  await until(() => plotter.book.get(id)?.status === "incomplete");
  await until(async () => (await plotter.broker.deadLetters.count()) === 1);
  await processor.stop();
  const [letter] = await plotter.broker.deadLetters.list();
  return { ...plotter, letter: letter!.id };
}

const json = { "content-type": "application/json" };
const post = ({ app }: Pick<TestPlotter, "app">, path: string, body: unknown, headers: Record<string, string> = json) =>
  app.request(path, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });

describe("GET /lanes", () => {
  it("tells what waits, who works and how much failed, lane by lane", async () => {
    const plotter = await plotterWith();
    await plotter.start();
    const lanes = async () => readDocument(laneListSchema, await (await plotter.app.request("/lanes")).json());
    const before = await lanes();
    expect(before.lanes.map(({ name }) => name)).toEqual(["default", "data", "z-ttbar", "zz", "signal"]);
    expect(before).toMatchObject({
      lanes: [{ name: "default", waiting: 4, inFlight: 0, redelivered: 0, consumers: 0 }, {}, {}, {}, {}],
      deadLetters: 0,
    });
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    work(plotter, { gate: () => released });
    expect((await lanes()).lanes[0]).toMatchObject({ waiting: 2, inFlight: 2, consumers: 1 });
    release();
  });

  it("leaves out what a broker cannot tell", async () => {
    const broker = createMemoryBroker();
    broker.work.state = () =>
      Promise.resolve({ waiting: 1, inFlight: 0, redelivered: undefined, consumers: undefined });
    const { app } = await plotterWith({ broker, lanes: ["zz"] });
    expect(await (await app.request("/lanes")).json()).toEqual({
      lanes: [{ name: "zz", waiting: 1, inFlight: 0 }],
      deadLetters: 0,
    });
  });

  it("asks the broker once for all who ask at the same time", async () => {
    const broker = createMemoryBroker();
    let asked = 0;
    const countDead = broker.deadLetters.count.bind(broker.deadLetters);
    broker.deadLetters.count = () => {
      asked++;
      return countDead();
    };
    const { app } = await plotterWith({ broker });
    await Promise.all(Array.from({ length: 20 }, async () => app.request("/lanes")));
    expect(asked).toBe(1);
    await app.request("/lanes");
    expect(asked).toBe(2);
  });

  it("says when the broker is away", async () => {
    const broker = createMemoryBroker();
    const { app } = await plotterWith({ broker });
    broker.work.state = () => Promise.reject(new BrokerUnavailableError("laneState"));
    expect(await problemIn(app.request("/lanes"))).toMatchObject({ status: 503, title: "Broker away" });
  });
});

describe("GET /operations/history", () => {
  const historyOf = async ({ app }: Pick<TestPlotter, "app">) =>
    readDocument(historySchema, await (await app.request("/operations/history")).json());

  it("tells what came in since the log was read, what runs, what was slow and what was given up", async () => {
    const history = new OperationsHistory();
    let now = Date.parse("2026-01-02T03:00:00Z");
    const plotter = await plotterWith({ history, now: () => new Date(now) });
    const { broker, book } = plotter;
    expect(await historyOf(plotter)).toEqual({ points: [], running: [], slowest: [], failures: [] });
    const id = await plotter.start();
    const plan = fixture.planned("run1", 0, [0, 10, 20]);
    await plotter.happen(id, [plan, fixture.done(plan, 0)]);
    const stop = new AbortController();
    const lanes = createLaneWatch(broker, ["default"]);
    const keeping = keepHistory({ history, book, lanes, now: () => now, pauseMs: 5 }, stop.signal);
    await until(() => history.since !== undefined);
    const other = fixture.planned("llll", 0, [0, 30], "uuid-2");
    const source = "https://me:secret@data.example/c.root?key=1";
    await plotter.happen(id, [other, { ...fixture.done(other, 0), source }, fixture.done(plan, 0)]);
    await plotter.happen(id, [fixture.fileFailed("eell", 0)]);
    await until(() => history.failures().length === 1);
    now += 2000;
    await plotter.happen(id, [fixture.done(plan, 1)]);
    await until(() => history.points.reduce((sum, { entries }) => sum + entries, 0) === 40);
    stop.abort();
    await keeping;
    const document = await historyOf(plotter);
    expect(document).toMatchObject({
      since: "2026-01-02T03:00:00.000Z",
      // What was in before does not count. Of 4 files 2 are planned, with 50 entries, of which 50 are in: 50 are left.
      running: [{ id, title: "Toy", progress: { filesPlanned: 2 }, eventsPerSecond: 5, secondsLeft: 10 }],
      slowest: [
        { analysis: id, title: "Toy", sample: "llll", source: "https://data.example/c.root", milliseconds: 1.5 },
        { sample: "run1", entries: 10 },
      ],
      failures: [{ error: "SourceUnavailableError", items: 1, tries: 3 }],
    });
    expect(document.points[0]!.lanes).toMatchObject([{ name: "default", waiting: 4 }]);
    expect(document.points.reduce((sum, { partitions }) => sum + partitions, 0)).toBe(2);
    await plotter.happen(id, [fixture.cancelled]);
    expect((await historyOf(plotter)).running).toEqual([]);
  });

  it("has steps without lanes while the broker is away", async () => {
    const history = new OperationsHistory();
    const { book } = await plotterWith();
    const stop = new AbortController();
    const lanes = () => Promise.reject(new BrokerUnavailableError("laneState"));
    const keeping = keepHistory({ history, book, lanes, pauseMs: 1 }, stop.signal);
    await until(() => history.points.length > 1);
    stop.abort();
    await keeping;
    expect(history.points.every((point) => !("lanes" in point))).toBe(true);
  });
});

describe("GET /dead-letters", () => {
  it("lists them with what they were to do and whether that is still missing", async () => {
    const { app, letter } = await withDeadFile();
    const list = readDocument(deadLetterListSchema, await (await app.request("/dead-letters")).json());
    expect(list).toMatchObject({ more: false, total: 1 });
    expect(list.letters).toMatchObject([
      {
        id: letter,
        lane: "default",
        analysis: fixtureId,
        title: "Toy",
        status: "incomplete",
        reason: "toy",
        attempts: 1,
        item: { kind: "file", run: 1, group: "zz", sample: "llll", file: "c.root" },
        standing: "needed",
      },
    ]);
    const one = readDocument(deadLetterSchema, await (await app.request(`/dead-letters/${letter}`)).json());
    expect(one).toEqual(list.letters[0]);
    expect(one.advice).toContain("Remove the cause");
  });

  it("is limited and filtered", async () => {
    const plotter = await plotterWith();
    await plotter.start();
    work(plotter, { fails: () => true });
    await until(async () => (await plotter.broker.deadLetters.count()) === 4);
    const list = async (query: string) =>
      readDocument(deadLetterListSchema, await (await plotter.app.request(`/dead-letters?${query}`)).json());
    expect(await list("limit=3")).toMatchObject({ more: true, total: 4, letters: [{}, {}, {}] });
    expect(await list(`analysis=${fixtureId}`)).toMatchObject({ more: false, letters: [{}, {}, {}, {}] });
    expect(await list("analysis=none")).toEqual({ letters: [], more: false, total: 4 });
    for (const limit of ["0", "1001", "x"])
      expect((await problemIn(plotter.app.request(`/dead-letters?limit=${limit}`))).status).toBe(400);
  });

  it("says that there is none of an id", async () => {
    const { app } = await plotterWith();
    expect(await problemIn(app.request("/dead-letters/17"))).toMatchObject({
      status: 404,
      title: "Unknown dead letter",
    });
  });
});

describe("redriving over HTTP", () => {
  it("does an item again, so that its analysis becomes complete, and only once", async () => {
    const plotter = await withDeadFile();
    const first = await plotter.app.request(`/dead-letters/${plotter.letter}/redrive`, { method: "POST" });
    expect(first.status).toBe(202);
    expect(await first.json()).toEqual({ redriven: 1, removed: 0 });
    const again = plotter.app.request(`/dead-letters/${plotter.letter}/redrive`, { method: "POST" });
    expect((await problemIn(again)).status).toBe(404);
    work(plotter);
    await until(() => plotter.book.get(fixtureId)?.status === "complete");
    // Whoever reconnects gets the new state, although the stream had ended.
    const events = await plotter.app.request(`/analyses/${fixtureId}/events`);
    expect(await events.text()).toContain('"status":"complete"');
  });

  it("does those of an analysis, or all", async () => {
    const plotter = await withDeadFile();
    expect(await (await post(plotter, "/dead-letters/redrive", { analysis: "none" })).json()).toEqual({
      redriven: 0,
      removed: 0,
    });
    const all = await post(plotter, "/dead-letters/redrive", { all: true });
    expect([all.status, await all.json()]).toEqual([202, { redriven: 1, removed: 0 }]);
  });

  it("only removes what the analysis, started again, does itself", async () => {
    const plotter = await withDeadFile();
    await plotter.post(fixture.spec);
    const report = await post(plotter, "/dead-letters/redrive", { analysis: fixtureId });
    expect(await report.json()).toEqual({ redriven: 0, removed: 1 });
    work(plotter);
    await until(() => plotter.book.get(fixtureId)?.status === "complete");
  });

  it.each([
    ["{", 400],
    ["{}", 422],
    ["null", 422],
    ["[]", 422],
    ['{"all":false}', 422],
    ['{"analysis":""}', 422],
    ['{"analysis":7}', 422],
    ['{"all":true,"analysis":"x"}', 422],
    [`"${"x".repeat(limits.maxBodyBytes)}"`, 413],
  ])("refuses %.40s", async (body, status) => {
    const plotter = await withDeadFile();
    expect((await problemIn(post(plotter, "/dead-letters/redrive", body))).status).toBe(status);
    expect(await plotter.broker.deadLetters.count()).toBe(1);
  });

  it("is refused to pages of other sites, without JSON, and too often", async () => {
    const plotter = await withDeadFile({ limits: { ...limits, changesPerMinute: 3 } });
    const path = `/dead-letters/${plotter.letter}/redrive`;
    const foreign = { origin: "https://evil.example" };
    expect((await problemIn(plotter.app.request(path, { method: "POST", headers: foreign }))).status).toBe(403);
    expect(
      (await problemIn(post(plotter, "/dead-letters/redrive", "{}", { "content-type": "text/plain" }))).status,
    ).toBe(415);
    expect((await post(plotter, path, {})).status).toBe(202);
    expect((await problemIn(post(plotter, path, {}))).status).toBe(429);
  });

  it("ends early when the server stops, and says how far it came", async () => {
    const broker = createMemoryBroker();
    const plotter = await withDeadFile({ broker });
    const settleDead = broker.deadLetters.settle.bind(broker.deadLetters);
    broker.deadLetters.settle = (decide, options) => {
      plotter.stop();
      return settleDead(decide, options);
    };
    const problem = await problemIn(post(plotter, "/dead-letters/redrive", { all: true }));
    expect(problem).toMatchObject({ status: 503, title: "Stopping" });
    expect(await broker.deadLetters.count()).toBe(1);
  });

  it("says when the broker is away", async () => {
    const broker = createMemoryBroker();
    const plotter = await withDeadFile({ broker });
    broker.deadLetters.settle = () => Promise.reject(new BrokerUnavailableError("settleDead"));
    expect((await problemIn(post(plotter, "/dead-letters/redrive", { all: true }))).status).toBe(503);
  });
});

describe("the metrics of lanes", () => {
  it("are asked for when they are read", async () => {
    const plotter = await withDeadFile();
    const metrics = async () => (await plotter.app.request("/metrics")).text();
    const first = await metrics();
    expect(first).toContain("hzz_plotter_dead_letters 1\n");
    expect(first).toContain('hzz_plotter_lane_waiting_items{lane="default"} 0\n');
    expect(first).toContain('hzz_plotter_lane_in_flight_items{lane="zz"} 0\n');
    await post(plotter, "/dead-letters/redrive", { all: true });
    const second = await metrics();
    expect(second).toContain("hzz_plotter_dead_letters 0\n");
    expect(second).toContain('hzz_plotter_lane_waiting_items{lane="default"} 1\n');
  });

  it("are not a number while the broker does not answer, and hold up nothing for long", async () => {
    const broker = createMemoryBroker();
    const plotter = await plotterWith({ broker, lanes: ["default"] });
    broker.work.state = () => Promise.reject(new BrokerUnavailableError("laneState"));
    const away = await (await plotter.app.request("/metrics")).text();
    expect(away).toMatch(/^hzz_plotter_lane_waiting_items\{lane="default"\} nan$/im);
    expect(away).toMatch(/^hzz_plotter_dead_letters nan$/im);
    expect(away).toContain("hzz_plotter_caught_up 1\n");
    broker.work.state = () => new Promise(() => undefined);
    const begun = performance.now();
    expect((await plotter.app.request("/metrics")).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });
});
