import { setImmediate as nextTurn } from "node:timers/promises";
import { BrokerUnavailableError } from "../../src/messaging/errors.ts";
import type { Broker, LogRecord, Stored } from "../../src/messaging/port.ts";
import type { Opening } from "./invented-files.ts";
import type { Messages } from "./messages.ts";
import { inSeries } from "./random-parts.ts";

/** Something that the real code asks of the world, and waits for. */
export type Call =
  | { readonly kind: "publish"; readonly item: number }
  | { readonly kind: "append"; readonly record: number }
  | { readonly kind: "read-log" }
  | { readonly kind: "cancel-work"; readonly run: number }
  | { readonly kind: "open" };

/**
 * What the world answers. `lost`: the connection broke, so that the caller does not know whether it happened. `duplicate`: the broker says
 * that it knows the key.
 */
export type Answer = "ok" | "lost" | "duplicate" | Opening | readonly number[];

/** What one run is told next: the answer to a call, or that its result is not wanted any more. */
export type Input = { readonly call: number; readonly answer: Answer } | { readonly abort: Error };

interface Waiting {
  readonly call: Call;
  readonly resolve: (answer: Answer) => void;
}

/** How keys against duplicates are made; the real ones but for experiments. */
export type KeyChange = (key: string) => string;

/**
 * One run of real code against a world in which nothing happens by itself: each call to the broker, and each opening of a file, waits
 * until the explorer answers it. Between two answers the code runs until it can do no more.
 */
export class StagedRun<Result> {
  /** Calls that wait, by the order in which they were made. */
  readonly waiting = new Map<number, Waiting>();
  /** Present once the code has ended or has given its verdict. */
  result: Result | undefined;
  readonly broker: Broker;
  readonly #abort = new AbortController();
  readonly #messages: Messages;
  readonly #series: number;
  #calls = 0;

  /** @param series of what is random in it */
  constructor(messages: Messages, analysis: string, changeKey: KeyChange, series = 0) {
    this.#messages = messages;
    this.#series = series;
    this.broker = this.#createBroker(analysis, changeKey);
  }

  /** Aborts when the run is told that its result is not wanted. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  readonly askToOpen = (): Promise<Opening> => this.#ask({ kind: "open" }) as Promise<Opening>;

  /** Starts the code, and waits for its first call or its end. @param run must not reject */
  async start(run: () => Promise<Result>): Promise<void> {
    void inSeries(this.#series, run).then((result) => (this.result = result));
    await this.#settled();
  }

  /** The hash that makes an analysis' id is computed outside of this thread, so that one turn may not be enough. */
  async #settled(): Promise<void> {
    do await nextTurn();
    while (this.waiting.size === 0 && this.result === undefined);
  }

  async tell(input: Input): Promise<void> {
    if ("abort" in input) this.#abort.abort(input.abort);
    else {
      const { resolve } = this.waiting.get(input.call)!;
      this.waiting.delete(input.call);
      resolve(input.answer);
    }
    await this.#settled();
  }

  #ask(call: Call): Promise<Answer> {
    return new Promise((resolve) => this.waiting.set(this.#calls++, { call, resolve }));
  }

  async #store(call: Call, name: string): Promise<Stored> {
    const answer = await this.#ask(call);
    if (answer === "lost") throw new BrokerUnavailableError(name);
    return answer === "duplicate" ? "duplicate" : "stored";
  }

  #createBroker(analysis: string, changeKey: KeyChange): Broker {
    const messages = this.#messages;
    const readLog = async function* (this: StagedRun<Result>): AsyncGenerator<LogRecord, void, undefined> {
      const ids = (await this.#ask({ kind: "read-log" })) as readonly number[];
      for (const [sequence, id] of ids.entries()) {
        const { body, origin } = messages.records[id]!;
        yield { sequence, analysis, origin, body };
      }
    };
    const notPartOfIt = (): never => {
      throw new TypeError("No part of the model calls this");
    };
    return {
      capabilities: {
        dedupWindowMs: 120_000,
        ackWaitMs: Infinity,
        maxBodyBytes: 2 ** 20,
        cancelsAtOnce: true,
        tellsOrigin: true,
        trimsLog: true,
      },
      remarks: [],
      work: {
        publish: (work) =>
          this.#store({ kind: "publish", item: messages.itemOf(work, changeKey(work.dedupKey)) }, "publishWork"),
        cancel: async (_, run) => {
          await this.#store({ kind: "cancel-work", run }, "cancelWork");
          return 0;
        },
        consume: notPartOfIt,
        state: notPartOfIt,
      },
      log: {
        append: (record) =>
          this.#store({ kind: "append", record: messages.recordOf(record, changeKey(record.dedupKey)) }, "appendLog"),
        read: () => readLog.call(this),
        trim: notPartOfIt,
        follow: notPartOfIt,
      },
      deadLetters: { list: notPartOfIt, count: notPartOfIt, redrive: notPartOfIt, settle: notPartOfIt },
      recipes: {
        put: ({ name, body }) => {
          messages.recipes.set(name, body);
          return Promise.resolve();
        },
        get: ({ name }) => Promise.resolve(messages.recipes.get(name)),
        position: notPartOfIt,
        remove: notPartOfIt,
      },
      checkReachable: notPartOfIt,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }
}
