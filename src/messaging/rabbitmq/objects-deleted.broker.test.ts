import type { Channel } from "amqplib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRabbitMqServer, type TestRabbitMqServer } from "../../../test/support/rabbitmq-server.ts";
import { plainConnection, stageOn, WITH_OWN_SERVER } from "../../../test/support/rabbitmq-stage.ts";
import { asError } from "../../errors/as-error.ts";
import { decode, done, encode, gate, type Stage } from "../contract/stage.ts";
import { BrokerIncompleteError, BrokerUnavailableError } from "../errors.ts";
import { guarded } from "./channel-errors.ts";
import { laneQueue, NAMES } from "./names.ts";
import { QUEUES, STREAMS } from "./topology.ts";

/** What others may do to it is done to one server; each test leaves it whole. */
let server: TestRabbitMqServer;
beforeAll(async () => {
  server = await startRabbitMqServer();
}, WITH_OWN_SERVER.timeout);
afterAll(() => server.remove());

const QUICK = { newQueueWaitMs: 0 };
const patience = { timeout: 60_000, interval: 50 };

async function operator(): Promise<Channel> {
  return guarded(await (await plainConnection(server.url)).createChannel());
}

/** The server may close a connection on which something deleted was used. What was not answered then is repeated, as by everybody. */
const withRepeat = <T>(act: () => Promise<T>): Promise<T> =>
  act().catch((error: unknown) => {
    if (error instanceof BrokerUnavailableError) return act();
    throw error;
  });

/** Consumes the stage's lanes, and keeps what it gets. */
function collect(stage: Stage, lanes: readonly string[] = [stage.lane]): string[] {
  const seen: string[] = [];
  stage.consume(
    ({ body }) => {
      seen.push(decode(body));
      return Promise.resolve(done);
    },
    { lanes },
  );
  return seen;
}

describe("the RabbitMQ broker and what is deleted on its server", () => {
  it.each([...STREAMS, ...QUEUES, NAMES.ask])("makes %s again, and says by name that it is missing", async (name) => {
    const stage = await stageOn(server.url, QUICK);
    const seen = collect(stage);
    await stage.publish("before");
    await expect.poll(() => seen, patience).toEqual(["before"]);
    const channel = await operator();
    await (name === NAMES.ask ? channel.deleteExchange(name) : channel.deleteQueue(name));
    const told: unknown[] = [];
    const isReady = () =>
      stage.broker.checkReachable().then(
        () => true,
        (error: unknown) => {
          told.push(error);
          return false;
        },
      );
    await expect.poll(isReady, patience).toBe(true);
    // Somebody else may have been quicker; whoever hears of it hears the name.
    for (const error of told.filter((each) => each instanceof BrokerIncompleteError))
      expect(error.message).toContain(`${name} is missing`);
    await (name === NAMES.ask ? channel.checkExchange(name) : channel.checkQueue(name));
    await withRepeat(() => stage.publish("after"));
    await expect.poll(() => seen, patience).toEqual(["before", "after"]);
    await expect
      .poll(() => stage.broker.work.state(stage.lane), patience)
      .toEqual({
        waiting: 0,
        inFlight: 0,
        redelivered: undefined,
        consumers: 1,
      });
    await withRepeat(() => stage.append("record"));
    expect(await withRepeat(() => stage.read())).toEqual(["record"]);
    const { recipes } = stage.broker;
    await withRepeat(() => recipes.put({ analysis: stage.analysis, name: "r", body: encode("recipe") }));
    expect(decode((await withRepeat(() => recipes.get({ analysis: stage.analysis, name: "r" })))!)).toBe("recipe");
  });

  it("names all that is missing, once, while nobody uses it", async () => {
    const stage = await stageOn(server.url, QUICK);
    const channel = await operator();
    for (const name of [NAMES.results, NAMES.members]) await channel.deleteQueue(name);
    await expect(stage.broker.checkReachable()).rejects.toThrow(
      /the stream hzz\.results is missing, the queue hzz\.members is missing/,
    );
    await expect.poll(() => stage.broker.checkReachable().then(() => true, String), patience).toBe(true);
  });

  it.each([1, 2])("makes a lane's queue again that was deleted under a consumer of %i lanes", async (count) => {
    const stage = await stageOn(server.url, QUICK);
    const seen = collect(stage, [stage.lane, stage.otherLane].slice(0, count));
    const channel = await operator();
    await stage.publish("before");
    await expect.poll(() => seen, patience).toEqual(["before"]);
    await channel.deleteQueue(laneQueue({ lane: stage.lane, turn: 0 }));
    const ready = async () => (await (await operator()).checkQueue(laneQueue({ lane: stage.lane, turn: 0 }))).queue;
    await expect.poll(() => ready().catch(String), patience).toBe(laneQueue({ lane: stage.lane, turn: 0 }));
    await stage.publish("after");
    await expect.poll(() => seen, patience).toEqual(["before", "after"]);
  });

  it("counts items in hand again when members, or the question to them, were deleted", async () => {
    const stage = await stageOn(server.url, QUICK);
    const verdict = gate();
    stage.consume(async () => {
      await verdict.opened;
      return done;
    });
    await stage.publish("item");
    const inFlight = async () => (await stage.broker.work.state(stage.lane)).inFlight;
    await expect.poll(inFlight, patience).toBe(1);
    const channel = await operator();
    await channel.deleteQueue(NAMES.members);
    await expect.poll(inFlight, patience).toBe(1);
    await channel.deleteExchange(NAMES.ask);
    await expect.poll(inFlight, patience).toBe(1);
    verdict.open();
    await expect.poll(inFlight, patience).toBe(0);
  });

  it("forgets dead letters and recipes that were deleted, and keeps those that come later", async () => {
    const stage = await stageOn(server.url, QUICK);
    const { analysis } = stage;
    stage.consume(() => Promise.resolve({ kind: "dead", reason: "bad" }));
    await stage.publish("first");
    await expect.poll(async () => (await stage.dead()).length, patience).toBe(1);
    const { recipes } = stage.broker;
    await recipes.put({ analysis, name: "old", body: encode("old") });
    expect(decode((await recipes.get({ analysis, name: "old" }))!)).toBe("old");
    const channel = await operator();
    for (const name of [NAMES.dead, NAMES.recipes]) await channel.deleteQueue(name);
    await expect.poll(() => stage.dead().catch(String), patience).toEqual([]);
    await expect.poll(() => recipes.get({ analysis, name: "old" }).catch(String), patience).toBeUndefined();
    await recipes.put({ analysis, name: "old", body: encode("old") });
    expect(decode((await recipes.get({ analysis, name: "old" }))!)).toBe("old");
    await stage.publish("second");
    await expect.poll(async () => (await stage.dead()).map(({ body }) => decode(body)), patience).toEqual(["second"]);
  });

  it.each(["deleted", "purged"])("keeps work and cancellations apart when their count was %s", async (how) => {
    const stage = await stageOn(server.url, QUICK);
    const { analysis, run } = stage;
    for (let i = 1; i <= 3; i++) await stage.broker.work.cancel(stage.otherAnalysis, i);
    await stage.publish("cancelled");
    await stage.broker.work.cancel(analysis, run);
    const channel = await operator();
    await (how === "deleted" ? channel.deleteQueue(NAMES.cancellations) : channel.purgeQueue(NAMES.cancellations));
    // Of the same run, as when an analysis is started again: from another process, which has asked for nothing yet.
    await stage.publish("new", { broker: await stage.connectAnother() });
    const seen = collect(stage);
    await expect.poll(() => seen, patience).toEqual(["new"]);
    // A later cancellation is told from later work as before.
    await stage.broker.work.cancel(analysis, run);
    await stage.publish("newer");
    await expect.poll(() => seen, patience).toEqual(["new", "newer"]);
    await expect.poll(() => stage.isIdle(), patience).toBe(true);
  });

  it("takes no new work for cancelled when cancellations and their count are gone", async () => {
    const stage = await stageOn(server.url, QUICK);
    const seen = collect(stage);
    for (let i = 0; i < 3; i++) await stage.broker.work.cancel(stage.analysis, stage.run);
    const channel = await operator();
    for (const name of [NAMES.control, NAMES.cancellations]) await channel.deleteQueue(name);
    // It knows of no cancellation, and begins to count anew.
    await stage.publish("new", { broker: await stage.connectAnother() });
    await expect.poll(() => seen, patience).toEqual(["new"]);
    await stage.broker.work.cancel(stage.analysis, stage.run);
    await stage.publish("newer");
    await expect.poll(() => seen, patience).toEqual(["new", "newer"]);
  });
});

