import type { Msg } from "@nats-io/transport-node";
import { WorkConsumer } from "../work-consumer.ts";
import type { ConsumeOptions, HandleDelivery, LaneState, OutgoingWork, Stored, WorkQueue } from "../port.ts";
import type { DeadLetters } from "./dead-letters.ts";
import type { JetStreamItem } from "./jetstream-item.ts";
import { LaneConsumers } from "./lane-consumers.ts";
import { LaneSource } from "./lane-source.ts";
import { analysisOf, cancelSubject, laneTokens, STREAMS, toMessageId, workOfRun, workSubject } from "./names.ts";
import { violationIn } from "./permissions.ts";
import type { JetStreamLink } from "./server-link.ts";
import type { StreamWatch } from "./stream-watch.ts";

/** Cancellations that are remembered, as an item may come a moment after the one that it is about. */
const REMEMBERED = 64;

export interface LaneWorkOptions {
  readonly ackWaitMs: number;
  readonly streams: StreamWatch;
}

/** The work of all lanes in one stream, which forgets what is settled. */
export class LaneWork implements WorkQueue {
  readonly #link: JetStreamLink;
  readonly #dead: DeadLetters;
  readonly #ackWaitMs: number;
  readonly #lanes: LaneConsumers;
  readonly #running = new Set<WorkConsumer<JetStreamItem>>();
  /** The latest that were heard. */
  readonly #cancelled: ((item: JetStreamItem) => boolean)[] = [];
  #hearsCancellations = false;

  constructor(link: JetStreamLink, dead: DeadLetters, { ackWaitMs, streams }: LaneWorkOptions) {
    this.#link = link;
    this.#dead = dead;
    this.#ackWaitMs = ackWaitMs;
    this.#lanes = new LaneConsumers(link, ackWaitMs);
    link.onClose(() => {
      for (const consumer of [...this.#running]) consumer.end();
    });
    this.#forgetCancellations(streams);
  }

  publish({ lane, analysis, run, body, dedupKey, turn }: OutgoingWork): Promise<Stored> {
    const msgID = toMessageId("work", analysis, dedupKey);
    const subject = workSubject({ lane, analysis, run }, turn);
    return this.#link.ask("publishWork", () => this.#link.store(subject, body, { msgID }));
  }

  async consume(handle: HandleDelivery, options: ConsumeOptions): Promise<void> {
    const lanes = [...new Set(options.lanes)];
    await Promise.all(lanes.flatMap(laneTokens).map((token) => this.#lanes.ensure(token)));
    const ackWaitMs = this.#ackWaitMs;
    const source = new LaneSource({
      link: this.#link,
      dead: this.#dead,
      isCancelled: (item) => this.#cancelled.some((isMeant) => isMeant(item)),
      consumers: this.#lanes,
      lanes,
      onRefused: (reason) => {
        consumer.end(reason);
      },
    });
    const consumer = new WorkConsumer(source, { handle, options, ackWaitMs });
    this.#running.add(consumer);
    this.#hearCancellations();
    const stopLooking = this.#lanes.lookAfter(lanes);
    try {
      await consumer.run(options.concurrency, options.signal);
    } finally {
      stopLooking();
      this.#running.delete(consumer);
    }
  }

  state(lane: string): Promise<LaneState> {
    return this.#lanes.state(lane);
  }

  /** Items that are in somebody's hands are part of the number that comes back: the server counts what it removes. */
  cancel(analysis: string, run: number): Promise<number> {
    return this.#link.ask("cancelWork", async () => {
      const { jsm } = this.#link;
      const upTo = (await jsm.streams.info(STREAMS.work)).state.last_seq;
      const { purged } = await jsm.streams.purge(STREAMS.work, { filter: workOfRun(analysis, run), seq: upTo + 1 });
      // After the purge, so that nothing can be delivered that does not hear of it.
      await this.#link.sendAndFlush(cancelSubject(analysis), `${run} ${upTo}`);
      return purged;
    });
  }

  /** They go by positions in the stream, which mean other items once another stream is there. */
  #forgetCancellations(streams: StreamWatch): void {
    const forget = (): void => {
      this.#cancelled.length = 0;
      this.#forgetCancellations(streams);
    };
    streams.replaced(STREAMS.work).addEventListener("abort", forget, { once: true });
  }

  /** Only where work is consumed: others may not listen, and need not. */
  #hearCancellations(): void {
    if (this.#hearsCancellations) return;
    this.#hearsCancellations = true;
    const { nc, permissions } = this.#link;
    nc.subscribe(cancelSubject("*"), {
      callback: (error, message) => {
        if (error !== null) this.#hearsCancellations = false;
        const violation = violationIn(error);
        const isMeant = error === null ? cancelledBy(message) : undefined;
        if (isMeant !== undefined && this.#cancelled.push(isMeant) > REMEMBERED) this.#cancelled.shift();
        for (const consumer of this.#running) {
          if (violation !== undefined) consumer.end(permissions.toError("listening for cancellations", violation));
          if (isMeant === undefined) continue;
          consumer.cancel(isMeant);
        }
      },
    });
  }
}

/** Which items a cancellation is about: those of its run that were stored up to a message of the stream. */
function cancelledBy({ subject, data }: Msg): (item: JetStreamItem) => boolean {
  const analysis = analysisOf(subject);
  const [run = NaN, upTo = NaN] = new TextDecoder().decode(data).split(" ").map(Number);
  return (item) => item.analysis === analysis && item.run === run && item.firstSequence <= upTo;
}
