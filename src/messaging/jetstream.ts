import { checkBody, checkConsumeOptions, checkName, checkRun } from "./checks.ts";
import { BrokerClosedError } from "./errors.ts";
import { type JetStreamSettings, parseBrokerUrl } from "./jetstream/broker-url.ts";
import { DeadLetters } from "./jetstream/dead-letters.ts";
import { HEADER_ROOM, toMessageId } from "./jetstream/header-text.ts";
import { LaneConsumers } from "./jetstream/lane-consumers.ts";
import { analysisOf, cancelSubject, resultsSubject, STREAMS, workOfRun, workSubject } from "./jetstream/names.ts";
import { violationIn } from "./jetstream/permissions.ts";
import { ServerLink } from "./jetstream/server-link.ts";
import { type ReadOptions, readStream } from "./jetstream/stream-reader.ts";
import { DEDUP_WINDOW_MS, ensureStreams } from "./jetstream/streams.ts";
import { WorkConsumer } from "./jetstream/work-consumer.ts";
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

/** A processor gives a sign of life every 10 s then, and what a killed one held is back after half a minute. */
const DEFAULT_ACK_WAIT_MS = 30_000;

/**
 * Opens a connection to NATS JetStream and makes the streams if they are not there.
 * @param url `nats://` or `tls://`, see `parseBrokerUrl`.
 * @throws {InvalidBrokerUrlError | BrokerSetupError | BrokerPermissionError} (as a rejection).
 */
export async function openJetStreamBroker(url: string, overrides: Partial<JetStreamSettings> = {}): Promise<Broker> {
  const { connection, settings } = parseBrokerUrl(url);
  const { replicas, ackWaitMs } = { replicas: 1, ackWaitMs: DEFAULT_ACK_WAIT_MS, ...settings, ...overrides };
  const link = await ServerLink.open(connection);
  let remarks: readonly string[];
  try {
    remarks = await ensureStreams(link, replicas);
  } catch (error) {
    await link.close();
    throw error;
  }
  return new JetStreamBroker(link, ackWaitMs, remarks);
}

class JetStreamBroker implements Broker {
  readonly capabilities: Capabilities;
  readonly remarks: readonly string[];
  readonly #link: ServerLink;
  readonly #lanes: LaneConsumers;
  readonly #dead: DeadLetters;
  readonly #consumers = new Set<WorkConsumer>();
  #hearsCancellations = false;

  constructor(link: ServerLink, ackWaitMs: number, remarks: readonly string[]) {
    const maxPayload = link.nc.info?.max_payload ?? 2 ** 20;
    this.#link = link;
    this.remarks = remarks;
    this.#lanes = new LaneConsumers(link, ackWaitMs);
    this.#dead = new DeadLetters(link);
    this.capabilities = Object.freeze({
      dedupWindowMs: DEDUP_WINDOW_MS,
      ackWaitMs,
      maxBodyBytes: maxPayload - HEADER_ROOM,
      cancelsAtOnce: true,
    });
    link.onClose(() => {
      for (const consumer of [...this.#consumers]) consumer.close();
    });
  }

  publishWork({ lane, analysis, run, body, dedupKey }: OutgoingWork): Promise<Stored> {
    const copy = body.slice();
    return this.#link.ask("publishWork", () => {
      checkName("lane", lane);
      checkName("analysis", analysis);
      checkRun(run);
      checkBody(copy, this.capabilities.maxBodyBytes, "work item");
      return this.#publish(workSubject({ lane, analysis, run }), copy, toMessageId("work", analysis, dedupKey));
    });
  }

