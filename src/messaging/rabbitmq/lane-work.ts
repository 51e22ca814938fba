import type { ConsumeOptions, HandleDelivery, LaneState, OutgoingWork, Stored, WorkQueue } from "../port.ts";
import type { CancellationCount } from "./cancellation-count.ts";
import { Census, type Share } from "./census.ts";
import { ControlLog } from "./control-log.ts";
import { DeadLetters } from "./dead-letters.ts";
import { stateOf } from "./lane-depth.ts";
import { Lock } from "./lock.ts";
import { laneQueue, NAMES } from "./names.ts";
import type { Publisher } from "./publisher.ts";
import type { ServerLink } from "./server-link.ts";
import type { Lanes } from "./topology.ts";
import { WorkConsumer } from "./work-consumer.ts";
import { WorkSender } from "./work-sender.ts";

export interface LaneWorkDeps {
  readonly publishing: ServerLink;
  readonly consuming: ServerLink;
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
  readonly #census: Census;
  readonly #consumers = new Set<WorkConsumer>();

  constructor(deps: LaneWorkDeps) {
    const { publishing, consuming, publisher, lanes, count } = deps;
    this.#deps = deps;
    this.#control = new ControlLog(consuming, publisher, count, () => {
      for (const consumer of this.#consumers) consumer.dropCancelled();
    });
    this.#sender = new WorkSender(publisher, lanes, this.#control, count);
    this.deadLetters = new DeadLetters(consuming, publisher, this.#sender, new Lock(consuming, NAMES.deadLock));
    this.#census = new Census(consuming, publishing, publisher, (lane) => this.#share(lane));
    consuming.onClose(() => {
      for (const consumer of [...this.#consumers]) consumer.close();
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
    await Promise.all([ensureLanes(), this.#control.current(), this.#census.join()]);
    // Again for each channel: a connection that was lost may have missed cancellations.
    const prepare = async () => {
      await Promise.all([ensureLanes(), this.#control.current()]);
    };
    const desk = { control: this.#control, dead: this.deadLetters, sender: this.#sender, ackWaitMs, handle, options };
    const byQueue = new Map(names.map((lane) => [laneQueue(lane), lane]));
    const { concurrency } = options;
    const consumer = new WorkConsumer(desk, { link: consuming, prepare, lanes: byQueue, concurrency });
    this.#consumers.add(consumer);
    try {
      if (consuming.isClosed()) consumer.close();
      await consumer.run();
    } finally {
      this.#consumers.delete(consumer);
    }
  }

  /** Always 0: the server cannot pick out the items of one run, so that they are dropped when their turn comes. */
  async cancel(analysis: string, run: number): Promise<number> {
    await this.#control.current();
    await this.#control.cancel(analysis, run);
    return 0;
  }

  async state(lane: string): Promise<LaneState> {
    await this.#control.current();
    return stateOf(this.#deps.publishing, this.#census, lane, this.#control.delaysOf(lane));
  }

  #share(lane: string): Share {
    const shares = [...this.#consumers].map((consumer) => consumer.share(lane));
    const sum = (field: keyof Share) => shares.reduce((total, share) => total + share[field], 0);
    return { inHand: sum("inHand"), consumers: sum("consumers") };
  }
}
