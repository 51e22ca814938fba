import { createParser } from "eventsource-parser";
import { afterEach, describe, expect, it } from "vitest";
import { listen } from "../src/http/listen.ts";
import { mostFollowed } from "../src/protocol/documents/stream-limits.ts";
import * as fixture from "./support/fixture-log.ts";
import { problemIn } from "./support/plotter-answers.ts";
import { createTestPlotter, limits, specNamed, until } from "./support/plotter-app.ts";

const cleanUp: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const clean of cleanUp.splice(0).reverse()) await clean();
});

async function serve(changes: Parameters<typeof createTestPlotter>[0] = {}) {
  const plotter = await createTestPlotter(changes);
  const server = await listen((request, env) => plotter.app.fetch(request, env), { host: "127.0.0.1", port: 0 });
  cleanUp.push(async () => {
    plotter.stop();
    await server.close(0);
  });
  return { ...plotter, url: server.url };
}

/** Follows several analyses; what comes is kept as `<kind> <id> <partitions done>`. */
async function follow(url: string, analyses: string) {
  const abort = new AbortController();
  cleanUp.push(() => {
    abort.abort();
  });
  const response = await fetch(`${url}/events?analyses=${analyses}`, { signal: abort.signal });
  const told: { kind: string; id: string; sequence?: number; progress?: { partitionsDone: number } }[] = [];
  const close = () => {
    abort.abort();
  };
  const client = { response, told, ended: false, close };
  const parser = createParser({
    onEvent: ({ event = "message", data }) => {
      told.push({ ...(JSON.parse(data) as { id: string }), kind: event });
    },
  });
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk as Uint8Array, { stream: true }));
    client.ended = true;
  };
  read().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return client;
}

const plan = fixture.planned("run1", 0, [0, 10, 20]);

describe("a stream of several analyses", () => {
  it("tells the changes of each, and goes on from what the client has", async () => {
    const { start, happen, url } = await serve();
    const [a, b] = [await start(specNamed("a")), await start(specNamed("b"))];
    const first = await follow(url, `${a},${b}`);
    await until(() => first.told.length === 2);
    await happen(b, [plan, fixture.done(plan, 0)]);
    const ofB = () => first.told.filter(({ id }) => id === b);
    await until(() => ofB().at(-1)?.progress?.partitionsDone === 1);
    expect(first.told.filter(({ id }) => id === a)).toHaveLength(1);

    const { sequence } = ofB().at(-1)!;
    const again = await follow(url, `${a}:${first.told[0]!.sequence!},${b}:${sequence!}`);
    await happen(b, [fixture.done(plan, 1)]);
    await until(() => again.told.some(({ progress }) => progress?.partitionsDone === 2));
    expect(new Set(again.told.map(({ id }) => id))).toEqual(new Set([b]));
  });

  it("says of an analysis that is not there that nothing comes, and ends when all have", async () => {
    const { app, start, url } = await serve();
    const id = await start();
    const client = await follow(url, `nobody,${id}`);
    await until(() => client.told.length === 2);
    expect(client.told[0]).toEqual({ kind: "end", id: "nobody" });
    await app.request(`/analyses/${id}`, { method: "DELETE" });
    await until(() => client.ended);
    expect(client.told.at(-1)).toMatchObject({ id, status: "cancelled" });
    const none = await follow(url, "nobody");
    await until(() => none.ended);
  });

  it("counts as one, and is given back", async () => {
    const { app, start, url } = await serve({ limits: { ...limits, streamsPerClient: 1 } });
    const ids = [await start(specNamed("a")), await start(specNamed("b")), await start(specNamed("c"))];
    const client = await follow(url, ids.join(","));
    await until(() => client.told.length === 3);
    const openStreams = async () => (await (await app.request("/metrics")).text()).match(/_streams (\d+)$/m)?.[1];
    expect(await openStreams()).toBe("1");
    expect((await follow(url, ids[0]!)).response.status).toBe(429);
    client.close();
    await until(async () => (await openStreams()) === "0");
  });

  it.each([
    ["", "nothing"],
    ["a,,b", "an empty id"],
    ["a:x", "no sequence"],
    ["a:1:2", "two sequences"],
    ["x".repeat(65), "a long id"],
    [Array.from({ length: mostFollowed + 1 }, (_, i) => `a${i}`).join(","), "too many"],
  ])("is refused for %j (%s)", async (analyses) => {
    const { app } = await createTestPlotter();
    expect(await problemIn(app.request(`/events?analyses=${analyses}`))).toMatchObject({
      status: 400,
      errors: [{ path: "?analyses" }],
    });
  });
});
