import { monitorEventLoopDelay } from "node:perf_hooks";
import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect, headers as createHeaders } from "@nats-io/transport-node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startNatsServer, type TestNatsServer } from "../../test/support/nats-server.ts";
import { startTcpProxy } from "../../test/support/tcp-proxy.ts";
import { describeBrokerContract } from "./contract.ts";
import { decode, done, gate, pause, Stage, until } from "./contract/stage.ts";
import { BrokerSetupError, BrokerUnavailableError, InvalidBrokerUrlError } from "./errors.ts";
import { openJetStreamBroker } from "./jetstream.ts";
import { laneTokens, STREAMS, workSubject } from "./jetstream/names.ts";

let server: TestNatsServer;

beforeAll(async () => {
  server = await startNatsServer();
});

afterAll(async () => {
  await server.remove();
});

describeBrokerContract("the JetStream broker", async ({ ackWaitMs = 60_000 }) => {
  const open = () => openJetStreamBroker(server.url, { ackWaitMs });
  return { broker: await open(), connectAnother: open };
});

describe("the JetStream broker", () => {
  const releases: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const release of releases.splice(0).reverse()) await release();
  });

  async function stageOn(url: string, ackWaitMs = 60_000): Promise<Stage> {
    const open = () => openJetStreamBroker(url, { ackWaitMs });
    const stage = new Stage({ broker: await open(), connectAnother: open });
    releases.push(() => stage.close());
    return stage;
  }

  async function ownServer(): Promise<TestNatsServer> {
    const own = await startNatsServer();
    releases.push(() => own.remove());
    return own;
  }

  it("keeps work and log when the server is killed and started again, and goes on by itself", async () => {
    const own = await ownServer();
    const stage = await stageOn(own.url);
    const seen = new Set<string>();
    const follower = stage.follow(6, {});
    const inHand = gate();
    const verdict = gate();
    const running = stage.consume(
      async ({ body }) => {
        seen.add(decode(body));
        inHand.open();
        await verdict.opened;
        return done;
      },
      { lanes: [stage.lane, stage.otherLane] },
    );
    for (const text of ["a", "b", "c"]) {
      await stage.publish(text);
      await stage.append(text);
    }
    await inHand.opened;
    await own.kill();
    await own.start();
    for (const text of ["d", "e", "f"]) {
      await stage.publish(text, { lane: stage.otherLane });
      await stage.append(text);
    }
    verdict.open();
    await until("all work is done", async () => (await stage.isIdle()) && (await stage.isIdle(stage.otherLane)));
    await running.stop();
    expect([...seen].sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(await follower).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(await stage.read()).toEqual(["a", "b", "c", "d", "e", "f"]);
  });

  it("says that nothing is known of a record while the server is away, and takes it once when it is back", async () => {
    const own = await ownServer();
    const stage = await stageOn(own.url);
    await stage.append("before");
    await own.stop();
    await expect(stage.append("during")).rejects.toBeInstanceOf(BrokerUnavailableError);
    await own.start();
    await stage.append("during");
    expect(await stage.read()).toEqual(["before", "during"]);
  });

  it.each(["stop", "kill"] as const)("knows that a server is away (%s), and that it is back", async (end) => {
    const own = await ownServer();
    const { broker } = await stageOn(own.url);
    await broker.checkReachable();
    await own[end]();
    const begun = performance.now();
    await expect(broker.checkReachable()).rejects.toBeInstanceOf(BrokerUnavailableError);
    expect(performance.now() - begun).toBeLessThan(10_000);
    await until("the loss is known", async () => (await millisecondsOf(broker.checkReachable())) < 50);
    await own.start();
    await until("it is back", () =>
      broker.checkReachable().then(
        () => true,
        () => false,
      ),
    );
  });

  it("takes a server for unreachable that keeps its connections and answers nothing", async () => {
    const own = await ownServer();
    const { broker } = await stageOn(own.url);
    own.freeze();
    releases.push(() => {
      own.thaw();
      return Promise.resolve();
    });
    await expect(broker.checkReachable()).rejects.toBeInstanceOf(BrokerUnavailableError);
    own.thaw();
    await broker.checkReachable();
  });

  it("gives the items of a consumer that was killed to another one, after the ack wait", async () => {
    const proxy = await startTcpProxy(server.port);
    const doomed = await stageOn(`nats://127.0.0.1:${proxy.port}`, 1500);
    const stage = await stageOn(server.url, 1500);
    const taken = gate();
    doomed.consume(
      () => {
        taken.open();
        return new Promise(() => undefined);
      },
      { lanes: [stage.lane] },
    );
    await stage.publish("item");
    await taken.opened;
    await proxy.cut();
    const attempts: number[] = [];
    const running = stage.consume(({ attempt }) => {
      attempts.push(attempt);
      return Promise.resolve(done);
    });
    await until("the other one has it", async () => attempts.length > 0 && (await stage.isIdle()));
    await running.stop();
    expect(attempts).toEqual([2]);
  });

  it("asks for the items of slots that become free together at once, and hands out none twice or uncounted", async () => {
    const stage = await stageOn(server.url);
    const listener = await connect({ servers: server.url });
    releases.push(() => listener.close());
    let requests = 0;
    for (const token of laneTokens(stage.lane))
      listener.subscribe(`$JS.API.CONSUMER.MSG.NEXT.${STREAMS.work}.${token}`, { callback: () => void requests++ });
    await listener.flush();
    const texts = Array.from({ length: 400 }, (_, i) => `item ${i}`);
    await Promise.all(texts.map((text, i) => stage.publish(text, { turn: i < 300 ? 0 : 2 })));
    const attempts: string[] = [];
    const slots = 16;
    let allHaveOne = gate();
    const running = stage.consume(
      async ({ body, attempt }) => {
        const together = allHaveOne;
        // All slots become free together, however slowly their items come.
        if (attempts.push(`${decode(body)} attempt ${attempt}`) % slots === 0) {
          allHaveOne = gate();
          together.open();
        }
        await together.opened;
        return done;
      },
      { concurrency: slots },
    );
    await until("all are settled", async () => attempts.length >= texts.length && (await stage.isIdle()));
    await running.stop();
    expect([...attempts].sort()).toEqual(texts.map((text) => `${text} attempt 1`).sort());
    await listener.flush();
    expect(requests).toBeLessThan(texts.length / 2);
  });

  it("has nothing in flight after a cancellation, also where a second lane answered in the same instant", async () => {
    const stage = await stageOn(server.url);
    const { broker, analysis, lane, otherLane } = stage;
    const lanes = [lane, otherLane];
    // One slot waits at both lanes, so that a message of the other lane comes for nobody and goes back.
    const running = stage.consume(
      async ({ signal }) => {
        await new Promise((resolve) => {
          signal.addEventListener("abort", resolve);
        });
        return done;
      },
      { lanes, concurrency: 1 },
    );
    const depths = async () => {
      const states = await Promise.all(lanes.map((each) => broker.work.state(each)));
      const sum = (of: "inFlight" | "waiting") => states.reduce((all, state) => all + state[of], 0);
      return `${sum("inFlight")} in flight, ${sum("waiting")} waiting`;
    };
    const waiting = async (each: string) => (await broker.work.state(each)).consumers === 1;
    await until("both lanes are asked", async () => (await waiting(lane)) && (await waiting(otherLane)));
    await Promise.all(lanes.map((each) => stage.publish(each, { lane: each })));
    await until("one message is in hand and one went back", async () => (await depths()) === "1 in flight, 1 waiting");
    await broker.work.cancel(analysis, stage.run);
    // What waits, nats-server 2.9 counts wrongly after a purge.
    await until("nothing is in flight", async () => (await depths()).startsWith("0 in flight"));
    await running.stop();
  });

  it("does no work that was cancelled while it was given back", async () => {
    const stage = await stageOn(server.url);
    const { broker, lane, analysis, run } = stage;
    const handled: string[] = [];
    const running = stage.consume(({ body }) => {
      handled.push(decode(body));
      return Promise.resolve(done);
    });
    await stage.publish("first");
    await until("the first is done", () => Promise.resolve(handled.length === 1));
    const nc = await connect({ servers: server.url });
    releases.push(() => nc.close());
    const jsm = await jetstreamManager(nc);
    const { last_seq } = (await jsm.streams.info(STREAMS.work)).state;
    await broker.work.cancel(analysis, run);
    const headers = createHeaders();
    headers.set("Hzz-Deliveries-Seen", "0");
    headers.set("Hzz-First-Sequence", String(last_seq));
    await jetstream(nc).publish(workSubject({ lane, analysis, run }), "copy", { headers });
    await stage.publish("of the next run", { run: run + 1 });
    await until("the next run is done", () => Promise.resolve(handled.includes("of the next run")));
    await until("nothing is left", () => stage.isIdle());
    expect(handled).toEqual(["first", "of the next run"]);
    await running.stop();
  });

  it("hands no item to nobody, while consumers of several lanes come and go", async () => {
    const stage = await stageOn(server.url);
    const lanes = [stage.lane, stage.otherLane, `${stage.lane}-3`, `${stage.lane}-4`];
    const others = await Promise.all(Array.from({ length: 3 }, () => stageOn(server.url)));
    const attempts: number[] = [];
    // Each item keeps its slot for some turns, in which the other lanes' answers come.
    const start = (broker: Stage) =>
      broker.consume(
        async ({ attempt }) => {
          attempts.push(attempt);
          await broker.broker.checkReachable();
          return done;
        },
        { lanes, concurrency: 1 },
      );
    const running = others.map(start);
    for (let round = 1; round <= 40; round++) {
      await Promise.all(lanes.map((lane) => stage.publish(`${lane}: ${round}`, { lane })));
      if (round % 10 === 0) {
        const at = (round / 10) % others.length;
        await running[at]!.stop();
        running[at] = start(others[at]!);
      }
      await until(`round ${round} is done`, () => Promise.resolve(attempts.length >= round * lanes.length));
    }
    await Promise.all(running.map((each) => each.stop()));
    // An item that was handed to nobody would have come again after the acknowledgement time, as a second delivery.
    expect(attempts).toEqual(attempts.map(() => 1));
    expect(attempts).toHaveLength(40 * lanes.length);
  });

  it("loses no item that comes while its process is held up for longer than a request lasts", async () => {
    const stage = await stageOn(server.url);
    const seen = new Set<string>();
    const running = stage.consume(
      ({ body }) => {
        seen.add(decode(body));
        return Promise.resolve(done);
      },
      { concurrency: 8 },
    );
    for (const round of ["one", "two"]) {
      // Requests become longer while nothing comes.
      await pause(500);
      const sent = Array.from({ length: 8 }, (_, i) => stage.publish(`${round} ${i}`));
      // They are on their way when the process stands still.
      await new Promise((resolve) => setImmediate(resolve));
      const end = performance.now() + 2500;
      while (performance.now() < end);
      await Promise.all(sent);
    }
    await until("all came", () => Promise.resolve(seen.size === 16));
    await running.stop();
  });

  it("hands out an item that is due again in the instant in which a request ends", async () => {
    const stage = await stageOn(server.url);
    const lanes = Array.from({ length: 8 }, (_, i) => `${stage.lane}-due-${i}`);
    const again = new Set<string>();
    const running = lanes.map((lane) =>
      stage.consume(
        ({ body, attempt }) => {
          const text = decode(body);
          if (attempt === 2) again.add(text);
          // After an item, a request ends after 100 ms, and the next one after 200 ms.
          return Promise.resolve(text.endsWith("first") && attempt === 1 ? { kind: "again", delayMs: 300 } : done);
        },
        { lanes: [lane] },
      ),
    );
    // Who is held up for longer than requests overlap has none open in that instant; nobody can help such a round.
    const delays = monitorEventLoopDelay({ resolution: 5 });
    delays.enable();
    let lost = 0;
    for (let round = 1; round <= 25 + lost; round++) {
      delays.reset();
      const begin = performance.now();
      const send = (text: string) =>
        Promise.all(lanes.map((lane) => stage.publish(`${lane} ${round} ${text}`, { lane })));
      await send("first");
      await send("second");
      const isAgain = () => lanes.every((lane) => again.has(`${lane} ${round} first`));
      const isHeldUp = () => delays.max > 40e6 && performance.now() - begin > 3000;
      // Long before the acknowledgement time, after which they would come in any case.
      await until(`round ${round} came again`, () => Promise.resolve(isAgain() || isHeldUp()));
      if (!isAgain()) lost++;
      expect(lost, "rounds in which this machine was too busy").toBeLessThan(6);
    }
    delays.disable();
    await Promise.all(running.map((each) => each.stop()));
  });

  it("leaves nothing in the work stream of what is done, dead or cancelled", async () => {
    const own = await ownServer();
    const stage = await stageOn(own.url);
    const running = stage.consume(({ body }) =>
      Promise.resolve(decode(body) === "poison" ? { kind: "dead", reason: "poison" } : done),
    );
    for (const text of ["item", "poison"]) await stage.publish(text);
    await until("both are settled", async () => (await stage.dead()).length === 1 && (await stage.isIdle()));
    await running.stop();
    await stage.publish("cancelled", { lane: stage.otherLane });
    await stage.broker.work.cancel(stage.analysis, stage.run);
    const nc = await connect({ servers: own.url });
    releases.push(() => nc.close());
    const { streams } = await jetstreamManager(nc);
    expect((await streams.info(STREAMS.work)).state.messages).toBe(0);
  });

  it("never changes a stream that is there, and refuses one that is something else", async () => {
    const own = await ownServer();
    const nc = await connect({ servers: own.url });
    releases.push(() => nc.close());
    const { streams } = await jetstreamManager(nc);
    const broker = await openJetStreamBroker(own.url);
    await broker[Symbol.asyncDispose]();
    await streams.update(STREAMS.results, { max_bytes: 1_000_000, description: "the operator's" });
    const again = await openJetStreamBroker(own.url);
    await again[Symbol.asyncDispose]();
    expect((await streams.info(STREAMS.results)).config).toMatchObject({
      max_bytes: 1_000_000,
      description: "the operator's",
    });
    await streams.delete(STREAMS.results);
    await streams.add({ name: STREAMS.results, subjects: ["something.else"] });
    await expect(openJetStreamBroker(own.url)).rejects.toThrow(/HZZ_RESULTS.*something\.else/);
  });

  it("gives all streams but the log a size of their own, and names the one that is full while the log goes on", async () => {
    const own = await ownServer();
    const nc = await connect({ servers: own.url });
    releases.push(() => nc.close());
    const { streams } = await jetstreamManager(nc);
    const broker = await openJetStreamBroker(own.url);
    releases.push(async () => broker[Symbol.asyncDispose]());
    const sizes = Object.values(STREAMS).map(async (name) => (await streams.info(name)).config);
    expect((await Promise.all(sizes)).map(({ max_bytes, discard }) => [max_bytes, discard])).toEqual([
      [2 * 2 ** 30, "new"],
      [-1, "new"],
      [2 ** 30, "new"],
      [2 ** 30, "new"],
    ]);
    await streams.update(STREAMS.work, { max_bytes: 1000 });
    const item = { lane: "zz", analysis: "a", run: 1, body: new Uint8Array(2000), dedupKey: "1" };
    await expect(broker.work.publish(item)).rejects.toThrow(/hzz\.work\.zz.*the stream HZZ_WORK is full.*--max-bytes/);
    expect(
      await broker.log.append({ analysis: "a", body: new Uint8Array(2000), dedupKey: "1", origin: undefined }),
    ).toBe("stored");
  });

  it("makes streams without a size where the server has no room for it, and says so", async () => {
    const text = 'jetstream: { store_dir: "STORE", max_file_store: 100MB }';
    const own = await startNatsServer({ config: { files: { "small.conf": text }, main: "small.conf" } });
    releases.push(() => own.remove());
    await using broker = await openJetStreamBroker(own.url);
    expect(broker.remarks).toHaveLength(3);
    expect(broker.remarks[0]).toMatch(/HZZ_WORK has no size of its own.*--max-bytes 2147483648/);
    expect(await broker.log.append({ analysis: "a", body: new Uint8Array(10), dedupKey: "1", origin: undefined })).toBe(
      "stored",
    );
  });

  it("says where it found no server, without the login", async () => {
    const proxy = await startTcpProxy(server.port);
    await proxy.cut();
    const opening = expect(openJetStreamBroker(`nats://user:secret@127.0.0.1:${proxy.port}`)).rejects;
    await opening.toBeInstanceOf(BrokerSetupError);
    await opening.toThrow(`127.0.0.1:${proxy.port}`);
    await opening.not.toThrow(/secret/);
  });

  it.each(["nats://", "nats://host?replicas=0", "nats://host?colour=red", "nats://%zz:secret@host"])(
    "refuses the URL %s and shows no password",
    async (url) => {
      const opening = expect(openJetStreamBroker(url)).rejects;
      await opening.toBeInstanceOf(InvalidBrokerUrlError);
      await opening.not.toThrow(/secret/);
    },
  );
});

/** How long it takes until a promise is settled, in whichever way. */
async function millisecondsOf(promise: Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await promise.catch(() => undefined);
  return performance.now() - begun;
}
