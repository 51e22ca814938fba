import type { ConsumeOptions, HandleDelivery, LaneState, OutgoingWork, Stored, WorkQueue } from "../port.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { toMessageId } from "./header-text.ts";
import { LaneConsumers } from "./lane-consumers.ts";
import { analysisOf, cancelSubject, STREAMS, workOfRun, workSubject } from "./names.ts";
import { violationIn } from "./permissions.ts";
import type { ServerLink } from "./server-link.ts";
import { WorkConsumer } from "./work-consumer.ts";

/** The work of all lanes in one stream, which forgets what is settled. */
export class LaneWork implements WorkQueue {
  readonly #link: ServerLink;
  readonly #dead: DeadLetters;
  readonly #ackWaitMs: number;
  readonly #lanes: LaneConsumers;
  readonly #consumers = new Set<WorkConsumer>();
  #hearsCancellations = false;

  constructor(link: ServerLink, dead: DeadLetters, ackWaitMs: number) {
    this.#link = link;
    this.#dead = dead;
    this.#ackWaitMs = ackWaitMs;
    this.#lanes = new LaneConsumers(link, ackWaitMs);
    link.onClose(() => {
      for (const consumer of [...this.#consumers]) consumer.close();
    });
  }

  publish({ lane, analysis, run, body, dedupKey }: OutgoingWork): Promise<Stored> {
    const msgID = toMessageId("work", analysis, dedupKey);
    return this.#link.ask("publishWork", () => this.#link.store(workSubject({ lane, analysis, run }), body, { msgID }));
  }

  async consume(handle: HandleDelivery, options: ConsumeOptions): Promise<void> {
    await Promise.all(options.lanes.map((lane) => this.#lanes.ensure(lane)));
    const ackWaitMs = this.#ackWaitMs;
    const consumer = new WorkConsumer({ link: this.#link, dead: this.#dead, ackWaitMs, handle, options }, this.#lanes);
    this.#consumers.add(consumer);
    this.#hearCancellations();
    try {
      await consumer.run();
    } finally {
      this.#consumers.delete(consumer);
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
}

/** What a word on a cancellation says: the run, and up to which message of the stream its work is not wanted. */
function runAndLastOf(data: Uint8Array): readonly [run: number, upTo: number] {
  const [run = NaN, upTo = NaN] = new TextDecoder().decode(data).split(" ").map(Number);
  return [run, upTo];
}
