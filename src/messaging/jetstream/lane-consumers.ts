import { AckPolicy, type ConsumerInfo, DeliverPolicy, JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import type { LaneState } from "../port.ts";
import { STREAMS, toToken, workOfLane } from "./names.ts";
import type { JetStreamLink } from "./server-link.ts";

/** The durable consumer of each lane, which all processes share. */
export class LaneConsumers {
  readonly #link: JetStreamLink;
  readonly #ackWaitMs: number;

  constructor(link: JetStreamLink, ackWaitMs: number) {
    this.#link = link;
    this.#ackWaitMs = ackWaitMs;
  }

  /** Makes the consumer of a lane if it is not there, and sees that it waits as long as this connection says. */
  ensure(lane: string): Promise<void> {
    return this.#link.ask(`opening the lane ${lane}`, async () => {
      const there = await this.#info(lane);
      const wait = { ack_wait: nanos(this.#ackWaitMs) };
      if (there === undefined)
        await this.#link.jsm.consumers.add(STREAMS.work, {
          durable_name: toToken(lane),
          filter_subject: workOfLane(lane),
          ack_policy: AckPolicy.Explicit,
          deliver_policy: DeliverPolicy.All,
          // Unlimited here: the limit is kept on delivery, where what is beyond it can be put among the dead letters.
          max_deliver: -1,
          // Items that wait out a delay count as pending; they must not hold up the others.
          max_ack_pending: 100_000,
          max_waiting: 10_000,
          ...wait,
        });
      else if (there.config.ack_wait !== wait.ack_wait)
        await this.#link.jsm.consumers.update(STREAMS.work, toToken(lane), { ...there.config, ...wait });
    });
  }

  /** Consumers are requests that wait at the server: a connection has one in a lane while it has a free slot. */
  state(lane: string): Promise<LaneState> {
    return this.#link.ask("laneState", async () => {
      const there = await this.#info(lane);
      if (there !== undefined)
        return {
          waiting: there.num_pending,
          inFlight: there.num_ack_pending,
          redelivered: there.num_redelivered,
          consumers: there.num_waiting,
        };
      // Nobody consumed this lane yet: what is stored waits.
      const { state } = await this.#link.jsm.streams.info(STREAMS.work, { subjects_filter: workOfLane(lane) });
      const waiting = Object.values(state.subjects ?? {}).reduce((sum, n) => sum + n, 0);
      return { waiting, inFlight: 0, redelivered: 0, consumers: 0 };
    });
  }

  async #info(lane: string): Promise<ConsumerInfo | undefined> {
    try {
      return await this.#link.jsm.consumers.info(STREAMS.work, toToken(lane));
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) return undefined;
      throw error;
    }
  }
}
