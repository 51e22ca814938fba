import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startRabbitMqServer, type TestRabbitMqServer } from "../../test/support/rabbitmq-server.ts";
import { plainConnection, stageOn } from "../../test/support/rabbitmq-stage.ts";
import { startTcpProxy } from "../../test/support/tcp-proxy.ts";
import { describeBrokerContract } from "./contract.ts";
import { decode, done, gate, pause, type Stage, until } from "./contract/stage.ts";
import { openRabbitMqBroker } from "./rabbitmq.ts";
import { laneQueue } from "./rabbitmq/names.ts";

/** Nobody kills the server here, so that nothing is waited for after a queue is made. */
const QUICK = { newQueueWaitMs: 0 };

let server: TestRabbitMqServer;

beforeAll(async () => {
  server = await startRabbitMqServer();
});

afterAll(async () => {
  await server.remove();
});

const noWindow = "queues of RabbitMQ remember no keys; receivers drop duplicates, which is their duty in any case";

const noTrimming =
  "streams of RabbitMQ remove no single record; they give up their oldest segments by a policy of the operator";

describeBrokerContract(
  "the RabbitMQ broker",
  async ({ ackWaitMs = 60_000 }) => {
    const open = () => openRabbitMqBroker(server.url, { ackWaitMs, ...QUICK });
    return { broker: await open(), connectAnother: open };
  },
  {
    "work with a known key is dropped inside the declared window": noWindow,
    "a record with a known key is stored once inside the declared window": noWindow,
    "recipes of an analysis are removed up to a position, and later ones stay": noTrimming,
    "what is trimmed is read no more, and followers pass it over": noTrimming,
    "a log that was trimmed to nothing is read as one that is empty": noTrimming,
  },
);

/** Stands between a client and a server, and counts the bytes that the server sends. */
async function startCountingProxy(
  targetPort: number,
): Promise<{ readonly port: number; readonly received: () => number }> {
  let bytes = 0;
  const proxy = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    upstream.on("data", (chunk) => (bytes += chunk.length));
    upstream.pipe(client).pipe(upstream);
    // A side that breaks off takes the other one along.
    upstream.on("error", () => client.destroy());
    client.on("error", () => upstream.destroy());
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  onTestFinished(async () => {
    await once(proxy.close(), "close");
  });
  return { port: (proxy.address() as AddressInfo).port, received: () => bytes };
}

