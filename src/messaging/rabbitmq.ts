import type { Channel, ChannelModel } from "amqplib";
import { checkBody, checkConsumeOptions, checkName, checkRun } from "./checks.ts";
import { BrokerClosedError } from "./errors.ts";
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
import { parseBrokerUrl, type RabbitMqSettings } from "./rabbitmq/broker-url.ts";
import { CancellationCount } from "./rabbitmq/cancellation-count.ts";
import { Census, type Share } from "./rabbitmq/census.ts";
import { ControlLog } from "./rabbitmq/control-log.ts";
import { DeadLetters } from "./rabbitmq/dead-letters.ts";
import { stateOf } from "./rabbitmq/lane-depth.ts";
import { KeptLog } from "./rabbitmq/kept-log.ts";
import { Lock } from "./rabbitmq/lock.ts";
import { laneQueue, NAMES } from "./rabbitmq/names.ts";
import { Publisher } from "./rabbitmq/publisher.ts";
import { ServerLink } from "./rabbitmq/server-link.ts";
import { ensureShared, Lanes } from "./rabbitmq/topology.ts";
import { WorkConsumer } from "./rabbitmq/work-consumer.ts";
import { WorkSender } from "./rabbitmq/work-sender.ts";

/** A processor gives a sign of life every 10 s then, and what a silent one held is back after half a minute. */
const DEFAULT_ACK_WAIT_MS = 30_000;
/** About the same as with NATS, so that what works here works there; it also bounds what readers hold ahead. */
const MAX_BODY_BYTES = 2 ** 20;

/**
 * Opens a connection to RabbitMQ and makes the streams and queues if they are not there.
 * @param url `amqp://` or `amqps://`, see `parseBrokerUrl`.
 * @param overrides before what the URL says; `newQueueWaitMs` shortens the wait after a queue is made (topology.ts), for tests
 * that kill no server.
 * @throws {InvalidBrokerUrlError | BrokerSetupError} (as a rejection).
 */
export async function openRabbitMqBroker(
  url: string,
  overrides: Partial<RabbitMqSettings> & { readonly newQueueWaitMs?: number } = {},
): Promise<Broker> {
  const { connection, settings } = parseBrokerUrl(url);
  const { ackWaitMs, heartbeatS } = {
    ackWaitMs: DEFAULT_ACK_WAIT_MS,
    heartbeatS: undefined,
    ...settings,
    ...overrides,
  };
  // A frozen process is given up after two to three heartbeats, which should not be much longer than the ack wait.
  const options = { connection, heartbeatS: heartbeatS ?? Math.min(10, Math.max(1, Math.round(ackWaitMs / 3000))) };
  const { newQueueWaitMs } = overrides;
  const prepare = (model: ChannelModel) => ensureShared(model, newQueueWaitMs);
  const publishing = await ServerLink.open({ ...options, purpose: "publishes", prepare });
  try {
    const consuming = await ServerLink.open({ ...options, purpose: "consumes", prepare });
    return new RabbitMqBroker(publishing, consuming, ackWaitMs, new Lanes(publishing, newQueueWaitMs));
  } catch (error) {
    await publishing.close();
    throw error;
  }
}

/** Two connections, since a server that is short of disk or memory, or too busy, holds up those that publish. */
class RabbitMqBroker implements Broker {
  readonly capabilities: Capabilities;
  readonly #publishing: ServerLink;
  readonly #consuming: ServerLink;
  readonly #publisher: Publisher;
  readonly #lanes: Lanes;
  readonly #control: ControlLog;
  readonly #sender: WorkSender;
  readonly #dead: DeadLetters;
  readonly #census: Census;
  readonly #log: KeptLog;
  readonly #consumers = new Set<WorkConsumer>();

