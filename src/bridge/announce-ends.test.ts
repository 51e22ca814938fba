import { afterEach, describe, expect, it } from "vitest";
import { keepAll } from "../config/keep-rule.ts";
import * as fixture from "../../test/support/fixture-log.ts";
import { allParts, bridgeRun, queueOf, toBody } from "../../test/support/bridge-parts.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";
import type { PlainOutgoing } from "../messaging/rabbitmq/plain-queues.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { createLedgerBook } from "../ledger/ledger-book.ts";
import { uhiDocumentText } from "../results/uhi-document.ts";
import { bridgeCompletionSchema } from "../protocol/bridge-messages.ts";
import { announceEnds } from "./announce-ends.ts";
import { createBridgeCounts } from "./bridge-counts.ts";
import { createPartStore } from "./store-part.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The old server, with what was published to it; `refuses` says which messages it does not take. */
class OldServer {
  readonly sent: PlainOutgoing[] = [];
  cursor: Uint8Array | undefined;
  refuses: (message: PlainOutgoing) => boolean = () => false;

  publish = (message: PlainOutgoing): Promise<void> => {
    if (this.refuses(message)) return Promise.reject(new BrokerUnavailableError("publish"));
    if (message.queue === "hzz_bridge_cursor") this.cursor = message.body;
    else this.sent.push(message);
    return Promise.resolve();
  };

  sentTo(queue: string): PlainOutgoing[] {
    return this.sent.filter((message) => message.queue === queue);
  }
}

async function start(broker: Broker, old: OldServer, announce: "bridge" | "all" = "bridge") {
  const stop = new AbortController();
  const lines: string[] = [];
  const logger = createLogger({ level: "info", format: "json", write: (line) => lines.push(line) });
  const book = createLedgerBook({
    ...fixture.inventedIds,
    broker,
    logger,
    signal: stop.signal,
    throttle: { leastMs: 1, share: 0.5 },
  });
  await book.caughtUp;
  const { publish } = old;
  const counts = createBridgeCounts(createMetrics("bridge"));
  const common = { book, logger, counts, retryDelayMs: 1, signal: stop.signal };
  const running = announceEnds({ ...common, publish, peek: () => Promise.resolve(old.cursor), announce });
  const end = () => {
    stop.abort();
    return running;
  };
  ends.push(end);
  await expect.poll(() => old.cursor).toBeDefined();
  const store = createPartStore({
    broker,
    book,
    label: "Elsewhere",
    maxAnalyses: 10,
    keep: keepAll,
    now: () => new Date(),
  });
  const complete = async (name: string) => {
    for (const part of allParts(bridgeRun(name, 1), 5)) await store(queueOf[part.sample]!, toBody(part));
  };
  return { book, end, complete, lines };
}

