import fc from "fast-check";
import { afterEach, describe, expect, it, test, vi } from "vitest";
import { keepAll } from "../config/keep-rule.ts";
import { allParts, bridgePart, bridgeRun, queueOf, toBody } from "../../test/support/bridge-parts.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import { createLedgerBook } from "../ledger/ledger-book.ts";
import type { BridgePart } from "../protocol/bridge-messages.ts";
import { decodeLogEvent } from "../protocol/codec.ts";
import { RefusedMessageError } from "./refused-message.ts";
import { createPartStore, maxPartBytes, pickleProtocol } from "./store-part.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(changes: { readonly broker?: Broker; readonly maxAnalyses?: number } = {}) {
  const broker = changes.broker ?? createMemoryBroker();
  const stop = new AbortController();
  const logger = createLogger({ level: "error", format: "text", write: () => undefined });
  const book = createLedgerBook({ broker, logger, signal: stop.signal });
  ends.push(() => {
    stop.abort();
  });
  await book.caughtUp;
  const options = {
    broker,
    book,
    label: "Elsewhere",
    maxAnalyses: changes.maxAnalyses ?? 100,
    keep: keepAll,
    now: () => new Date(),
  };
  const store = createPartStore(options);
  const publish = (part: BridgePart, queue = queueOf[part.sample]!) => store(queue, toBody(part));
  const kinds = async () => {
    const found: string[] = [];
    for await (const { body } of broker.log.read(undefined)) found.push(decodeLogEvent(body).kind);
    return found;
  };
  const read = async () => {
    const length = (await kinds()).length;
    await expect.poll(() => Object.values(book.counts.events).reduce((sum, n) => sum + n, 0)).toBe(length);
    return book.list().flatMap(({ id }) => book.opened(id) ?? []);
  };
  return { broker, book, store, publish, kinds, read };
}

async function refusalOf(taking: Promise<unknown>): Promise<RefusedMessageError> {
  const error: unknown = await taking.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof RefusedMessageError) return error;
  throw new Error("it was not refused", { cause: error });
}

describe("a part from an old queue", () => {
  it("makes its run complete together with all others, and no work for anybody", async () => {
    const { broker, publish, read } = await start();
    for (const part of allParts(bridgeRun("Night")).reverse()) expect(await publish(part)).toBe("stored");
    const [analysis] = await read();
    expect(analysis!.status).toBe("complete");
    expect(analysis!.view().progress).toMatchObject({ files: 9, filesComplete: 9, entries: 5400, entriesSeen: 5400 });
    expect(await broker.work.state("bridge")).toMatchObject({ waiting: 0, inFlight: 0 });
  });

  it("is missed by its name while it has not come", async () => {
    const { publish, read } = await start();
    for (const part of allParts(bridgeRun("Night")).slice(1)) await publish(part);
    const [analysis] = await read();
    expect(analysis!.status).toBe("running");
    expect(analysis!.view().missing).toEqual([{ sample: "data_A", file: "bridge/data_A/part-0-of-3" }]);
  });

  it("counts once, also when another bridge stored it and died before it could acknowledge", async () => {
    const { broker, publish, read } = await start();
    const run = bridgeRun("Night");
    const part = bridgePart(run, "llll", 0);
    await publish(part);
    const [before] = await read();
    const { groups } = before!.view();
    // One that has read the log, and one that has not come so far.
    const second = await start({ broker });
    expect(await second.publish(part)).toBe("known");
    expect(await publish(part)).toBe("known");
    for (const event of await Promise.all([
      publish(bridgePart(run, "llll", 1)),
      second.publish(bridgePart(run, "llll", 1)),
    ]))
      expect(event).toBe("stored");
    const [after] = await read();
    expect(after!.view().progress.partitionsDone).toBe(2);
    expect(after!.view().groups[0]).toEqual(groups[0]);
  });

  it("is refused if it is in already with another content, and the first stays", async () => {
    const { publish, read } = await start();
    const run = bridgeRun("Night", 1);
    for (const part of allParts(run)) await publish(part);
    await read();
    const other = { ...bridgePart(run, "llll", 0), entriesRead: 1000 };
    const error = await refusalOf(publish(other));
    expect(error.refusal).toBe("contradiction");
    expect(error.message).toContain("Part 0 of llll is already in, with other content");
    expect((await read())[0]!.status).toBe("complete");
  });

  test.each<[string, Partial<BridgePart>, string | undefined, string]>([
    ["a part beyond the last", { part: 3 }, undefined, "There is no part 3: the sample has 3"],
    ["an unknown sample", { sample: "lll" }, "background_zz_queue", "nearest names: llll"],
    [
      "another queue",
      {},
      "real_data_queue",
      "The sample llll is background, but the queue real_data_queue is for data",
    ],
  ])("is refused for %s", async (_what, change, queue, message) => {
    const { publish, kinds } = await start();
    const error = await refusalOf(publish({ ...bridgePart(bridgeRun("Night"), "llll", 0), ...change }, queue));
    expect(error.refusal).toBe("unfit");
    expect(error.message).toContain(message);
    expect(await kinds()).toEqual([]);
  });

  test.each<[string, Buffer, string, string]>([
    ["a pickle", Buffer.from("\x80\x04]\x94.", "latin1"), "pickle", "unpickling runs code"],
    ["an old pickle", Buffer.from("(lp0\nF1.5\na.", "latin1"), "pickle", "protocol 0 or 1"],
    ["no JSON", Buffer.from("m4l: 1"), "malformed", "not JSON"],
    ["no UTF-8", Buffer.from([0xff, 0xfe]), "malformed", "not UTF-8"],
    ["Python's NaN", Buffer.from('{"values": {"m4l": [NaN]}}'), "malformed", "NaN and Infinity, which Python writes"],
    ["an empty body", Buffer.alloc(0), "malformed", "not JSON"],
    ["another version", toBody({ version: 2 }), "malformed", "at version"],
    [
      "an unknown field",
      toBody({ ...bridgePart(bridgeRun("x"), "llll", 0), x: 1 }),
      "malformed",
      "schemas/1/bridge-part.json",
    ],
    ["too large a body", Buffer.alloc(maxPartBytes + 1, " "), "too-large", "cut the sample into more parts"],
  ])("is refused as %s", async (_what, body, refusal, message) => {
    const { store, kinds } = await start();
    const error = await refusalOf(store("signal_data_queue", body));
    expect(error.refusal).toBe(refusal);
    expect(error.message).toContain(message);
    expect(await kinds()).toEqual([]);
  });

  it("is refused if its run would be one too many, but not if it is known", async () => {
    const { publish, read } = await start({ maxAnalyses: 1 });
    await publish(bridgePart(bridgeRun("Night"), "llll", 0));
    await read();
    await publish(bridgePart(bridgeRun("Night"), "llll", 1));
    const error = await refusalOf(publish(bridgePart(bridgeRun("Day"), "llll", 0)));
    expect(error.message).toContain("HZZ_MAX_ANALYSES");
  });

  it("may be tried again while the broker is away", async () => {
    const { broker, publish, read } = await start();
    const part = bridgePart(bridgeRun("Night", 1), "llll", 0);
    vi.spyOn(broker.log, "append").mockRejectedValueOnce(new BrokerUnavailableError("appendLog"));
    await expect(publish(part)).rejects.toThrow(BrokerUnavailableError);
    expect(await publish(part)).toBe("stored");
    expect((await read())[0]!.view().progress.partitionsDone).toBe(1);
  });
});