  constructor(publishing: ServerLink, consuming: ServerLink, ackWaitMs: number, lanes: Lanes) {
    this.#publishing = publishing;
    this.#consuming = consuming;
    this.#publisher = new Publisher(publishing);
    this.#lanes = lanes;
    const count = new CancellationCount(publishing, this.#publisher);
    this.#control = new ControlLog(consuming, this.#publisher, count, () => {
      for (const consumer of this.#consumers) consumer.dropCancelled();
    });
    this.#log = new KeptLog(consuming, this.#publisher);
    this.#sender = new WorkSender(this.#publisher, this.#lanes, this.#control, count);
    this.#dead = new DeadLetters(consuming, this.#publisher, this.#sender, new Lock(consuming, NAMES.deadLock));
    this.#census = new Census(consuming, publishing, this.#publisher, (lane) => this.#share(lane));
    this.capabilities = Object.freeze({
      dedupWindowMs: 0,
      ackWaitMs,
      maxBodyBytes: MAX_BODY_BYTES,
      cancelsAtOnce: false,
    });
    consuming.onClose(() => {
      for (const consumer of [...this.#consumers]) consumer.close();
    });
  }

  async publishWork({ lane, analysis, run, body }: OutgoingWork): Promise<Stored> {
    this.#checkOpen("publishWork");
    checkName("lane", lane);
    checkName("analysis", analysis);
    checkRun(run);
    checkBody(body, this.capabilities.maxBodyBytes, "work item");
    await this.#sender.publish("publishWork", { lane, analysis, run }, body.slice());
    return "stored";
  }

  async consumeWork(handle: (delivery: Delivery) => Promise<Verdict>, options: ConsumeOptions): Promise<void> {
    this.#checkOpen("consumeWork");
    checkConsumeOptions(options);
    if (options.signal.aborted) return;
    const names = [...new Set(options.lanes)];
    const ensureLanes = () => Promise.all(names.map((lane) => this.#lanes.ensure("consumeWork", lane)));
    await Promise.all([ensureLanes(), this.#control.current(), this.#census.join()]);
    // Again for each channel: a connection that was lost may have missed cancellations.
    const prepare = async () => {
      await Promise.all([ensureLanes(), this.#control.current()]);
    };
    const desk = {
      control: this.#control,
      dead: this.#dead,
      sender: this.#sender,
      ackWaitMs: this.capabilities.ackWaitMs,
      handle,
      options,
    };
    const lanes = new Map(names.map((lane) => [laneQueue(lane), lane]));
    const { concurrency } = options;
    const consumer = new WorkConsumer(desk, { link: this.#consuming, prepare, lanes, concurrency });
    this.#consumers.add(consumer);
    try {
      if (this.#consuming.isClosed()) consumer.close();
      await consumer.run();
    } finally {
      this.#consumers.delete(consumer);
    }
  }

  async appendLog({ analysis, body }: OutgoingRecord): Promise<Stored> {
    this.#checkOpen("appendLog");
    checkName("analysis", analysis);
    checkBody(body, this.capabilities.maxBodyBytes, "log record");
    await this.#log.append(analysis, body.slice());
    return "stored";
  }

  followLog(analysis: string | undefined, { from = 0, signal }: FollowOptions): AsyncIterable<LogRecord> {
    if (analysis !== undefined) checkName("analysis", analysis);
    return this.#log.records(analysis, { from, signal });
  }

  readLog(analysis: string | undefined): AsyncIterable<LogRecord> {
    if (analysis !== undefined) checkName("analysis", analysis);
    return this.#log.recordsUpToNow(analysis);
  }

  async laneDepth(lane: string): Promise<LaneDepth> {
    const { waiting, inFlight } = await this.#stateOf("laneDepth", lane);
    return { waiting, inFlight };
  }

  laneState(lane: string): Promise<LaneState> {
    return this.#stateOf("laneState", lane);
  }

  /** Always 0: the server cannot pick out the items of one run, so that they are dropped when their turn comes. */
  async cancelWork(analysis: string, run: number): Promise<number> {
    this.#checkOpen("cancelWork");
    checkName("analysis", analysis);
    checkRun(run);
    await this.#control.current();
    await this.#control.cancel(analysis, run);
    return 0;
  }

  async listDead({ limit = Infinity, ...filter }: DeadFilter & { readonly limit?: number } = {}): Promise<
    DeadLetter[]
  > {
    this.#checkOpen("listDead");
    return this.#dead.list(filter, limit);
  }

  async countDead(): Promise<number> {
    this.#checkOpen("countDead");
    return this.#dead.count();
  }

  async redriveDead(id: string): Promise<void> {
    this.#checkOpen("redriveDead");
    return this.#dead.redrive(id);
  }

  async settleDead(
    decide: (letter: DeadLetter) => DeadFate | Promise<DeadFate>,
    options: DeadFilter & { readonly signal?: AbortSignal } = {},
  ): Promise<SettledDead> {
    this.#checkOpen("settleDead");
    return this.#dead.settle("settleDead", decide, options);
  }

  async checkReachable(): Promise<void> {
    const question = (channel: Channel) => channel.checkQueue(NAMES.members);
    await Promise.all([this.#publishing.checkReachable(question), this.#consuming.checkReachable(question)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#consuming.close(), this.#publishing.close()]);
  }

  #checkOpen(call: string): void {
    if (this.#consuming.isClosed()) throw new BrokerClosedError(call);
  }

  async #stateOf(call: string, lane: string): Promise<LaneState> {
    this.#checkOpen(call);
    checkName("lane", lane);
    await this.#control.current();
    return stateOf(this.#publishing, this.#census, lane, this.#control.delaysOf(lane));
  }

  #share(lane: string): Share {
    const shares = [...this.#consumers].map((consumer) => consumer.share(lane));
    const sum = (field: keyof Share) => shares.reduce((total, share) => total + share[field], 0);
    return { inHand: sum("inHand"), consumers: sum("consumers") };
  }
}
