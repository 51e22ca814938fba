import type { Broker, Delivery, Verdict } from "../../src/messaging/port.ts";
import { decodeWorkItem, encodeLogEvent, encodeWorkItem } from "../../src/protocol/codec.ts";
import { logDedupKey, workDedupKey } from "../../src/protocol/dedup-keys.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import type { QueuedItem } from "../../src/protocol/work-item.ts";
import { failureEvent } from "../../src/processor/verdict-for.ts";
import { done, failureOf, partitionOf, planned } from "./fixture-log.ts";

export interface ToyOptions {
  /** Borders of the partitions of every file. */
  readonly edges?: readonly number[];
  /** Whether this item is given up. */
  readonly fails?: (item: QueuedItem) => boolean;
  /** Awaited before an item is done. */
  readonly gate?: (item: QueuedItem, delivery: Delivery) => Promise<void>;
}

export interface ToyProcessor {
  /** Everything that was delivered, in order. */
  readonly items: readonly QueuedItem[];
  stop(): Promise<void>;
}

/** A processor of invented files, on the lane `default`: it does with events and work what the real one does, in the same order. */
export function startToyProcessor(broker: Broker, options: ToyOptions = {}): ToyProcessor {
  const stopped = new AbortController();
  const items: QueuedItem[] = [];
  const { edges = [0, 10, 20], fails = () => false, gate = () => Promise.resolve() } = options;

  async function handle(delivery: Delivery): Promise<Verdict> {
    const item = decodeWorkItem(delivery.body);
    const { analysis, lane } = delivery;
    const append = (event: LogEvent) =>
      broker.log.append({
        analysis,
        body: encodeLogEvent(event),
        dedupKey: logDedupKey(event, delivery.run),
        origin: { lane: delivery.lane },
      });
    items.push(item);
    await gate(item, delivery);
    if (delivery.signal.aborted) return { kind: "again", delayMs: 0 };
    if (fails(item)) {
      await append(failureEvent(item, undefined, failureOf()));
      return { kind: "dead", reason: "toy" };
    }
    const plan = { ...planned(item.sample.name, item.file.index, edges), analysis };
    if (item.kind === "file") {
      for (let index = 1; index < edges.length - 1; index++) {
        const next = {
          ...item,
          kind: "partition",
          identity: plan.identity,
          partition: partitionOf(edges, index),
        } as const;
        await broker.work.publish({
          lane,
          analysis,
          run: next.run,
          body: encodeWorkItem(next),
          dedupKey: workDedupKey(next),
        });
      }
      await append(plan);
    }
    await append({ ...done(plan, item.kind === "file" ? 0 : item.partition.index), analysis });
    return { kind: "done" };
  }

  const consuming = broker.work.consume(handle, {
    lanes: ["default"],
    concurrency: 2,
    maxDeliveries: 5,
    signal: stopped.signal,
  });
  return {
    items,
    async stop() {
      stopped.abort();
      await consuming;
    },
  };
}
