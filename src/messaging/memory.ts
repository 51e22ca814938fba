import { checkBody, checkConsumeOptions, checkName, checkRun } from "./checks.ts";
import { BrokerClosedError } from "./errors.ts";
import type { MemoryConsumer } from "./memory/consumer.ts";
import { DeadLetters } from "./memory/dead-letters.ts";
import { DedupWindow } from "./memory/dedup-window.ts";
import { MemoryLog } from "./memory/log.ts";
import { WorkQueues } from "./memory/work-queues.ts";
import type {
  Broker,
  Capabilities,
  ConsumeOptions,
  DeadFate,
  DeadFilter,
  DeadLetter,
  Delivery,
  FollowOptions,
  LaneDepth,
  LaneState,
  LogRecord,
  OutgoingRecord,
  OutgoingWork,
  SettledDead,
  Stored,
  Verdict,
} from "./port.ts";

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
  const dead = new DeadLetters();
  return new MemoryConnection({
    capabilities: Object.freeze({ dedupWindowMs, ackWaitMs, maxBodyBytes, cancelsAtOnce: true }),
    work: new WorkQueues(dead, ackWaitMs, now),
    log: new MemoryLog(),
    dead,
    workKeys: new DedupWindow(dedupWindowMs, maxDedupKeys, now),
    logKeys: new DedupWindow(dedupWindowMs, maxDedupKeys, now),
  });
}

class MemoryConnection implements MemoryBroker {
  readonly #hub: Hub;
  readonly #consumers = new Set<MemoryConsumer>();
  #closed = false;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  get capabilities(): Capabilities {
    return this.#hub.capabilities;
  }

  connectAnother(): MemoryBroker {
    return new MemoryConnection(this.#hub);
  }

  publishWork({ lane, analysis, run, body, dedupKey }: OutgoingWork): Promise<Stored> {
    return this.#whileOpen("publishWork", () => {
      checkName("lane", lane);
      checkName("analysis", analysis);
      checkRun(run);
      checkBody(body, this.capabilities.maxBodyBytes, "work item");
      if (this.#hub.workKeys.isDuplicate(`${analysis}/${dedupKey}`)) return "duplicate";
      this.#hub.work.publish({ lane, analysis, run }, body.slice());
      return "stored";
    });
  }

  consumeWork(handle: (delivery: Delivery) => Promise<Verdict>, options: ConsumeOptions): Promise<void> {
    return this.#whileOpen("consumeWork", () => {
      checkConsumeOptions(options);
      const consumer = this.#hub.work.consume(handle, options);
      this.#consumers.add(consumer);
      return consumer.finished.finally(() => this.#consumers.delete(consumer));
    });
  }

  appendLog({ analysis, body, dedupKey }: OutgoingRecord): Promise<Stored> {
    return this.#whileOpen("appendLog", () => {
      checkName("analysis", analysis);
      checkBody(body, this.capabilities.maxBodyBytes, "log record");
      if (this.#hub.logKeys.isDuplicate(`${analysis}/${dedupKey}`)) return "duplicate";
      this.#hub.log.append(analysis, body.slice());
      return "stored";
    });
  }

  followLog(analysis: string | undefined, { from = 0, signal }: FollowOptions): AsyncIterable<LogRecord> {
    if (analysis !== undefined) checkName("analysis", analysis);
    return this.#hub.log.follow(analysis, from, signal, () => this.#closed);
  }

  readLog(analysis: string | undefined): AsyncIterable<LogRecord> {
    if (analysis !== undefined) checkName("analysis", analysis);
    return this.#hub.log.read(analysis, () => this.#closed);
  }

  laneDepth(lane: string): Promise<LaneDepth> {
    return this.#whileOpen("laneDepth", () => {
      checkName("lane", lane);
      return this.#hub.work.depth(lane);
    });
  }

  laneState(lane: string): Promise<LaneState> {
    return this.#whileOpen("laneState", () => {
      checkName("lane", lane);
      return this.#hub.work.state(lane);
    });
  }

  cancelWork(analysis: string, run: number): Promise<number> {
    return this.#whileOpen("cancelWork", () => {
      checkName("analysis", analysis);
      checkRun(run);
      return this.#hub.work.cancel(analysis, run);
    });
  }

  listDead({ limit = Infinity, ...filter }: DeadFilter & { readonly limit?: number } = {}): Promise<DeadLetter[]> {
    return this.#whileOpen("listDead", () => this.#hub.dead.list(filter, limit));
  }

  countDead(): Promise<number> {
    return this.#whileOpen("countDead", () => this.#hub.dead.count);
  }

  redriveDead(id: string): Promise<void> {
    return this.#whileOpen("redriveDead", () => {
      const letter = this.#hub.dead.take(id);
      this.#hub.work.publish(letter, letter.body);
    });
  }

  settleDead(
    decide: (letter: DeadLetter) => DeadFate | Promise<DeadFate>,
    options: DeadFilter & { readonly signal?: AbortSignal } = {},
  ): Promise<SettledDead> {
    return this.#whileOpen("settleDead", () =>
      this.#hub.dead.settle(decide, options, (letter) => {
        this.#hub.work.publish(letter, letter.body);
      }),
    );
  }

  /** What is in this process is there. */
  checkReachable(): Promise<void> {
    return this.#whileOpen("checkReachable", () => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const consumer of [...this.#consumers]) consumer.close();
    this.#hub.log.wakeFollowers();
    return Promise.resolve();
  }

  /** Runs a call at once; whatever it throws, also that the connection is closed, becomes a rejection. */
  #whileOpen<T>(call: string, run: () => T | Promise<T>): Promise<T> {
    return new Promise((resolve) => {
      if (this.#closed) throw new BrokerClosedError(call);
      resolve(run());
    });
  }
}
