import { randomUUID } from "node:crypto";
import type { Broker, ConsumeOptions, Delivery, Origin, Stored, Verdict } from "../port.ts";

/** One broker as a clause of the contract sees it. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  /** Another connection to the same broker, as from another process. */
  readonly connectAnother: () => Promise<Broker>;
  /** Releases what disposing the connections leaves behind (streams, queues, a server). */
  readonly close?: () => Promise<void>;
}

/** Opens a broker whose silent deliveries are lost after `ackWaitMs`; without it, after a minute or longer. */
export type CreateBroker = (settings: { readonly ackWaitMs?: number }) => Promise<BrokerUnderTest>;

export interface Running {
  /** Aborts the consumer and waits for its end. */
  readonly stop: () => Promise<void>;
  readonly abort: () => void;
  readonly finished: Promise<void>;
}

export type Handler = (delivery: Delivery) => Promise<Verdict>;

export const done: Verdict = { kind: "done" };
export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
export const decode = (body: Uint8Array): string => new TextDecoder().decode(body);

/** Longer than any honest broker needs, short enough that a hang fails within a test's time. */
const PATIENCE_MS = 45_000;

/** Resolves when `holds()` is true; rejects, naming what was awaited, if that takes too long. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms in vain until ${what}`);
    await pause(5);
  }
}

/** Time in which something that must not happen could happen. A good broker passes at any speed. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** A promise that the test settles. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Everything that one clause works with: names nobody else uses, and consumers that end with the clause. */
export class Stage {
  readonly broker: Broker;
  readonly lane = unique("lane");
  readonly otherLane = unique("lane");
  readonly analysis = unique("analysis");
  readonly otherAnalysis = unique("analysis");
  readonly run = 3;
  readonly #subject: BrokerUnderTest;
  readonly #connections: Broker[] = [];
  readonly #stops: AbortController[] = [];

  constructor(subject: BrokerUnderTest) {
    this.#subject = subject;
    this.broker = subject.broker;
  }

  async connectAnother(): Promise<Broker> {
    const broker = await this.#subject.connectAnother();
    this.#connections.push(broker);
    return broker;
  }

  /** Publishes a text, which is its own dedup key, to this clause's lane, analysis and run unless told otherwise. */
  publish(text: string, options: PublishOptions = {}): Promise<Stored> {
    const { broker = this.broker, lane = this.lane, analysis = this.analysis } = options;
    const { run = this.run, dedupKey = text, turn } = options;
    const work = { lane, analysis, run, body: encode(text), dedupKey };
    return broker.work.publish(turn === undefined ? work : { ...work, turn });
  }

  append(
    text: string,
    { broker = this.broker, analysis = this.analysis, dedupKey = text, origin }: PublishOptions = {},
  ) {
    return broker.log.append({ analysis, body: encode(text), dedupKey, origin });
  }

  consume(handle: Handler, options: Partial<Omit<ConsumeOptions, "signal">> & { broker?: Broker } = {}): Running {
    const { broker = this.broker, ...rest } = options;
    const controller = this.controller();
    const finished = broker.work.consume(handle, {
      lanes: [this.lane],
      concurrency: 1,
      maxDeliveries: 10,
      ...rest,
      signal: controller.signal,
    });
    // The clause may await this later or never; a rejection must not count as unhandled meanwhile.
    finished.catch(() => undefined);
    const abort = () => {
      controller.abort();
    };
    return {
      abort,
      finished,
      stop: () => {
        abort();
        return finished;
      },
    };
  }

  /** Aborted with the clause at the latest. */
  controller(): AbortController {
    const controller = new AbortController();
    this.#stops.push(controller);
    return controller;
  }

  /** Texts of a log, until there are `count` of them. */
  async follow(
    count: number,
    { broker = this.broker, analysis = this.analysis, from }: ReadOptions,
  ): Promise<string[]> {
    const texts: string[] = [];
    const controller = this.controller();
    const options = from === undefined ? { signal: controller.signal } : { from, signal: controller.signal };
    for await (const record of broker.log.follow(analysis, options)) {
      texts.push(decode(record.body));
      if (texts.length === count) controller.abort();
    }
    return texts;
  }

  /** Texts of a log up to its present end. */
  async read(analysis = this.analysis): Promise<string[]> {
    const texts: string[] = [];
    for await (const record of this.broker.log.read(analysis)) texts.push(decode(record.body));
    return texts;
  }

  /** Texts of this clause's dead letters. */
  async dead() {
    const letters = await this.broker.deadLetters.list();
    return letters.filter(({ analysis }) => analysis === this.analysis || analysis === this.otherAnalysis);
  }

  async isIdle(lane = this.lane): Promise<boolean> {
    const { waiting, inFlight } = await this.broker.work.state(lane);
    return waiting === 0 && inFlight === 0;
  }

  async close(): Promise<void> {
    for (const controller of this.#stops) controller.abort();
    for (const connection of this.#connections) await connection[Symbol.asyncDispose]();
    await this.broker[Symbol.asyncDispose]();
    await this.#subject.close?.();
  }
}

interface PublishOptions {
  readonly broker?: Broker;
  readonly lane?: string;
  readonly analysis?: string;
  readonly run?: number;
  readonly dedupKey?: string;
  readonly turn?: number;
  readonly origin?: Origin;
}

interface ReadOptions {
  readonly broker?: Broker;
  readonly analysis?: string;
  readonly from?: number;
}

function unique(prefix: string): string {
  return `${prefix}-${randomUUID().slice(0, 13)}`;
}
