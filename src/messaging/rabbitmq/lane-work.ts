import { setTimeout as pause } from "node:timers/promises";
import type { ConsumeOptions, HandleDelivery, LaneState, OutgoingWork, Stored, WorkQueue } from "../port.ts";
import { WorkConsumer } from "../work-consumer.ts";
import type { CancellationCount } from "./cancellation-count.ts";
import { MemberPoll, type Share } from "./member-poll.ts";
import { NOT_FOUND, refusalCodeOf } from "./channel-errors.ts";
import { ControlLog } from "./control-log.ts";
import { DeadLetters } from "./dead-letters.ts";
import { Lock } from "./lock.ts";
import { laneQueue, NAMES, turnName, turnsOf, waitQueue } from "./names.ts";
import type { RabbitMqItem } from "./rabbitmq-item.ts";
import { PullSource } from "./pull-source.ts";
import type { Publisher } from "./publisher.ts";
import type { RabbitMqLink } from "./server-link.ts";
import type { Lanes } from "./topology.ts";
import { WorkSender } from "./work-sender.ts";

/** A channel answers one question at a time: where items are short, slots that share one wait for each other. */
const SLOTS_PER_CHANNEL = 2;
/** Each one costs the server as many consumers as its lanes have turns. So many slots share one if there are more than these channels. */
const FEW_CHANNELS = 8;
const MOST_SLOTS_PER_CHANNEL = 8;
/** Before a consumer counts as somebody else's, it is looked for so many times more. */
const FOREIGN_LOOKS = 5;
const FOREIGN_PAUSE_MS = 60;

export interface LaneWorkDeps {
  readonly publishing: RabbitMqLink;
  readonly consuming: RabbitMqLink;
  readonly publisher: Publisher;
  readonly lanes: Lanes;
  readonly count: CancellationCount;
  readonly ackWaitMs: number;
}

/** The work of each turn of a lane in a queue of its own. */
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

  async publish({ lane, analysis, run, body, turn }: OutgoingWork): Promise<Stored> {
    await this.#sender.publish("publishWork", { lane, analysis, run }, body, turn);
    return "stored";
  }

  async consume(handle: HandleDelivery, options: ConsumeOptions): Promise<void> {
    const { consuming, lanes, ackWaitMs } = this.#deps;
    const names = [...new Set(options.lanes)];
    const turns = names.flatMap(turnsOf);
    const ensureLanes = turns.map((at) => lanes.ensure("consumeWork", at));
    await Promise.all([...ensureLanes, this.#control.current(), this.#members.join()]);
    // Again for each channel: a connection that was lost may have missed cancellations.
    // A channel may be lost because a queue was deleted.
    const prepare = async () => {
      await Promise.all([...turns.map((at) => lanes.renew("consumeWork", at)), this.#control.current()]);
    };
    const places = { control: this.#control, dead: this.deadLetters, sender: this.#sender };
    const consumeOn = async (slots: number): Promise<void> => {
      const source = new PullSource({ link: consuming, prepare, lanes: names, places });
      const consumer = new WorkConsumer(source, { handle, options, ackWaitMs });
      const running: Running = { consumer, source, options };
      this.#running.add(running);
      try {
        const ended = consumer.run(slots, options.signal);
        if (consuming.isClosed()) consumer.end();
        else void source.run();
        await ended;
      } finally {
        this.#running.delete(running);
      }
    };
    const { concurrency } = options;
    const channels = channelsFor(concurrency);
    const slotsOf = (channel: number) => Math.floor((concurrency + channel) / channels);
    await Promise.all(Array.from({ length: channels }, (_, channel) => consumeOn(slotsOf(channel))));
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
    const turns = turnsOf(lane);
    const delays = turns.flatMap((at) => this.#control.delaysOf(turnName(at)).map((delayMs) => waitQueue(at, delayMs)));
    const look = (queues: readonly string[]) =>
      Promise.all(queues.map((queue) => lookAt(this.#deps.publishing, queue)));
    const queues = turns.map(laneQueue);
    let [waiting, inFlight, consumers, foreignConsumers] = [0, 0, 0, 0];
    for (let looks = 0; looks < 2 && waiting + inFlight === 0; looks++) {
      const [delayed, before] = [await look(delays), await look(queues)];
      for (const { messages } of [...delayed, ...before]) waiting += messages;
      const share = await this.#members.count(lane);
      ({ inHand: inFlight, consumers } = share);
      let beyond = share.complete ? beyondOurs(share.listening, before) : [];
      // One of ours that has just ended may still be counted by the server; another's is seen each time.
      for (let again = 0; again < FOREIGN_LOOKS && beyond.some((many) => many > 0); again++) {
        await pause(FOREIGN_PAUSE_MS);
        // Ours may have become more meanwhile.
        const { listening, complete } = await this.#members.count(lane);
        const now = complete ? beyondOurs(listening, await look(queues)) : [];
        beyond = beyond.map((many, queue) => Math.min(many, now[queue] ?? 0));
      }
      foreignConsumers = beyond.reduce((sum, many) => sum + many, 0);
    }
    // How often those that wait were delivered, nobody can see.
    const state = { waiting, inFlight, redelivered: undefined, consumers };
    return foreignConsumers === 0 ? state : { ...state, foreignConsumers };
  }

  #share(lane: string): Share {
    const running = [...this.#running];
    const asking = running.flatMap(({ options }) =>
      options.lanes.includes(lane) && !options.signal.aborted ? [options] : [],
    );
    // A consumer may be on several channels.
    return {
      listening: running.filter(({ options }) => options.lanes.includes(lane)).length,
      inHand: running.reduce((sum, { source }) => sum + source.countOf(lane), 0),
      consumers: new Set(asking).size,
    };
  }
}

/** How many channels a consumer has. */
export function channelsFor(slots: number): number {
  return Math.max(
    Math.min(Math.ceil(slots / SLOTS_PER_CHANNEL), FEW_CHANNELS),
    Math.ceil(slots / MOST_SLOTS_PER_CHANNEL),
  );
}

interface Running {
  readonly consumer: WorkConsumer<RabbitMqItem>;
  readonly source: PullSource;
  readonly options: ConsumeOptions;
}

interface QueueCounts {
  readonly messages: number;
  readonly consumers: number;
}

/** On a channel of its own, since asking for a queue that nobody made yet costs the channel. */
async function lookAt(link: RabbitMqLink, queue: string): Promise<QueueCounts> {
  const call = "laneState";
  try {
    const { messageCount, consumerCount } = await link.askAside(call, (channel) => channel.checkQueue(queue));
    return { messages: messageCount, consumers: consumerCount };
  } catch (error) {
    if (refusalCodeOf(error) === NOT_FOUND) return { messages: 0, consumers: 0 };
    throw error;
  }
}

/** Of each queue: how many consumers it has beyond those that ours may have there. */
function beyondOurs(most: number, queues: readonly QueueCounts[]): number[] {
  return queues.map(({ consumers }) => Math.max(0, consumers - most));
}