const encoder = new TextEncoder();

/** What Python writes for `pickle.dumps(value, protocol)`, in Latin-1. */
const pickles: readonly (readonly [protocol: string, value: string, bytes: string])[] = [
  ["0 or 1", "[1.5]", "(lp0\nF1.5\na."],
  ["0 or 1", "{'a': 'x'}", "(dp0\nVa\np1\nVx\np2\ns."],
  ["0 or 1", "'x'", "Vx\np0\n."],
  ["0 or 1", "os.system, called when it is read", "cposix\nsystem\np0\n(Vtrue\np1\ntp2\nRp3\n."],
  ["0 or 1", "True", "I01\n."],
  ["0 or 1", "None", "N."],
  ["0 or 1", "[] of protocol 1", "]q\x00."],
  ["0 or 1", "1.5 of protocol 1", "G?\xf8\x00\x00\x00\x00\x00\x00."],
  ["0 or 1", "{} of protocol 1", "}q\x00."],
  ["2", "[1.5]", "\x80\x02]q\x00G?\xf8\x00\x00\x00\x00\x00\x00a."],
  ["3", "b'ab'", "\x80\x03C\x02abq\x00."],
  ["4", "(1, 2)", "\x80\x04\x95\x07\x00\x00\x00\x00\x00\x00\x00K\x01K\x02\x86\x94."],
  ["5", "None", "\x80\x05N."],
];

describe("a pickle", () => {
  test.each(pickles)("of protocol %s is recognised: %s", (protocol, _value, bytes) => {
    expect(pickleProtocol(Buffer.from(bytes, "latin1"))).toBe(protocol);
  });

  it("of which only the beginning has come is recognised from protocol 2 on", () => {
    expect(pickleProtocol(Buffer.from("\x80\x04\x95\x07", "latin1"))).toBe("4");
  });

  it("is not what any JSON is taken for", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(pickleProtocol(encoder.encode(JSON.stringify(value)))).toBeUndefined();
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  test.each(["", ".", "\x80", "\x80\x06.", "Done.", "{}", "a text."])("is not %j", (text) => {
    expect(pickleProtocol(Buffer.from(text, "latin1"))).toBeUndefined();
  });
});
