import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { afterEach, describe, expect, it } from "vitest";
import { startNatsServer, type TestNatsServer } from "../../../test/support/nats-server.ts";
import { decode, done, Stage } from "../contract/stage.ts";
import { LogReplacedError } from "../errors.ts";
import { openJetStreamBroker } from "../jetstream.ts";
import { STREAMS, workOfToken } from "./names.ts";

const releases: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const release of releases.splice(0).reverse()) await release();
});

const patience = { timeout: 30_000, interval: 50 };

async function open() {
  const server = await startNatsServer();
  releases.push(() => server.remove());
  const connectAnother = () => openJetStreamBroker(server.url, { ackWaitMs: 2000 });
  const stage = new Stage({ broker: await connectAnother(), connectAnother });
  releases.push(() => stage.close());
  return { server, stage };
}

async function administrator(server: TestNatsServer) {
  const nc = await connect({ servers: server.url });
  releases.push(() => nc.close());
  return jetstreamManager(nc);
}

/** Follows the whole log. @returns what it has seen, and the error that ends it */
function followAll({ broker }: Stage, from = 0) {
  const seen: string[] = [];
  const read = async (): Promise<unknown> => {
    try {
      const { signal } = new AbortController();
      for await (const { body } of broker.log.follow(undefined, { from, signal })) seen.push(decode(body));
      return undefined;
    } catch (error) {
      return error;
    }
  };
  return { seen, ended: read() };
}

describe("a follower of the log", { timeout: 60_000 }, () => {
  it("is told that the store was lost, and the next one reads the new log", async () => {
    const { server, stage } = await open();
    for (const text of ["a", "b", "c"]) await stage.append(text);
    const follower = followAll(stage);
    await expect.poll(() => follower.seen, patience).toEqual(["a", "b", "c"]);
    await server.kill();
    await server.restoreStore();
    await server.start();
    const error = await follower.ended;
    expect(error).toBeInstanceOf(LogReplacedError);
    expect(String(error)).toMatch(/found a stream made at .* in HZZ_RESULTS, expected the one made at/);
    await stage.append("d");
    expect(await stage.read()).toEqual(["d"]);
    await expect.poll(() => told(stage), patience).toBe("reachable");
  });

  it.each(["stop", "kill"] as const)("is told that an older store was put back (%s)", async (end) => {
    const { server, stage } = await open();
    await stage.append("a");
    await server[end]();
    await server.saveStore();
    await server.start();
    await stage.append("b");
    await stage.append("c");
    const follower = followAll(stage);
    await expect.poll(() => follower.seen, patience).toEqual(["a", "b", "c"]);
    await server[end]();
    await server.restoreStore();
    await server.start();
    const error = await follower.ended;
    expect(String(error)).toMatch(/found message 1 as the last one in HZZ_RESULTS, expected at least 3/);
    expect(await stage.read()).toEqual(["a"]);
  });

  it("is told that an older store was put back which others have written to since", async () => {
    const { server, stage } = await open();
    await stage.append("a");
    await server.stop();
    await server.saveStore();
    await server.start();
    await stage.append("b");
    const follower = followAll(stage);
    await expect.poll(() => follower.seen, patience).toEqual(["a", "b"]);
    await server.stop();
    await server.restoreStore();
    await server.start();
    // Written by another connection before this one is told.
    const other = await stage.connectAnother();
    for (const text of ["x", "y", "z"])
      await other.log.append({
        analysis: stage.analysis,
        body: new TextEncoder().encode(text),
        dedupKey: text,
        origin: undefined,
      });
    expect(await follower.ended).toBeInstanceOf(LogReplacedError);
    expect(await stage.read()).toEqual(["a", "x", "y", "z"]);
  });

  it("is told that the log was emptied", async () => {
    const { server, stage } = await open();
    for (const text of ["a", "b"]) await stage.append(text);
    const follower = followAll(stage);
    await expect.poll(() => follower.seen, patience).toEqual(["a", "b"]);
    const jsm = await administrator(server);
    await jsm.streams.purge(STREAMS.results);
    await server.stop();
    await server.start();
    expect(await follower.ended).toBeInstanceOf(LogReplacedError);
    expect(await stage.read()).toEqual([]);
  });

  it("is told that the stream was deleted, by the next record", async () => {
    const { server, stage } = await open();
    await stage.append("a");
    const follower = followAll(stage);
    await expect.poll(() => follower.seen, patience).toEqual(["a"]);
    const jsm = await administrator(server);
    await jsm.streams.delete(STREAMS.results);
    await stage.append("b");
    expect(await follower.ended).toBeInstanceOf(LogReplacedError);
    expect(await stage.read()).toEqual(["b"]);
  });

  it("is told nothing when the server restarts, when records are removed on purpose, and when many are appended at once", async () => {
    const { server, stage } = await open();
    const follower = followAll(stage);
    await Promise.all(Array.from({ length: 300 }, (_, i) => stage.append(String(i))));
    await server.stop();
    await server.start();
    await stage.append("late");
    await expect.poll(() => follower.seen.length, patience).toBe(301);
    const { broker, analysis } = stage;
    expect(await broker.log.trim(analysis, Number.MAX_SAFE_INTEGER)).toBe(301);
    await stage.append("later");
    await expect.poll(() => follower.seen.length, patience).toBe(302);
  });
});

