import { EventEmitter } from "node:events";
import type { Channel, Message } from "amqplib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ControlLog } from "./control-log.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { laneQueue } from "./names.ts";
import { PullSource } from "./pull-source.ts";
import type { RabbitMqLink } from "./server-link.ts";
import type { WorkSender } from "./work-sender.ts";

const queueOf = (turn: number): string => laneQueue({ lane: "a", turn });
const textOf = (body: Uint8Array): string => Buffer.from(body).toString();

/** A server with the queues of one lane, and what was put back into them. */
function serverWith() {
  const queues = new Map<string, string[]>();
  const standing = new Map<string, { readonly queue: string; readonly bring: (message: Message) => void }>();
  const putBack: string[] = [];
  let tags = 0;
  const messageOf = (text: string) =>
    ({ content: Buffer.from(text), properties: { headers: {} }, fields: {} }) as unknown as Message;
  const channel = Object.assign(new EventEmitter(), {
    prefetch: () => Promise.resolve(),
    get: (queue: string) => {
      const text = queues.get(queue)?.shift();
      return Promise.resolve(text === undefined ? false : messageOf(text));
    },
    consume: (queue: string, bring: (message: Message) => void) => {
      const consumerTag = String(tags++);
      standing.set(consumerTag, { queue, bring });
      return Promise.resolve({ consumerTag });
    },
    cancel: (tag: string) => {
      standing.delete(tag);
      return Promise.resolve();
    },
    ack: () => undefined,
    nack: () => undefined,
    close: () => Promise.resolve(),
  });
  const link = { openChannel: () => Promise.resolve(channel as unknown as Channel) } as unknown as RabbitMqLink;
  const sender = {
    putBack: (body: Uint8Array) => {
      putBack.push(textOf(body));
      return Promise.resolve();
    },
  } as unknown as WorkSender;
  const places = { control: {} as ControlLog, dead: {} as DeadLetters, sender };
  const source = new PullSource({ link, prepare: () => Promise.resolve(), lanes: ["a"], places });
  void source.run();
  return {
    source,
    putBack,
    put: (turn: number, text: string) => {
      queues.set(queueOf(turn), [...(queues.get(queueOf(turn)) ?? []), text]);
    },
    /** To a consumer that stands at this turn. */
    bring: async (turn: number, text: string) => {
      const found = [...standing.values()].find(({ queue }) => queue === queueOf(turn));
      if (found === undefined) throw new Error(`nobody stands at turn ${turn}`);
      found.bring(messageOf(text));
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

describe("what comes while no slot is free", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A slot that has found the other turns empty, and has an item in hand, after one that took so long. */
  async function busyAfter(tookMs: number) {
    const server = serverWith();
    const { source } = server;
    const first = source.next();
    await vi.advanceTimersByTimeAsync(0);
    await server.bring(3, "first");
    await vi.advanceTimersByTimeAsync(tookMs);
    (await first)!.remove();
    const second = source.next();
    await vi.advanceTimersByTimeAsync(0);
    await server.bring(2, "second");
    return { ...server, inHand: (await second)! };
  }

  it("waits a moment for one where items are short, and is the next", async () => {
    const { source, inHand, bring, put, putBack } = await busyAfter(20);
    await bring(0, "newcomer");
    put(3, "other");
    await vi.advanceTimersByTimeAsync(90);
    inHand.remove();
    expect(textOf((await source.next())!.body)).toBe("newcomer");
    await vi.advanceTimersByTimeAsync(1000);
    expect(putBack).toEqual([]);
  });

  it("goes back after that moment", async () => {
    const { bring, putBack } = await busyAfter(20);
    await bring(0, "newcomer");
    await vi.advanceTimersByTimeAsync(90);
    expect(putBack).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(putBack).toEqual(["newcomer"]);
  });

  it("goes back at once where items are long", async () => {
    const { bring, putBack } = await busyAfter(500);
    await bring(0, "newcomer");
    expect(putBack).toEqual(["newcomer"]);
  });

  it("goes back uncounted when the consumer is drained meanwhile", async () => {
    const { source, bring, putBack } = await busyAfter(20);
    await bring(0, "newcomer");
    await source.drain();
    expect(putBack).toEqual(["newcomer"]);
  });
});
