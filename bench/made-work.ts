import { setTimeout as pause } from "node:timers/promises";
import { createLogger } from "../src/logging/logger.ts";
import type { Broker } from "../src/messaging/port.ts";
import { fileItems } from "../src/ledger/missing-work.ts";
import { runProcessor } from "../src/processor/run-processor.ts";
import { type PreparedAnalysis, prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { encodeLogEvent, encodeWorkItem } from "../src/protocol/codec.ts";
import { logDedupKey, workDedupKey } from "../src/protocol/dedup-keys.ts";
import type { QueuedItem } from "../src/protocol/work-item.ts";
import { madeDeltas, type MadeDeltas } from "./made-deltas.ts";

export const madeLane = "bench";
/** Items in the hands of a consumer at once: enough that it is not the way to the broker and back that is measured. */
const itemsInHand = 16;
/** As many as a plotter publishes at once. */
const storedAtOnce = 64;

/** The work that yields the deltas, as a plotter publishes it when it takes up an analysis whose files are planned. */
function* madeItems({ count, delta }: MadeDeltas, prepared: PreparedAnalysis): Generator<QueuedItem, void, undefined> {
  const files = [...fileItems(prepared, 1)].map(({ item }) => item);
  for (let i = 0; i < count; i++) {
    const { identity, partition } = delta(i);
    yield { ...files[i % files.length]!, kind: "partition", identity, partition };
  }
}

/** Makes what the lane needs at the broker: RabbitMQ takes a second and a half for new queues. */
export async function openLane(broker: Broker, lane: string): Promise<void> {
  const stop = new AbortController();
  const nothing = () => Promise.reject(new Error("nothing was published yet"));
  const options = { lanes: [lane], concurrency: 1, maxDeliveries: 1, signal: stop.signal };
  const consuming = broker.work.consume(nothing, options);
  while ((await broker.work.state(lane)).consumers === 0) await pause(10);
  stop.abort();
  await consuming;
}

/** @returns bytes of one item */
export async function publishMade(broker: Broker, made: MadeDeltas): Promise<number> {
  const { analysis } = made;
  const prepared = { ...(await prepareAnalysis(presetByName("hzz-2020"))), id: analysis };
  await broker.recipes.put({ analysis, ...prepared.recipe });
  let bytes = 0;
  await storeAll(madeItems(made, prepared), (item) => {
    const body = encodeWorkItem(item);
    bytes = body.length;
    return broker.work.publish({ lane: madeLane, analysis, run: item.run, body, dedupKey: workDedupKey(item) });
  });
  return bytes;
}

/** What stands in the log before the deltas. */
export async function appendHead(broker: Broker, { analysis, head }: MadeDeltas): Promise<void> {
  for (const event of head)
    await broker.log.append({ analysis, body: encodeLogEvent(event), dedupKey: logDedupKey(event), origin: undefined });
}

/** Puts deltas into the log as fast as the broker stores them. */
export async function appendMade(broker: Broker, { analysis, count, message }: MadeDeltas): Promise<void> {
  const numbers = Array.from({ length: count }, (_, i) => i);
  await storeAll(numbers, (i) =>
    broker.log.append({ analysis, body: message(i), dedupKey: `${analysis}/${i}`, origin: undefined }),
  );
}

/** Always `storedAtOnce` on their way. */
async function storeAll<T>(all: Iterable<T>, store: (one: T) => Promise<unknown>): Promise<void> {
  const iterator = all[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) await store(next.value);
  };
  await Promise.all(Array.from({ length: storedAtOnce }, lane));
}

/** A processor's loop whose work is to append the delta that belongs to an item; until the signal aborts. */
export function consumeMade(broker: Broker, deltas: number, signal: AbortSignal): Promise<void> {
  const made = madeDeltas(deltas);
  const files = new Map(
    made.head.flatMap((event, i) => (event.kind === "file-planned" ? [[event.sample, i - 1]] : [])),
  );
  return runProcessor({
    broker,
    lanes: [madeLane],
    concurrency: itemsInHand,
    maxDeliveries: 1,
    process: async (item, context) => {
      if (item.kind !== "partition") throw new Error("only partitions were published");
      await context.append(made.delta(item.partition.index * files.size + files.get(item.sample.name)!));
    },
    signal,
    logger: createLogger({ level: "warn", format: "text", write: (line) => process.stderr.write(line) }),
  });
}
