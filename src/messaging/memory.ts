import { checkedBroker } from "./checked-broker.ts";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import type { MemoryConsumer } from "./memory/consumer.ts";
import { DeadLetters } from "./memory/dead-letters.ts";
import { DedupWindow } from "./memory/dedup-window.ts";
import { MemoryLog } from "./memory/log.ts";
import { MemoryRecipes } from "./memory/recipes.ts";
import { WorkQueues } from "./memory/work-queues.ts";
import type { Broker, Capabilities } from "./port.ts";

export interface MemoryBrokerOptions {
  /** Default 2 minutes, the same as JetStream's, so that what works here works there. */
  readonly dedupWindowMs?: number;
  /** Keys remembered at most, over all analyses; beyond that the oldest are forgotten early. Default 100,000. */
  readonly maxDedupKeys?: number;
  /** Default 5 minutes: handlers run in this process, so a lost one is a fault and not an everyday event. */
  readonly ackWaitMs?: number;
  /** Default 64 MiB. */
  readonly maxBodyBytes?: number;
}

export interface MemoryBroker extends Broker {
  /** A second connection to the same queues and logs, as another process would have with a real broker. */
  connectAnother(): MemoryBroker;
}

/** What all connections share: the broker itself. */
interface Hub {
  readonly capabilities: Capabilities;
  readonly work: WorkQueues;
  readonly log: MemoryLog;
  readonly dead: DeadLetters;
  readonly recipes: MemoryRecipes;
  readonly workKeys: DedupWindow;
  readonly logKeys: DedupWindow;
}

/**
 * A broker in this process, with the rules of the real ones; nothing survives the process.
 *
 * Memory: all logs are kept until the last connection is let go; bodies are copied in once and shared by all readers.
 */
export function createMemoryBroker(options: MemoryBrokerOptions = {}): MemoryBroker {
  const { dedupWindowMs = 120_000, maxDedupKeys = 100_000, ackWaitMs = 300_000, maxBodyBytes = 2 ** 26 } = options;
  const now = () => performance.now();
  const dead = new DeadLetters((letter) => {
    work.publish(letter, letter.body);
  });
  const work = new WorkQueues(dead, ackWaitMs, now);
  return connect({
    capabilities: Object.freeze({
      dedupWindowMs,
      ackWaitMs,
      maxBodyBytes,
      cancelsAtOnce: true,
      trimsLog: true,
      tellsOrigin: true,
    }),
    work,
    log: new MemoryLog(),
    dead,
    recipes: new MemoryRecipes(),
    workKeys: new DedupWindow(dedupWindowMs, maxDedupKeys, now),
    logKeys: new DedupWindow(dedupWindowMs, maxDedupKeys, now),
  });
}

function connect(hub: Hub): MemoryBroker {
  const { capabilities, work, log, dead, recipes, workKeys, logKeys } = hub;
  const consumers = new Set<MemoryConsumer>();
  let closed = false;
  const isClosed = () => closed;
  const broker: Broker = {
    capabilities,
    remarks: [],
    work: {
      publish({ lane, analysis, run, body, dedupKey, turn }) {
        if (workKeys.isDuplicate(`${analysis}/${dedupKey}`)) return Promise.resolve("duplicate");
        work.publish({ lane, analysis, run }, body, turn);
        return Promise.resolve("stored");
      },
      async consume(handle, options) {
        const consumer = work.consume(handle, options);
        consumers.add(consumer);
        await consumer.finished.finally(() => consumers.delete(consumer));
      },
      cancel: (analysis, run) => Promise.resolve(work.cancel(analysis, run)),
      state: (lane) => Promise.resolve(work.state(lane)),
    },
    log: {
      append({ analysis, body, dedupKey, origin }) {
        if (logKeys.isDuplicate(`${analysis}/${dedupKey}`)) return Promise.resolve("duplicate");
        log.append(analysis, body, origin);
        return Promise.resolve("stored");
      },
      follow: (analysis, { from = 0, signal }) => log.follow(analysis, from, signal, isClosed),
      read: (analysis, { from = 0 } = {}) => log.read(analysis, from, isClosed),
      trim: (analysis, before) => Promise.resolve(log.trim(analysis, before)),
    },
    deadLetters: deadLetterQueue(dead),
    recipes,
    // What is in this process is there.
    checkReachable: () => Promise.resolve(),
    [Symbol.asyncDispose]() {
      closed = true;
      for (const consumer of [...consumers]) consumer.close();
      log.wakeFollowers();
      return Promise.resolve();
    },
  };
  return Object.assign(checkedBroker(broker, isClosed), { connectAnother: () => connect(hub) });
}
