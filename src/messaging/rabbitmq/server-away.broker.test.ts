import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startRabbitMqServer, type TestRabbitMqServer } from "../../../test/support/rabbitmq-server.ts";
import {
  isReachable,
  millisecondsOf,
  ownServer,
  stageOn,
  WITH_OWN_SERVER,
} from "../../../test/support/rabbitmq-stage.ts";
import { decode, done, gate, until } from "../contract/stage.ts";
import { BrokerRefusedError, BrokerUnavailableError } from "../errors.ts";
import { openRabbitMqBroker } from "../rabbitmq.ts";

/** Each test leaves it running; all that they make has names of its own. */
let own: TestRabbitMqServer;
beforeAll(async () => {
  own = await startRabbitMqServer();
}, WITH_OWN_SERVER.timeout);
afterAll(() => own.remove());

describe("the RabbitMQ broker and a server that goes away", () => {
  it(
    "keeps work and log when the server is killed and started again, and goes on by itself",
    WITH_OWN_SERVER,
    async () => {
      const stage = await stageOn(own.url);
      const seen: string[] = [];
      const follower = stage.follow(6, {});
      const aborted: unknown[] = [];
      const inHand = gate();
      const running = stage.consume(
        async ({ body, attempt, signal }) => {
          seen.push(`${decode(body)} ${attempt}`);
          if (attempt > 1 || decode(body) !== "a") return done;
          inHand.open();
          await new Promise((resolve) => {
            signal.addEventListener("abort", resolve);
          });
          aborted.push(signal.reason);
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
      await until("it is back", () => isReachable(stage));
      for (const text of ["d", "e", "f"]) {
        await stage.publish(text, { lane: stage.otherLane });
        await stage.append(text);
      }
      await until("all work is done", async () => (await stage.isIdle()) && (await stage.isIdle(stage.otherLane)));
      await running.stop();
      expect(aborted).toMatchObject([{ name: "DeliveryLostError" }]);
      expect(seen.sort()).toEqual(["a 1", "a 2", "b 1", "c 1", "d 1", "e 1", "f 1"]);
      expect(await follower).toEqual(["a", "b", "c", "d", "e", "f"]);
      expect(await stage.read()).toEqual(["a", "b", "c", "d", "e", "f"]);
    },
  );

  it(
    "says that nothing is known of a record while the server is away, and takes it when it is back",
    WITH_OWN_SERVER,
    async () => {
      const stage = await stageOn(own.url);
      await stage.append("before");
      await own.stop();
      await expect(stage.append("during")).rejects.toBeInstanceOf(BrokerUnavailableError);
      await expect(stage.broker.checkReachable()).rejects.toBeInstanceOf(BrokerUnavailableError);
      await until("the loss is known", async () => (await millisecondsOf(stage.broker.checkReachable())) < 50);
      await own.start();
      await until("it is back", () => isReachable(stage));
      await stage.append("during");
      expect(await stage.read()).toEqual(["before", "during"]);
    },
  );

  it(
    "gives up a server that keeps its connections and answers nothing, and goes on when it answers",
    WITH_OWN_SERVER,
    async () => {
      const stage = await stageOn(own.url, { heartbeatS: 1 });
      const follower = stage.follow(2, {});
      await stage.append("before");
      await stage.broker.checkReachable();
      own.freeze();
      const begun = performance.now();
      await expect(stage.broker.checkReachable()).rejects.toBeInstanceOf(BrokerUnavailableError);
      expect(performance.now() - begun).toBeLessThan(10_000);
      await until("the loss is known", async () => (await millisecondsOf(stage.broker.checkReachable())) < 50);
      own.thaw();
      await until("it is back", () => isReachable(stage));
      await stage.append("after");
      expect(await follower).toEqual(["before", "after"]);
    },
  );

  it("refuses at once what a server without disk space would not take", WITH_OWN_SERVER, async () => {
    const full = await ownServer(["disk_free_limit.absolute = 900000GB"]);
    const stage = await stageOn(full.url);
    await expect(stage.append("first")).rejects.toBeInstanceOf(BrokerUnavailableError);
    await expect(stage.append("second")).rejects.toThrow(BrokerRefusedError);
    await expect(stage.append("second")).rejects.toThrow(/low on disk/);
  });

  it(
    "remembers what was cancelled, and what waits out a delay, across a restart of everybody",
    WITH_OWN_SERVER,
    async () => {
      const before = await stageOn(own.url);
      for (const text of ["a", "b"]) await before.publish(text);
      await before.publish("later", { lane: before.otherLane });
      const putOff = gate();
      const consumer = before.consume(
        () => {
          putOff.open();
          return Promise.resolve({ kind: "again", delayMs: 64_000 });
        },
        { lanes: [before.otherLane] },
      );
      await putOff.opened;
      await consumer.stop();
      await before.broker.work.cancel(before.analysis, before.run);
      await before.broker[Symbol.asyncDispose]();
      await own.kill();
      await own.start();
      const broker = await openRabbitMqBroker(own.url);
      onTestFinished(() => broker[Symbol.asyncDispose]().then());
      // A queue that has no leader yet tells of nothing.
      await expect.poll(() => broker.work.state(before.otherLane)).toMatchObject({ waiting: 1, inFlight: 0 });
      await before.publish("new", { broker });
      const seen: string[] = [];
      const running = before.consume(
        ({ body }) => {
          seen.push(decode(body));
          return Promise.resolve(done);
        },
        { broker },
      );
      await until("the lane is empty", async () => {
        const { waiting, inFlight } = await broker.work.state(before.lane);
        return seen.length > 0 && waiting + inFlight === 0;
      });
      await running.stop();
      expect(seen).toEqual(["new"]);
    },
  );
});