describe("the end of an analysis", () => {
  it("is announced once, its plot data before its completion, as their schemas say", async () => {
    const old = new OldServer();
    const { complete, book } = await start(createMemoryBroker(), old);
    await complete("Night");
    await expect.poll(() => old.sent.length).toBe(2);
    const [analysis] = book.list();
    const [plot, completion] = old.sent;
    expect(plot!.queue).toBe("plotting_queue");
    expect(Buffer.from(plot!.body).toString()).toBe(uhiDocumentText(book.opened(analysis!.id)!.view()));
    expect(completion!.queue).toBe("completion_queue");
    const message = bridgeCompletionSchema.parse(JSON.parse(Buffer.from(completion!.body).toString()));
    expect(message).toMatchObject({ id: analysis!.id, title: "Night", status: "complete", missing: { count: 0 } });
    const { id, sequence } = message;
    const headers = { id: `${id}/${sequence}`, analysis: id, status: "complete", run: 1, sequence };
    expect([plot!.headers, completion!.headers]).toEqual([headers, headers]);
    await expect.poll(() => Buffer.from(old.cursor!).toString()).toBe(JSON.stringify({ sequence }));
  });

  it("is not announced again by the next bridge, and one that was missed meanwhile is", async () => {
    const broker = createMemoryBroker();
    const old = new OldServer();
    const first = await start(broker, old);
    await first.complete("One");
    await expect.poll(() => old.sentTo("completion_queue").length).toBe(1);
    await first.end();
    await first.complete("Two");
    await start(broker, old);
    await expect.poll(() => old.sentTo("completion_queue").length).toBe(2);
    const titles = old
      .sentTo("completion_queue")
      .map(({ body }) => (JSON.parse(Buffer.from(body).toString()) as { title: string }).title);
    expect(titles).toEqual(["One", "Two"]);
  });

  it("is announced again, under the same id, if the bridge died before it wrote that down", async () => {
    const broker = createMemoryBroker();
    const old = new OldServer();
    const first = await start(broker, old);
    old.refuses = ({ queue }) => queue === "hzz_bridge_cursor";
    await first.complete("One");
    await expect.poll(() => old.sentTo("completion_queue").length).toBeGreaterThan(0);
    await first.end();
    const before = old.sentTo("completion_queue").length;
    old.refuses = () => false;
    await start(broker, old);
    await expect.poll(() => old.sentTo("completion_queue").length).toBe(before + 1);
    expect(new Set(old.sent.map(({ headers }) => headers["id"])).size).toBe(1);
  });

  it("waits while the old server takes nothing, and one line says so", async () => {
    const old = new OldServer();
    const { complete, lines } = await start(createMemoryBroker(), old);
    let refusals = 0;
    old.refuses = () => ++refusals <= 5;
    await complete("Night");
    await expect.poll(() => old.sent.length).toBe(2);
    expect(lines.filter((line) => line.includes("cannot be announced now"))).toHaveLength(1);
  });

  it("before the first bridge, or in another log, is not announced", async () => {
    const broker = createMemoryBroker();
    const old = new OldServer();
    const first = await start(broker, new OldServer());
    await first.complete("Before");
    await first.end();
    const { end } = await start(broker, old);
    await end();
    expect(old.sent).toEqual([]);
    // Another log, with fewer records than the cursor says.
    const other = createMemoryBroker();
    old.cursor = Buffer.from('{"sequence":1000}');
    const third = await start(other, old);
    await expect.poll(() => Buffer.from(old.cursor!).toString()).toBe('{"sequence":0}');
    await third.complete("After");
    await expect.poll(() => old.sentTo("completion_queue").length).toBe(1);
  });

  it("is announced of all analyses if that is wished, cancelled and incomplete ones too", async () => {
    for (const announce of ["bridge", "all"] as const) {
      const broker = createMemoryBroker();
      const old = new OldServer();
      const { complete } = await start(broker, old, announce);
      await appendEvents(broker, [fixture.accepted(), fixture.cancelled]);
      await complete("Own");
      const expected = announce === "all" ? ["cancelled", "complete"] : ["complete"];
      await expect.poll(() => old.sentTo("completion_queue").map(({ headers }) => headers["status"])).toEqual(expected);
    }
  });

  it("is announced once more if parts come after a cancellation", async () => {
    const broker = createMemoryBroker();
    const old = new OldServer();
    await start(broker, old, "all");
    const plan = fixture.planned("eell", 0, [0, 4]);
    await appendEvents(broker, [fixture.accepted(), fixture.cancelled]);
    await expect.poll(() => old.sentTo("completion_queue").length).toBe(1);
    await appendEvents(broker, [plan, fixture.done(plan, 0)]);
    const seen = () =>
      old
        .sentTo("completion_queue")
        .map(
          ({ body }) =>
            (JSON.parse(Buffer.from(body).toString()) as { progress: { entriesSeen: number } }).progress.entriesSeen,
        );
    await expect.poll(() => seen().at(-1)).toBe(4);
    const last = old.sentTo("completion_queue").at(-1)!;
    expect(bridgeCompletionSchema.parse(JSON.parse(Buffer.from(last.body).toString()))).toMatchObject({
      status: "cancelled",
      missing: { count: 3 },
    });
  });
});
