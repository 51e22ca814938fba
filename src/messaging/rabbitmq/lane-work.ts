import type { ConsumeOptions, HandleDelivery, LaneState, OutgoingWork, Stored, WorkQueue } from "../port.ts";
import { WorkConsumer } from "../work-consumer.ts";
import type { CancellationCount } from "./cancellation-count.ts";
import { MemberPoll, type Share } from "./member-poll.ts";
import { NOT_FOUND, refusalCodeOf } from "./channel-errors.ts";
import { type ChannelSource, PushSource } from "./channel-source.ts";
import { ControlLog } from "./control-log.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Lock } from "./lock.ts";
import { laneQueue, NAMES, waitQueue } from "./names.ts";
import type { RabbitMqItem } from "./rabbitmq-item.ts";
import { PullSource } from "./pull-source.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import type { Lanes } from "./topology.ts";
import { WorkSender } from "./work-sender.ts";

export interface LaneWorkDeps {
  readonly publishing: RabbitMqLink;
  readonly consuming: RabbitMqLink;
  readonly publisher: Publisher;
  readonly lanes: Lanes;
  readonly count: CancellationCount;
  readonly ackWaitMs: number;
}

/** The work of each lane in a queue of its own. */
export class LaneWork implements WorkQueue {
  readonly deadLetters: DeadLetters;
  readonly #deps: LaneWorkDeps;
  readonly #control: ControlLog;
  readonly #sender: WorkSender;
  readonly #members: MemberPoll;
  readonly #running = new Set<Running>();

  constructor(deps: LaneWorkDeps) {
    const { publishing, consuming, publisher, lanes, count } = deps;
    this.#deps = deps;
    this.#control = new ControlLog(consuming, publisher, count, () => {
      for (const { consumer } of this.#running) consumer.cancel((item) => item.isCancelled());
    });
    this.#sender = new WorkSender(publisher, lanes, this.#control, count);
    this.deadLetters = new DeadLetters(consuming, publisher, this.#sender, new Lock(consuming, NAMES.deadLock));
    this.#members = new MemberPoll(consuming, publishing, publisher, (lane) => this.#share(lane));
    consuming.onClose(() => {
      for (const { consumer } of [...this.#running]) consumer.end();
    });
  }

  async publish({ lane, analysis, run, body }: OutgoingWork): Promise<Stored> {
    await this.#sender.publish("publishWork", { lane, analysis, run }, body);
    return "stored";
  }

  async consume(handle: HandleDelivery, options: ConsumeOptions): Promise<void> {
    const { consuming, lanes, ackWaitMs } = this.#deps;
    const names = [...new Set(options.lanes)];
    const ensureLanes = () => Promise.all(names.map((lane) => lanes.ensure("consumeWork", lane)));
    await Promise.all([ensureLanes(), this.#control.current(), this.#members.join()]);
    // Again for each channel: a connection that was lost may have missed cancellations.
    const prepare = async () => {
      await Promise.all([ensureLanes(), this.#control.current()]);
    };
    const places = { control: this.#control, dead: this.deadLetters, sender: this.#sender };
    const byQueue = new Map(names.map((lane) => [laneQueue(lane), lane]));
    const { concurrency, signal } = options;
    const sourceOptions = { link: consuming, prepare, lanes: byQueue, concurrency, places };
    const source = byQueue.size === 1 ? new PushSource(sourceOptions) : new PullSource(sourceOptions);
    const consumer = new WorkConsumer(source, { handle, options, ackWaitMs });
    const running: Running = { consumer, source, options };
    this.#running.add(running);
    try {
      const ended = consumer.run(concurrency, signal);
      if (consuming.isClosed()) consumer.end();
      else void source.run();
      await ended;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Always 0: the server cannot pick out the items of one run, so that they are dropped when their turn comes. */
  async cancel(analysis: string, run: number): Promise<number> {
    await this.#control.current();
    await this.#control.cancel(analysis, run);
    return 0;
  }

  /**
   * Counted place by place, in the direction in which items move, so that one that moves on meanwhile is rather counted twice than
   * not at all. An empty lane is looked at twice: an item on its way from one place to the next is in none of them for a moment.
   */
  async state(lane: string): Promise<LaneState> {
    await this.#control.current();
    const queues = [...this.#control.delaysOf(lane).map((delayMs) => waitQueue(lane, delayMs)), laneQueue(lane)];
    let [waiting, inFlight, consumers] = [0, 0, 0];
    for (let looks = 0; looks < 2 && waiting + inFlight === 0; looks++) {
      for (const queue of queues) waiting += await lengthOf(this.#deps.publishing, queue);
      ({ inHand: inFlight, consumers } = await this.#members.count(lane));
    }
    // How often those that wait were delivered, nobody can see.
    return { waiting, inFlight, redelivered: undefined, consumers };
  }

  #share(lane: string): Share {
    const share = { inHand: 0, consumers: 0 };
    for (const { source, options } of this.#running) {
      share.inHand += source.countOf(lane);
      if (options.lanes.includes(lane) && !options.signal.aborted) share.consumers++;
    }
    return share;
  }
}

interface Running {
  readonly consumer: WorkConsumer<RabbitMqItem>;
  readonly source: ChannelSource;
  readonly options: ConsumeOptions;
}

/** On a channel of its own, since asking for a queue that nobody made yet costs the channel. */
async function lengthOf(link: RabbitMqLink, queue: string): Promise<number> {
  const call = "laneState";
  try {
    return (await link.askAside(call, (channel) => channel.checkQueue(queue))).messageCount;
  } catch (error) {
    if (refusalCodeOf(error) === NOT_FOUND) return 0;
    throw error;
  }
}