describe("the RabbitMQ broker", () => {
  it("counts the deliveries of consumers that were killed, and buries the item when there were enough", async () => {
    const stage = await stageOn(server.url, QUICK);
    await stage.publish("item");
    const attempts: number[] = [];
    for (let i = 1; i <= 3; i++) {
      const proxy = await startTcpProxy(server.port);
      const doomed = await stageOn(`amqp://127.0.0.1:${proxy.port}`, QUICK);
      const taken = gate();
      doomed.consume(
        ({ attempt }) => {
          attempts.push(attempt);
          taken.open();
          return new Promise(() => undefined);
        },
        { lanes: [stage.lane], maxDeliveries: 3 },
      );
      await taken.opened;
      await proxy.cut();
    }
    const running = stage.consume(() => Promise.resolve(done), { maxDeliveries: 3 });
    await until("it is dead", async () => (await stage.dead()).length === 1);
    await running.stop();
    expect(attempts).toEqual([1, 2, 3]);
    expect((await stage.dead())[0]).toMatchObject({ attempts: 3, reason: "delivered 3 times without success" });
  });

  it("keeps the count and the last reason of an item across delays and lost connections", async () => {
    const stage = await stageOn(server.url, QUICK);
    await stage.publish("item");
    const attempts: number[] = [];
    const another = await stage.connectAnother();
    const taken = gate();
    stage.consume(
      ({ attempt }) => {
        attempts.push(attempt);
        if (attempt <= 2) return Promise.reject(new Error(`fault ${attempt}`));
        taken.open();
        return new Promise(() => undefined);
      },
      { broker: another, maxDeliveries: 3, retryDelayMs: 10 },
    );
    await taken.opened;
    await another[Symbol.asyncDispose]();
    const running = stage.consume(() => Promise.resolve(done), { maxDeliveries: 3 });
    await until("it is dead", async () => (await stage.dead()).length === 1);
    await running.stop();
    expect(attempts).toEqual([1, 2, 3]);
    const [letter] = await stage.dead();
    expect(letter).toMatchObject({
      attempts: 3,
      reason: "delivered 3 times without success; last: the handler threw: fault 2",
    });
  });

  it("serves several lanes with few hands, without keeping items from others", async () => {
    const stage = await stageOn(server.url, QUICK);
    const lanes = [stage.lane, stage.otherLane, `${stage.lane}.c`, `${stage.lane}.d`];
    const verdict = gate();
    const busy = stage.consume(
      async () => {
        await verdict.opened;
        return done;
      },
      { lanes },
    );
    await stage.publish("first");
    await until("it is in hand", async () => (await stage.broker.work.state(stage.lane)).inFlight === 1);
    for (const lane of lanes) await stage.publish(`item of ${lane}`, { lane });
    const seen: string[] = [];
    const other = stage.consume(
      ({ body }) => {
        seen.push(decode(body));
        return Promise.resolve(done);
      },
      { lanes, concurrency: 3, broker: await stage.connectAnother() },
    );
    await until("the other one has done them all", () => seen.length === lanes.length);
    expect(seen.sort()).toEqual(lanes.map((lane) => `item of ${lane}`).sort());
    verdict.open();
    await Promise.all([busy.stop(), other.stop()]);
    for (const lane of lanes) expect(await stage.isIdle(lane)).toBe(true);
  });

  it("lists what the server itself takes out of a lane, with the server's reason", async () => {
    const stage = await stageOn(server.url, QUICK);
    await stage.publish("ours");
    const channel = await (await plainConnection(server.url)).createChannel();
    const queue = laneQueue({ lane: stage.lane, turn: 0 });
    await channel.purgeQueue(queue);
    channel.sendToQueue(queue, Buffer.from("theirs"), {
      expiration: "1",
      timestamp: Math.floor(Date.now() / 1000),
      headers: { "hzz-analysis": stage.analysis },
    });
    await until("it is dead", async () => (await stage.dead()).length === 1);
    const [letter] = await stage.dead();
    expect(letter).toMatchObject({ lane: stage.lane, reason: "the server took it out of its queue: expired" });
    expect(decode(letter!.body)).toBe("theirs");
    expect(Math.abs(letter!.at.getTime() - Date.now())).toBeLessThan(600_000);
  });

  it("puts a message among the dead ones that does not say which analysis it is for", async () => {
    const stage = await stageOn(server.url, QUICK);
    await stage.publish("ours");
    const channel = await (await plainConnection(server.url)).createChannel();
    channel.sendToQueue(laneQueue({ lane: stage.lane, turn: 0 }), Buffer.from(stage.lane));
    const seen: string[] = [];
    const running = stage.consume(({ body }) => {
      seen.push(decode(body));
      return Promise.resolve(done);
    });
    const dead = async () => (await stage.broker.deadLetters.list()).filter(({ lane }) => lane === stage.lane);
    await until("it is dead", async () => (await dead()).length === 1);
    await running.stop();
    expect(seen).toEqual(["ours"]);
    expect(await dead()).toMatchObject([
      { analysis: "unknown", reason: expect.stringContaining("analysis") as string },
    ]);
  });

  it("lists dead letters in the same order time and again, from several connections at once", async () => {
    const stage = await stageOn(server.url, QUICK);
    const texts = Array.from({ length: 150 }, (_, i) => `letter ${i}`);
    const running = stage.consume(({ body }) => Promise.resolve({ kind: "dead", reason: decode(body) }));
    for (const text of texts) await stage.publish(text);
    await until("all are dead", async () => (await stage.dead()).length === texts.length);
    await running.stop();
    const { analysis } = stage;
    const brokers = [stage.broker, await stage.connectAnother(), await stage.connectAnother()];
    const lists = await Promise.all(
      [...brokers, ...brokers].map(async (broker, i) => {
        const letters = await broker.deadLetters.list(i % 2 === 0 ? { analysis } : { analysis, limit: 100 });
        return letters.map(({ reason }) => reason);
      }),
    );
    const inOrder = lists[0]!;
    expect([...inOrder].sort()).toEqual([...texts].sort());
    lists.forEach((list, i) => {
      expect(list).toEqual(i % 2 === 0 ? inOrder : inOrder.slice(0, 100));
    });
    expect(await brokers[1]!.deadLetters.settle(() => "drop", { analysis })).toEqual({ redriven: 0, dropped: 150 });
  });

  it("sends a reader little ahead where records are large", async () => {
    const stage = await stageOn(server.url, QUICK);
    await appendMany(stage, 200, 500_000);
    let first: number | undefined;
    for await (const { sequence } of stage.broker.log.read(stage.analysis)) first ??= sequence;
    const proxy = await startCountingProxy(server.port);
    const { broker } = await stageOn(`amqp://127.0.0.1:${proxy.port}`, QUICK);
    const controller = stage.controller();
    let count = 0;
    for await (const { body } of broker.log.follow(stage.analysis, { from: first!, signal: controller.signal })) {
      expect(body.length).toBe(500_000);
      if (count++ === 0) {
        // Time for the server to send all that it would.
        await pause(500);
        expect(proxy.received()).toBeLessThan(25e6);
      }
      if (count === 200) controller.abort();
    }
    expect(count).toBe(200);
    expect(proxy.received()).toBeGreaterThan(100e6);
  });

  it("gives a reader each record once, also where large ones come after many small ones and he is slow", async () => {
    const stage = await stageOn(server.url, QUICK);
    await appendMany(stage, 5000, 10);
    await appendMany(stage, 100, 500_000);
    const counts = { small: 0, large: 0 };
    let last = -1;
    for await (const { sequence, body } of stage.broker.log.read(stage.analysis)) {
      expect(sequence).toBeGreaterThan(last);
      last = sequence;
      counts[body.length === 10 ? "small" : "large"]++;
      // Time for the server to send more than a reader may hold.
      if (counts.large === 1) await pause(500);
    }
    expect(counts).toEqual({ small: 5000, large: 100 });
  });
});

/** Appends records of this length to the log of the stage's analysis, some at once. */
async function appendMany({ broker, analysis }: Stage, count: number, length: number): Promise<void> {
  const body = new Uint8Array(length);
  for (let i = 0; i < count; i += 50)
    await Promise.all(
      Array.from({ length: 50 }, (_, k) =>
        broker.log.append({ analysis, body, dedupKey: `${length}/${i + k}`, origin: undefined }),
      ),
    );
}
