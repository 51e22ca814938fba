import type { Channel } from "amqplib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRabbitMqServer, type TestRabbitMqServer } from "../../../test/support/rabbitmq-server.ts";
import { plainConnection, stageOn, WITH_OWN_SERVER } from "../../../test/support/rabbitmq-stage.ts";
import { decode, type Stage } from "../contract/stage.ts";
import { LogReplacedError } from "../errors.ts";
import { guarded } from "./channel-errors.ts";
import { NAMES } from "./names.ts";

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

/** Follows the whole log, and says how that ended. */
function follow(stage: Stage, from?: number) {
  const texts: string[] = [];
  const { signal } = stage.controller();
  const sequences: number[] = [];
  const ended = (async (): Promise<unknown> => {
    try {
      for await (const record of stage.broker.log.follow(undefined, {
        ...(from === undefined ? {} : { from }),
        signal,
      })) {
        texts.push(decode(record.body));
        sequences.push(record.sequence);
      }
      return "ended";
    } catch (error) {
      return error;
    }
  })();
  return { texts, sequences, ended };
}

const isReady = ({ broker }: Stage) =>
  broker.checkReachable().then(
    () => true,
    () => false,
  );

describe("a follower of the log in RabbitMQ", () => {
  it("is told when the log is deleted, whatever is stored since, and the next one reads what is there", async () => {
    const [stage, idle, writer] = [
      await stageOn(server.url, QUICK),
      await stageOn(server.url, QUICK),
      await stageOn(server.url, QUICK),
    ];
    const first = follow(stage);
    for (const text of ["a", "b", "c"]) await stage.append(text);
    await expect.poll(() => first.texts.slice(-3), patience).toEqual(["a", "b", "c"]);
    const second = follow(idle, first.sequences.at(-2));
    await expect.poll(() => second.texts, patience).toEqual(["b", "c"]);
    await (await operator()).deleteQueue(NAMES.results);
    for (let i = 0; i < 20; i++) await writer.append(`new ${i}`);
    for (const each of [first, second]) expect(await each.ended).toBeInstanceOf(LogReplacedError);
    await expect.poll(() => isReady(stage), patience).toBe(true);
    const next = follow(stage);
    await expect.poll(() => next.texts.length, patience).toBe(20);
    expect(next.texts[0]).toBe("new 0");
  });

  it("is told of a log that was deleted though nobody writes", async () => {
    const stage = await stageOn(server.url, QUICK);
    await stage.append("a");
    const follower = follow(stage);
    await expect.poll(() => follower.texts.at(-1), patience).toBe("a");
    await (await operator()).deleteQueue(NAMES.results);
    expect(await follower.ended).toMatchObject({ name: "LogReplacedError" });
    expect(await stage.read()).toEqual([]);
  });

  it("is told when it goes on after what it has read of a log that is gone", async () => {
    const stage = await stageOn(server.url, QUICK);
    for (const text of ["a", "b", "c"]) await stage.append(text);
    let last = 0;
    for await (const { sequence } of stage.broker.log.read(undefined)) last = sequence;
    await (await operator()).deleteQueue(NAMES.results);
    await expect.poll(() => isReady(stage), patience).toBe(true);
    expect(await follow(stage, last + 1).ended).toBeInstanceOf(LogReplacedError);
  });

  it("goes on after a restart of the server as if nothing had been", WITH_OWN_SERVER, async () => {
    const stage = await stageOn(server.url, QUICK);
    const follower = follow(stage);
    await stage.append("before");
    await expect.poll(() => follower.texts.at(-1), patience).toBe("before");
    const { length } = follower.texts;
    await server.stop();
    await server.start();
    await expect.poll(() => isReady(stage), patience).toBe(true);
    await stage.append("after");
    await expect.poll(() => follower.texts.slice(length), patience).toEqual(["after"]);
  });

  it("is told when a node was emptied, and all that is needed is there again", WITH_OWN_SERVER, async () => {
    const stage = await stageOn(server.url, QUICK);
    const follower = follow(stage);
    await stage.broker.work.cancel(stage.analysis, stage.run);
    await stage.append("before");
    await expect.poll(() => follower.texts.at(-1), patience).toBe("before");
    const seen: string[] = [];
    stage.consume(({ body }) => {
      seen.push(decode(body));
      return Promise.resolve({ kind: "done" });
    });
    for (const step of ["stop_app", "reset", "start_app"]) await server.control([step]);
    expect(await follower.ended).toBeInstanceOf(LogReplacedError);
    await expect.poll(() => isReady(stage), patience).toBe(true);
    await stage.append("after");
    expect(await stage.read()).toEqual(["after"]);
    // Cancelled in another life: by a process that was there, and by one that was not.
    await stage.publish("mine");
    await stage.publish("another's", { broker: await stage.connectAnother() });
    await expect.poll(() => [...seen].sort(), patience).toEqual(["another's", "mine"]);
  });
});
