import { EventEmitter } from "node:events";
import type { Channel, ConsumeMessage } from "amqplib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BrokerRefusedError } from "../errors.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import { readStream } from "./stream-reader.ts";

const withoutCopy = Object.assign(
  new Error("PRECONDITION_FAILED - queue 'hzz.results' does not have a replica on the local node"),
  { code: 406 },
);

/** A connection to a server that refuses the first readers of a stream, as one does that has just started, and then has one message. */
function linkTo(refusals: readonly Error[]): { link: RabbitMqLink; readers: () => number } {
  const left = [...refusals];
  let readers = 0;
  const message = { content: Buffer.from("a"), properties: { headers: { "x-stream-offset": 0 } } };
  const open = () => {
    readers++;
    const channel = Object.assign(new EventEmitter(), {
      prefetch: () => Promise.resolve(),
      consume: (_: string, receive: (message: ConsumeMessage) => void) => {
        const refusal = left.shift();
        if (refusal !== undefined) return Promise.reject(refusal);
        receive(message as unknown as ConsumeMessage);
        return Promise.resolve();
      },
      ack: () => undefined,
      close: () => Promise.resolve(),
    });
    return Promise.resolve(channel as unknown as Channel);
  };
  const link = {
    closed: new AbortController().signal,
    isClosed: () => false,
    onClose: () => () => undefined,
    openChannel: open,
    toBrokerError: (call: string, cause: Error) => new BrokerRefusedError(call, cause.message, { cause }),
  };
  return { link: link as unknown as RabbitMqLink, readers: () => readers };
}

const publisher = { restore: () => Promise.resolve() } as unknown as Publisher;

async function firstOf(link: RabbitMqLink): Promise<string> {
  for await (const { body } of readStream(link, { stream: "hzz.results", from: 0, publisher }))
    return Buffer.from(body).toString();
  return "nothing";
}

describe("a reader of a stream", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits for a server that has just started, and says that it has no copy", async () => {
    const { link, readers } = linkTo([withoutCopy, withoutCopy]);
    expect(await firstOf(link)).toBe("a");
    expect(readers()).toBe(3);
  });

  it("tells of a server that has no copy for long", async () => {
    vi.useFakeTimers();
    const { link } = linkTo(Array.from({ length: 1000 }, () => withoutCopy));
    const read = expect(firstOf(link)).rejects.toThrow(/does not have a replica/);
    await vi.advanceTimersByTimeAsync(62_000);
    await read;
  });

  it("tells of any other refusal at once", async () => {
    const { link, readers } = linkTo([Object.assign(new Error("ACCESS_REFUSED"), { code: 403 })]);
    await expect(firstOf(link)).rejects.toThrow(BrokerRefusedError);
    expect(readers()).toBe(1);
  });
});

describe("a reader that loses a stream from sight", () => {
  const stored = (sequence: number, id: string) => ({
    content: Buffer.from(id),
    properties: { headers: { "x-stream-offset": sequence }, messageId: id },
  });

  /** Each consumer is sent the messages of one incarnation of the stream from the offset on that it asks for, and is then ended. */
  function linkToEach(incarnations: readonly (readonly ReturnType<typeof stored>[])[]): RabbitMqLink {
    const left = [...incarnations];
    const openChannel = () => {
      const channel = Object.assign(new EventEmitter(), {
        prefetch: () => Promise.resolve(),
        consume: (_: string, receive: (message: unknown) => void, options: { arguments: Record<string, unknown> }) => {
          const offset = options.arguments["x-stream-offset"] as string | { value: number };
          const from = typeof offset === "string" ? 0 : offset.value;
          for (const message of left.shift() ?? [])
            if (message.properties.headers["x-stream-offset"] >= from) receive(message);
          setTimeout(() => channel.emit("close"), 10);
          return Promise.resolve();
        },
        ack: () => undefined,
        close: () => Promise.resolve(),
      });
      return Promise.resolve(channel);
    };
    const link = { closed: new AbortController().signal, isClosed: () => false, onClose: () => () => undefined };
    return { ...link, openChannel } as unknown as RabbitMqLink;
  }

  async function read(incarnations: readonly (readonly ReturnType<typeof stored>[])[], until: string) {
    const texts: string[] = [];
    const told: string[] = [];
    const note = (what: string) => () => told.push(what);
    const options = { stream: "s", from: 0, publisher, onDoubt: note("doubt"), onCertain: note("certain") };
    for await (const { body } of readStream(linkToEach(incarnations), options)) {
      texts.push(Buffer.from(body).toString());
      if (texts.at(-1) === until) break;
    }
    return { texts, told };
  }

  const [a, b, c] = [stored(0, "a"), stored(1, "b"), stored(2, "c")];

  it("goes on where it was if its last message is still there, and yields none twice", async () => {
    const { texts, told } = await read(
      [
        [a, b],
        [a, b, c],
      ],
      "c",
    );
    expect(texts).toEqual(["a", "b", "c"]);
    expect(told).toEqual(["doubt", "certain"]);
  });

  it("is told of another message in its place", async () => {
    await expect(
      read(
        [
          [a, b],
          [stored(0, "x"), stored(1, "y"), c],
        ],
        "c",
      ),
    ).rejects.toThrow(/found another message in its place, expected the message 1 /);
  });

  it("is told of messages that were dropped before it had read them, but not of those that it had", async () => {
    await expect(read([[a, b], [stored(7, "h")]], "h")).rejects.toThrow(/found 7 as the first one that is kept/);
    expect(
      (
        await read(
          [
            [a, b],
            [b, c],
          ],
          "c",
        )
      ).texts,
    ).toEqual(["a", "b", "c"]);
  });
});