/** Consumes the stage's lane, and keeps what it gets. */
function collect(stage: Stage) {
  const seen: string[] = [];
  const running = stage.consume(({ body }) => {
    seen.push(decode(body));
    return Promise.resolve(done);
  });
  return { seen, running };
}

/** What is missing is made again before long, and told until then. */
function told({ broker }: Stage): Promise<string> {
  return broker.checkReachable().then(() => "reachable", String);
}

describe("a stream that is missing", { timeout: 60_000 }, () => {
  it.each(["work", "dead", "recipes", "results"] as const)("is made again while services run: %s", async (kind) => {
    const { server, stage } = await open();
    const jsm = await administrator(server);
    await jsm.streams.delete(STREAMS[kind]);
    const { broker, analysis } = stage;
    const use = {
      work: async () => {
        const { seen, running } = collect(stage);
        await stage.publish("a");
        await expect.poll(() => seen, patience).toEqual(["a"]);
        await running.stop();
      },
      dead: async () => {
        expect(await broker.deadLetters.count()).toBe(0);
      },
      recipes: async () => {
        await broker.recipes.put({ analysis, name: "r", body: new Uint8Array(3) });
        expect(await broker.recipes.get({ analysis, name: "r" })).toHaveLength(3);
      },
      results: async () => {
        await stage.append("a");
        // Who reads while the other stream is found out, hears of it.
        const read = () =>
          stage.read().catch((error: unknown) => {
            if (!(error instanceof LogReplacedError)) throw error;
            return [];
          });
        await expect.poll(read, patience).toEqual(["a"]);
      },
    };
    await use[kind]();
    await expect.poll(() => told(stage), patience).toBe("reachable");
  });

  it("is made again under running consumers, which go on", async () => {
    const { server, stage } = await open();
    const { seen, running } = collect(stage);
    await stage.publish("a");
    await expect.poll(() => seen, patience).toEqual(["a"]);
    const jsm = await administrator(server);
    await jsm.streams.delete(STREAMS.work);
    await stage.publish("b");
    await expect.poll(() => seen, patience).toEqual(["a", "b"]);
    await running.stop();
  });

  it("is named while another one, of other subjects, has its name", async () => {
    const { server, stage } = await open();
    const jsm = await administrator(server);
    await jsm.streams.delete(STREAMS.work);
    await jsm.streams.add({ name: STREAMS.work, subjects: ["elsewhere"] });
    await expect(stage.publish("a")).rejects.toThrow();
    await expect
      .poll(() => told(stage), patience)
      .toMatch(/^BrokerIncompleteError.*HZZ_WORK is there, but keeps elsewhere/);
    await jsm.streams.delete(STREAMS.work);
    await stage.publish("b");
    await expect.poll(() => told(stage), patience).toBe("reachable");
  });
});

it(
  "a consumer that somebody made with other settings is made anew, and its items are not lost",
  { timeout: 60_000 },
  async () => {
    const { server, stage } = await open();
    const jsm = await administrator(server);
    const token = stage.lane.replaceAll("_", "__").replaceAll(".", "_-");
    const filter_subject = workOfToken(token);
    await jsm.consumers.add(STREAMS.work, {
      durable_name: token,
      filter_subject,
      ack_policy: AckPolicy.Explicit,
      max_deliver: 1,
    });
    await stage.publish("a");
    // Delivered once, and never again: it is nobody's.
    const nc = await connect({ servers: server.url });
    releases.push(() => nc.close());
    const other = await jetstream(nc).consumers.get(STREAMS.work, token);
    expect((await other.next())?.data).toHaveLength(1);
    const { seen, running } = collect(stage);
    await expect.poll(() => seen, patience).toEqual(["a"]);
    expect((await jsm.consumers.info(STREAMS.work, token)).config).toMatchObject({ max_deliver: -1 });
    await running.stop();
  },
);
