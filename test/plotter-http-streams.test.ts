import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { listen } from "../src/http/listen.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";
import type { PlotterAppDeps } from "../src/plotter/http/plotter-deps.ts";
import { createLedgerBook } from "../src/ledger/ledger-book.ts";
import { mergeUpdate } from "../src/protocol/documents/merge-update.ts";
import type { AnalysisDocument } from "../src/protocol/documents/analysis-document.ts";
import { createLogger } from "../src/logging/logger.ts";
import { layoutOf } from "../src/analysis/layout.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import * as fixture from "./support/fixture-log.ts";
import { type EventClient, openEvents } from "./support/event-client.ts";
import { appendEvents } from "./support/log-writer.ts";
import { createTestPlotter, limits, type TestPlotter, until } from "./support/plotter-app.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

interface Served extends TestPlotter {
  readonly url: string;
  readonly events: (id: string, headers?: Record<string, string>, query?: string) => Promise<EventClient>;
  readonly openStreams: () => Promise<number>;
}

async function serve(changes: Partial<PlotterAppDeps> = {}): Promise<Served> {
  const plotter = await createTestPlotter(changes);
  const server = await listen((request, env) => plotter.app.fetch(request, env), {
    host: "127.0.0.1",
    port: 0,
  });
  cleanUp.push(async () => {
    plotter.stop();
    await server.close(0);
  });
  return {
    ...plotter,
    url: server.url,
    events: async (id, headers = {}, query = "") => {
      const client = await openEvents(`${server.url}/analyses/${id}/events${query}`, headers);
      cleanUp.push(client.close);
      return client;
    },
    openStreams: async () => {
      const text = await (await plotter.app.request("/metrics")).text();
      return Number(/^hzz_plotter_streams (\d+)$/m.exec(text)?.[1]);
    },
  };
}

const data = fixture.planned(
  "run1",
  0,
  Array.from({ length: 2001 }, (_, i) => i),
);
const zz = fixture.planned("llll", 0, [0, 7]);
const rest = [fixture.planned("run1", 1, [0, 5]), zz, fixture.planned("eell", 0, [0, 3])].flatMap((plan) => [
  plan,
  fixture.done(plan, 0),
]);
const small = fixture.planned("run1", 0, [0, 10]);
const everything = [small, fixture.done(small, 0), ...rest];