  async consumeWork(handle: (delivery: Delivery) => Promise<Verdict>, options: ConsumeOptions): Promise<void> {
    if (this.#link.isClosed()) throw new BrokerClosedError("consumeWork");
    checkConsumeOptions(options);
    if (options.signal.aborted) return;
    await Promise.all(options.lanes.map((lane) => this.#lanes.ensure(lane)));
    const { ackWaitMs } = this.capabilities;
    const consumer = new WorkConsumer({ link: this.#link, dead: this.#dead, ackWaitMs, handle, options }, this.#lanes);
    this.#consumers.add(consumer);
    this.#hearCancellations();
    try {
      await consumer.run();
    } finally {
      this.#consumers.delete(consumer);
    }
  }

  appendLog({ analysis, body, dedupKey }: OutgoingRecord): Promise<Stored> {
    const copy = body.slice();
    return this.#link.ask("appendLog", () => {
      checkName("analysis", analysis);
      checkBody(copy, this.capabilities.maxBodyBytes, "log record");
      return this.#publish(resultsSubject(analysis), copy, toMessageId("log", analysis, dedupKey));
    });
  }

  followLog(analysis: string | undefined, { from = 0, signal }: FollowOptions): AsyncIterable<LogRecord> {
    return this.#records({ ...logOf(analysis), from, signal });
  }

  readLog(analysis: string | undefined): AsyncIterable<LogRecord> {
    return this.#recordsUpToNow(logOf(analysis));
  }

  laneDepth(lane: string): Promise<LaneDepth> {
    return this.#link.ask("laneDepth", () => {
      checkName("lane", lane);
      return this.#lanes.depth(lane);
    });
  }

  laneState(lane: string): Promise<LaneState> {
    return this.#link.ask("laneState", () => {
      checkName("lane", lane);
      return this.#lanes.state("laneState", lane);
    });
  }

  /** Items that are in somebody's hands are part of the number that comes back: the server counts what it removes. */
  cancelWork(analysis: string, run: number): Promise<number> {
    return this.#link.ask("cancelWork", async () => {
      checkName("analysis", analysis);
      checkRun(run);
      const { jsm } = this.#link;
      const upTo = (await jsm.streams.info(STREAMS.work)).state.last_seq;
      const { purged } = await jsm.streams.purge(STREAMS.work, { filter: workOfRun(analysis, run), seq: upTo + 1 });
      // After the purge, so that nothing can be delivered that does not hear of it.
      await this.#link.sendAndFlush(cancelSubject(analysis), `${run} ${upTo}`);
      return purged;
    });
  }

  async listDead({ limit = Infinity, ...filter }: DeadFilter & { readonly limit?: number } = {}): Promise<
    DeadLetter[]
  > {
    return this.#dead.list(filter, limit);
  }

  async countDead(): Promise<number> {
    return this.#dead.count();
  }

  async redriveDead(id: string): Promise<void> {
    return this.#dead.redrive(id);
  }

  async settleDead(
    decide: (letter: DeadLetter) => DeadFate | Promise<DeadFate>,
    options: DeadFilter & { readonly signal?: AbortSignal } = {},
  ): Promise<SettledDead> {
    return this.#dead.settle(decide, options);
  }

  async checkReachable(): Promise<void> {
    await this.#link.checkReachable();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#link.close();
  }

  /** Only where work is consumed: others may not listen, and need not. */
  #hearCancellations(): void {
    if (this.#hearsCancellations) return;
    this.#hearsCancellations = true;
    const { nc, permissions } = this.#link;
    nc.subscribe(cancelSubject("*"), {
      callback: (error, message) => {
        const violation = violationIn(error);
        for (const consumer of this.#consumers)
          if (violation !== undefined) consumer.refuse(permissions.toError("listening for cancellations", violation));
          else if (error === null) consumer.cancel(analysisOf(message.subject), ...runAndLastOf(message.data));
        if (error !== null) this.#hearsCancellations = false;
      },
    });
  }

  /** Resolves when the stream has stored the body, which nobody else may change: the client sends it later, or twice. */
  async #publish(subject: string, body: Uint8Array, msgID: string): Promise<Stored> {
    const { duplicate } = await this.#link.publish(subject, body, { msgID });
    return duplicate ? "duplicate" : "stored";
  }

  async *#records(options: ReadOptions): AsyncGenerator<LogRecord, void, undefined> {
    for await (const { sequence, subject, body } of readStream(this.#link, options))
      yield { sequence, analysis: analysisOf(subject), body };
  }

  async *#recordsUpToNow(log: Pick<ReadOptions, "stream" | "subject">): AsyncGenerator<LogRecord, void, undefined> {
    const { jsm } = this.#link;
    const until = await this.#link.ask("readLog", async () => {
      if (log.subject === undefined) return (await jsm.streams.info(log.stream)).state.last_seq;
      return (await jsm.streams.getMessage(log.stream, { last_by_subj: log.subject }))?.seq ?? 0;
    });
    if (until > 0) yield* this.#records({ ...log, from: 0, until });
  }
}

function logOf(analysis: string | undefined): Pick<ReadOptions, "stream" | "subject"> {
  if (analysis === undefined) return { stream: STREAMS.results };
  checkName("analysis", analysis);
  return { stream: STREAMS.results, subject: resultsSubject(analysis) };
}

/** What a word on a cancellation says: the run, and up to which message of the stream its work is not wanted. */
function runAndLastOf(data: Uint8Array): readonly [run: number, upTo: number] {
  const [run = NaN, upTo = NaN] = new TextDecoder().decode(data).split(" ").map(Number);
  return [run, upTo];
}