describe("the RabbitMQ broker and what others do to its lanes", () => {
  /** Consumed by two connections; items come and go in all turns. */
  async function busyLane(concurrency: number): Promise<Stage> {
    const stage = await stageOn(server.url, QUICK);
    const another = await stage.connectAnother();
    const seen: string[] = [];
    for (const broker of [stage.broker, another])
      stage.consume(
        ({ body }) => {
          seen.push(decode(body));
          return Promise.resolve(done);
        },
        { broker, concurrency, lanes: [stage.lane, stage.otherLane] },
      );
    for (let i = 0; i < 50; i++) {
      await stage.publish(`item ${i}`, { turn: i % 4 });
      // Its own come and go, and are never taken for another's.
      if (i % 10 === 0) expect(await stage.broker.work.state(stage.lane)).not.toHaveProperty("foreignConsumers");
    }
    await expect.poll(() => seen.length, patience).toBe(50);
    return stage;
  }

  it("does not take many consumers of its own for another's", { timeout: 120_000 }, async () => {
    const stage = await busyLane(20);
    expect(await stage.broker.work.state(stage.lane)).not.toHaveProperty("foreignConsumers");
  });

  it("tells of a consumer that is not ours", { timeout: 120_000 }, async () => {
    const stage = await busyLane(1);
    const channel = await operator();
    await channel.prefetch(1000);
    const { consumerTag } = await channel.consume(laneQueue({ lane: stage.lane, turn: 1 }), () => undefined);
    const state = () => stage.broker.work.state(stage.lane);
    await expect.poll(state, patience).toMatchObject({ foreignConsumers: 1, consumers: 2 });
    expect(await stage.broker.work.state(stage.otherLane)).not.toHaveProperty("foreignConsumers");
    await channel.cancel(consumerTag);
    await expect.poll(state, patience).not.toHaveProperty("foreignConsumers");
  });

  it("publishes again when the limit of a queue is taken away that was full", async () => {
    const stage = await stageOn(server.url, QUICK);
    await stage.publish("first");
    const limit = ["set_policy", "limit", `^${laneQueue({ lane: stage.lane, turn: 0 })}$`, '{"max-length":1}'];
    await server.control([...limit, "--apply-to", "queues"]);
    const publishing = (text: string) => stage.publish(text).catch((error: unknown) => asError(error).name);
    await expect.poll(() => publishing("more"), patience).toBe("BrokerRefusedError");
    await server.control(["clear_policy", "limit"]);
    await expect.poll(() => publishing("later"), { timeout: 30_000, interval: 200 }).toBe("stored");
    // Nobody took anything meanwhile, which would have ended the refusals as well.
    expect((await stage.broker.work.state(stage.lane)).waiting).toBeGreaterThan(1);
  });
});