describe("an event stream", () => {
  it("begins at once with everything, then tells what changed", async () => {
    const { start, happen, events } = await serve();
    const id = await start();
    const client = await events(id);
    expect(client.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(client.response.headers.get("cache-control")).toBe("no-store");
    const first = await client.state();
    expect(client.text()).toMatch(/^retry: 1000\n\nevent: state\nid: 2\ndata: \{.*\}\n\n$/);
    expect(first.update).toMatchObject({ id, status: "running", sequence: 2, head: { title: "Toy" } });
    expect(first.update.groups.map(({ name }) => name)).toEqual(["data", "zz"]);
    await happen(id, [zz, fixture.done(zz, 0)]);
    const second = await client.state(({ update }) => update.progress.partitionsDone === 1);
    expect(second.update.head).toBeUndefined();
    expect(second.update.groups.map(({ name }) => name)).toEqual(["zz"]);
    expect(second.id).toBe(second.update.sequence);
  });

  it("adds up to the document", async () => {
    const { start, happen, events, app } = await serve();
    const id = await start();
    const client = await events(id);
    for (const event of everything) await happen(id, [event]);
    await until(() => client.ended());
    let merged: AnalysisDocument | undefined;
    for (const { update } of client.states) merged = mergeUpdate(merged, update);
    const document = (await (await app.request(`/analyses/${id}`)).json()) as AnalysisDocument;
    expect({ ...merged, links: undefined }).toEqual({ ...document, links: undefined });
    expect(document.status).toBe("complete");
  });

  it("gathers what comes fast", async () => {
    const { start, broker, events } = await serve();
    const id = await start();
    const client = await events(id);
    const begun = performance.now();
    await appendEvents(
      broker,
      [data, ...Array.from({ length: 2000 }, (_, i) => fixture.done(data, i))].map((event) => ({
        ...event,
        analysis: id,
      })),
    );
    await client.state(({ update }) => update.progress.partitionsDone === 2000);
    const seconds = (performance.now() - begun) / 1000;
    // The books of the tests tell each 20 ms.
    expect(client.states.length).toBeLessThan(3 + seconds * 50);
    const sequences = client.states.map(({ id: sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
  });

  it("ends with the analysis, and says to whom has its last state that there is no more", async () => {
    const { start, happen, events, url } = await serve();
    const id = await start();
    const client = await events(id);
    await happen(id, everything);
    const last = await client.state(({ update }) => update.status === "complete");
    await until(() => client.ended());
    const again = await fetch(`${url}/analyses/${id}/events`, { headers: { "last-event-id": String(last.id) } });
    expect(again.status).toBe(204);
    const late = await events(id);
    await until(() => late.ended());
    expect(late.states).toHaveLength(1);
    expect(late.states[0]?.update).toMatchObject({ status: "complete", head: { id } });
  });

  it("gives signs of life", async () => {
    const { start, events } = await serve({ heartbeatMs: 30 });
    const client = await events(await start());
    await until(() => client.text().split(": still here\n\n").length > 3);
    expect(client.states).toHaveLength(1);
  });

  it("ends when the server stops, so that the client goes elsewhere", async () => {
    const { start, events, stop } = await serve();
    const client = await events(await start());
    await client.state();
    stop();
    await until(() => client.ended());
  });
});

describe("a stream of differences", () => {
  const differences = "?differences=true";

  it("begins with everything, then says of each group what changed in it", async () => {
    const { start, happen, events } = await serve();
    const id = await start();
    const client = await events(id, {}, differences);
    await happen(id, [zz]);
    await client.state(({ update }) => update.progress.filesPlanned === 1);
    const sums = new Float64Array(fixture.layout.length);
    sums[fixture.layout.histograms[0]!.sumw + 2] = 0.5;
    await happen(id, [fixture.done(zz, 0, sums)]);
    const { update } = await client.state(({ update }) => update.progress.partitionsDone === 1);
    expect(client.states[0]?.update.groups.map(({ name }) => name)).toEqual(["data", "zz"]);
    expect(update.groups).toEqual([]);
    expect(update.since).toBe(client.states.at(-2)?.id);
    // Of the histograms nothing but one number.
    const { zz: changes } = update.changes as Record<string, Record<string, unknown>>;
    expect(changes?.["histograms"]).toEqual({ m: { sumw: { 2: 0.5 } } });
    expect(Object.keys(update.changes!)).toEqual(["zz"]);
  });

  it.each([
    ["one", (id: string) => `/analyses/${id}/events${differences}`],
    ["several", (id: string) => `/events${differences}&analyses=${id}`],
  ])("adds up to the document, bit for bit, with %s", async (_, path) => {
    const { start, happen, app, url } = await serve();
    const id = await start();
    const client = await openEvents(`${url}${path(id)}`);
    cleanUp.push(client.close);
    let merged: AnalysisDocument | undefined;
    let read = 0;
    // Numbers that come and go, so that a sum returns to what it was.
    const partition = (i: number) =>
      fixture.done(
        data,
        i,
        new Float64Array(fixture.layout.length).map((_, at) => ((at * 7 + i) % 5 < 2 ? (i % 2 === 0 ? 1 : -1) / 3 : 0)),
      );
    for (const event of [data, ...Array.from({ length: 40 }, (_, i) => partition(i)), ...rest]) {
      await happen(id, [event]);
      const document = (await (await app.request(`/analyses/${id}`)).json()) as AnalysisDocument;
      await client.state(({ update }) => update.sequence >= document.sequence);
      for (; read < client.states.length; read++) {
        merged = mergeUpdate(merged, client.states[read]!.update);
        expect(merged).toBeDefined();
      }
      expect({ ...merged, links: undefined }).toEqual({ ...document, links: undefined });
    }
    expect(client.states.filter(({ update }) => update.changes !== undefined).length).toBeGreaterThan(40);
  });

  it("begins with whole groups for who has a state from elsewhere", async () => {
    const { start, happen, events, book } = await serve();
    const id = await start();
    await happen(id, [zz]);
    const client = await events(id, {}, `${differences}&lastEventId=${book.sequenceOf(id)}`);
    await happen(id, [fixture.done(zz, 0)]);
    const { update } = await client.state();
    expect([update.since, update.changes, update.head]).toEqual([undefined, undefined, undefined]);
    expect(update.groups.map(({ name }) => name)).toEqual(["zz"]);
    await happen(id, [data]);
    expect((await client.state(({ update }) => update.since !== undefined)).update.since).toBe(update.sequence);
  });

  it("refuses what is no answer to whether", async () => {
    const { start, url } = await serve();
    const answer = await fetch(`${url}/analyses/${await start()}/events?differences=perhaps`);
    expect(answer.status).toBe(400);
  });
});

describe("a resumed event stream", () => {
  it("sends only what changed since, on any plotter", async () => {
    const broker = createMemoryBroker();
    const [one, two] = [await serve({ broker }), await serve({ broker: broker.connectAnother() })];
    const id = await one.start();
    await one.happen(id, [small, fixture.done(small, 0)]);
    const before = await one.events(id);
    const known = await before.state();
    before.close();
    await one.happen(id, [zz, fixture.done(zz, 0)]);
    await until(() => two.book.sequenceOf(id) === one.book.sequenceOf(id));
    const resumed = await two.events(id, { "last-event-id": String(known.id) });
    const { update } = await resumed.state();
    expect(update.head).toBeUndefined();
    expect(update.groups.map(({ name }) => name)).toEqual(["zz"]);
    expect(update.sequence).toBe(one.book.sequenceOf(id));
  });

  it("says nothing until there is news", async () => {
    const { start, events, happen, book } = await serve({ heartbeatMs: 20 });
    const id = await start();
    const client = await events(id, {}, `?lastEventId=${book.sequenceOf(id)}`);
    await until(() => client.text().includes("still here"));
    expect(client.states).toEqual([]);
    await happen(id, [zz]);
    expect((await client.state()).update.groups.map(({ name }) => name)).toEqual(["zz"]);
  });

  it("takes the header rather than the query, which stays the same when a browser reconnects", async () => {
    const { start, events, happen } = await serve();
    const id = await start();
    await happen(id, [small, zz]);
    const client = await events(id, { "last-event-id": "3" }, "?lastEventId=2");
    expect((await client.state()).update.groups.map(({ name }) => name)).toEqual(["zz"]);
  });

  it("sends everything, with the head, to whom has seen another log or nothing that we know of", async () => {
    const { start, events } = await serve();
    const id = await start();
    for (const lastEventId of ["999999", "abc", "-1", ""]) {
      const client = await events(id, { "last-event-id": lastEventId });
      const { update } = await client.state();
      expect(update.head?.id).toBe(id);
      expect(update.groups).toHaveLength(2);
    }
  });

  it("tells that an analysis goes on with its next run", async () => {
    const { start, events, app, post, book } = await serve();
    const id = await start();
    await app.request(`/analyses/${id}`, { method: "DELETE" });
    const ended = book.sequenceOf(id);
    await post(fixture.spec);
    const client = await events(id, { "last-event-id": String(ended) });
    expect((await client.state()).update).toMatchObject({ status: "running", run: 2 });
  });
});

describe("streams on a plotter that is still reading the log", () => {
  it("open at once, and begin when it has", async () => {
    const broker = createMemoryBroker();
    const read = broker.log.read.bind(broker.log);
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    broker.log.read = async function* (analysis) {
      await held;
      yield* read(analysis);
    };
    await appendEvents(broker, [fixture.accepted(), small]);
    const stop = new AbortController();
    cleanUp.push(() => {
      stop.abort();
    });
    const logger = createLogger({ level: "error", format: "json", write: () => undefined });
    const book = createLedgerBook({ ...fixture.inventedIds, broker, logger, signal: stop.signal });
    const { events, openStreams } = await serve({ broker, book, heartbeatMs: 20 });
    const client = await events(fixture.analysis, { "last-event-id": "1" });
    const lost = await events("nobody");
    await until(() => client.text().includes("still here"));
    expect(client.states).toEqual([]);
    goOn();
    expect((await client.state()).id).toBe(2);
    await until(() => lost.ended());
    expect(lost.states).toEqual([]);
    await until(async () => (await openStreams()) === 1);
  });
});

describe("open streams", () => {
  it("are given back when clients go away", async () => {
    const { start, events, openStreams } = await serve();
    const id = await start();
    const clients = await Promise.all(Array.from({ length: 20 }, () => events(id)));
    await Promise.all(clients.map((client) => client.state()));
    expect(await openStreams()).toBe(20);
    for (const client of clients) client.close();
    await until(async () => (await openStreams()) === 0);
  });

  it("are given back when clients break off before the first event", async () => {
    const { start, openStreams, url } = await serve();
    const id = await start();
    const { port } = new URL(url);
    for (let i = 0; i < 10; i++) {
      const socket = connect(Number(port), "127.0.0.1");
      await once(socket, "connect");
      socket.write(`GET /analyses/${id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`, () => socket.destroy());
    }
    await pause(50);
    await until(async () => (await openStreams()) === 0);
  });

  it("are limited in all and for each client", async () => {
    const many = await serve({ limits: { ...limits, streams: 2 } });
    const id = await many.start();
    await many.events(id);
    await many.events(id);
    const full = await fetch(`${many.url}/analyses/${id}/events`);
    expect(full.status).toBe(503);
    expect(full.headers.get("retry-after")).toBe("10");
    expect(((await full.json()) as { title: string }).title).toBe("Too many open streams");
    const own = await serve({ limits: { ...limits, streamsPerClient: 1 } });
    await own.start();
    const first = await own.events(id);
    expect((await fetch(`${own.url}/analyses/${id}/events`)).status).toBe(429);
    first.close();
    await until(async () => (await own.openStreams()) === 0);
    expect((await own.events(id)).response.status).toBe(200);
  });

  it("are not taken by a request for the headers alone, nor by one that is refused", async () => {
    const { start, url, openStreams } = await serve();
    const id = await start();
    const head = await fetch(`${url}/analyses/${id}/events`, { method: "HEAD" });
    expect(head.status).toBe(200);
    expect(head.headers.get("content-type")).toContain("text/event-stream");
    expect((await fetch(`${url}/analyses/none/events`)).status).toBe(404);
    expect(await openStreams()).toBe(0);
  });
});

describe("a client that does not read", () => {
  /** Large states, so that what the system buffers by itself holds only a few. */
  const wide: AnalysisSpec = {
    ...fixture.spec,
    histograms: [
      {
        name: "m",
        title: "",
        expression: "m",
        axis: { type: "regular", bins: 9000, lower: 0, upper: 1, label: "", unit: "" },
      },
    ],
  };
  const layout = layoutOf(wide);

  it("costs nothing, and gets the latest state when it reads again", async () => {
    const { start, broker, book, url, events } = await serve();
    const id = await start(wide);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    cleanUp.push(() => {
      socket.destroy();
    });
    await once(socket, "connect");
    socket.pause();
    socket.write(`GET /analyses/${id}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    const quick = await events(id);
    const plan = fixture.planned(
      "run1",
      0,
      Array.from({ length: 201 }, (_, i) => i),
    );
    const deltaOf = (i: number) => {
      const sums = Float64Array.from({ length: layout.length }, (_, k) => 1 / (1 + i + k));
      return { ...fixture.done(plan, i, sums), layout: layout.fingerprint, analysis: id };
    };
    await appendEvents(broker, [{ ...plan, analysis: id }]);
    for (let i = 0; i < 40; i++) {
      await appendEvents(broker, [deltaOf(i)]);
      await quick.state(({ update }) => update.progress.partitionsDone === i + 1);
    }
    expect(quick.states.length).toBeGreaterThan(35);
    let received = "";
    socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    socket.resume();
    await until(() => received.includes(`id: ${book.sequenceOf(id)}\n`));
    const ids = Array.from(received.matchAll(/^id: (\d+)$/gm), ([, sequence]) => Number(sequence));
    expect(ids.length).toBeLessThan(quick.states.length / 2);
    expect(ids.at(-1)).toBe(book.sequenceOf(id));
  });
});

describe("many streams", () => {
  it("all end with the same state", async () => {
    const { start, broker, events } = await serve();
    const id = await start();
    const clients = await Promise.all(Array.from({ length: 40 }, () => events(id)));
    const deltas = Array.from({ length: 2000 }, (_, i) => fixture.done(data, i));
    await appendEvents(
      broker,
      [data, ...deltas, ...rest].map((event) => ({ ...event, analysis: id })),
    );
    await until(() => clients.every((client) => client.ended()), 20_000);
    const merged = clients.map(({ states }) => {
      let document: AnalysisDocument | undefined;
      for (const { update } of states) document = mergeUpdate(document, update);
      return JSON.stringify(document);
    });
    expect(new Set(merged).size).toBe(1);
    expect(JSON.parse(merged[0]!)).toMatchObject({ status: "complete", progress: { partitionsDone: 2003 } });
  });
});
