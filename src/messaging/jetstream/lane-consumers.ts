import { AckPolicy, type ConsumerInfo, DeliverPolicy, JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { BrokerUnavailableError } from "../errors.ts";
import type { LaneState } from "../port.ts";
import { STREAMS, toToken, workOfLane } from "./names.ts";
import { violationIn } from "./permissions.ts";
import type { JetStreamLink } from "./server-link.ts";

/** How often a lane is looked after in a cluster, on average. */
const LOOK_MS = 10_000;
/** The servers of a group hear from one another each second. One that is there, and unheard for so long, lacks its copy. */
const UNHEARD_MS = 10_000;
/**
 * A server that lacks its copy for so long, though it was told again, is in another group: it was away when the consumer was made
 * anew. One that is frozen or cut off counts as away by then.
 */
const ANEW_AFTER_MS = 120_000;

/**
 * The durable consumer of each lane, which all processes share.
 *
 * In a cluster, each server has a copy, and most of them must be at work. A server that was away when the consumer was made may
 * never be told of it (nats-server up to 2.9.10), so that one more that is away brings the lane to a halt.
 */
export class LaneConsumers {
  readonly #link: JetStreamLink;
  readonly #ackWaitMs: number;
  /** What is being seen to now: a lane is made anew by one call, not by two at once. */
  readonly #ensuring = new Map<string, Promise<void>>();
  /** Lanes whose consumer was there. */
  readonly #known = new Set<string>();
  /** When a copy was first found to be lacking. */
  readonly #incompleteSince = new Map<string, number>();

  constructor(link: JetStreamLink, ackWaitMs: number) {
    this.#link = link;
    this.#ackWaitMs = ackWaitMs;
  }

  /**
   * Makes the consumer of a lane if it is not there, and sees that it waits as long as this connection says. In a cluster, a server
   * that lacks its copy is told again; if that does not help, the consumer is made anew.
   */
  ensure(lane: string): Promise<void> {
    const running = this.#ensuring.get(lane);
    if (running !== undefined) return running;
    const started = this.#ensureLed(lane).finally(() => this.#ensuring.delete(lane));
    this.#ensuring.set(lane, started);
    return started;
  }

  /** Sees to these lanes from time to time, where that can be needed. Returns what ends it. */
  lookAfter(lanes: readonly string[]): () => void {
    if (!this.#link.isCluster) return () => undefined;
    let timer: ReturnType<typeof setTimeout>;
    const lookLater = () => {
      timer = setTimeout(look, LOOK_MS * (0.5 + Math.random()));
    };
    const look = () => {
      // Who takes items finds out himself what is wrong; the next look tries again.
      for (const lane of lanes) this.ensure(lane).catch(() => undefined);
      lookLater();
    };
    lookLater();
    return () => {
      clearTimeout(timer);
    };
  }

  async #ensureLed(lane: string): Promise<void> {
    try {
      await this.#ensureThere(lane);
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError) || !(await this.#isWorkLed())) throw error;
      await this.#remove(lane);
      await this.#ensureThere(lane);
    }
  }

  #ensureThere(lane: string): Promise<void> {
    let isTold = false;
    return this.#link.ask(`opening the lane ${lane}`, async () => {
      const there = await this.#info(lane).catch(async (error: unknown) => {
        // Between two leaders this is idle. If too few servers know of the consumer, it gives it a leader.
        if (this.#link.isCluster && !isTold) await this.#add(lane).catch(() => undefined);
        isTold = true;
        throw error;
      });
      if (there === undefined) await this.#make(lane);
      else await this.#mend(lane, there);
      this.#known.add(lane);
    });
  }

  async #make(lane: string): Promise<void> {
    await this.#add(lane);
    if (!this.#link.isCluster || !this.#known.has(lane)) return;
    // It was not there for a new leader that was never told of it. Now it has, but the others stay in the group that they had.
    await this.#remove(lane);
    await this.#add(lane);
  }

  async #mend(lane: string, there: ConsumerInfo): Promise<void> {
    const wait = { ack_wait: nanos(this.#ackWaitMs) };
    const isComplete = !lacksCopy(there);
    if (isComplete) this.#incompleteSince.delete(lane);
    if (isComplete && there.config.ack_wait === wait.ack_wait) return;
    const since = this.#incompleteSince.get(lane) ?? performance.now();
    if (!isComplete) this.#incompleteSince.set(lane, since);
    if (performance.now() - since < ANEW_AFTER_MS)
      await this.#link.jsm.consumers.update(STREAMS.work, toToken(lane), { ...there.config, ...wait });
    else {
      this.#incompleteSince.delete(lane);
      await this.#remove(lane);
      await this.#add(lane);
    }
  }

  /** Of a consumer that is there, this tells all servers once more. */
  async #add(lane: string): Promise<void> {
    await this.#link.jsm.consumers.add(STREAMS.work, {
      durable_name: toToken(lane),
      filter_subject: workOfLane(lane),
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(this.#ackWaitMs),
      deliver_policy: DeliverPolicy.All,
      // Unlimited here: the limit is kept on delivery, where what is beyond it can be put among the dead letters.
      max_deliver: -1,
      // Items that wait out a delay count as pending; they must not hold up the others.
      max_ack_pending: 100_000,
      max_waiting: 10_000,
    });
  }

  /** Whether the stream of work has a leader, so that most servers are there, and a consumer could have one as well. */
  async #isWorkLed(): Promise<boolean> {
    if (!this.#link.isCluster || this.#link.isClosed()) return false;
    try {
      return (await this.#link.jsm.streams.info(STREAMS.work)).cluster?.leader !== undefined;
    } catch {
      return false;
    }
  }

  /**
   * The items stay in their stream, and are delivered by the next consumer, those in somebody's hands once more.
   * @throws {BrokerUnavailableError} if this user may not do it: the lane waits until more servers are back.
   */
  async #remove(lane: string): Promise<void> {
    const call = `making the lane ${lane} anew`;
    try {
      await this.#link.jsm.consumers.delete(STREAMS.work, toToken(lane));
    } catch (cause) {
      const violation = violationIn(cause);
      if (violation !== undefined)
        throw new BrokerUnavailableError(call, { cause: this.#link.permissions.toError(call, violation) });
      // Where nobody leads, nobody says that it is gone either. What comes next finds out.
    }
  }

  /** Consumers are requests that wait at the server: a connection has one in a lane while it has a free slot, for a moment two. */
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

/** Whether a server that is there does not take part, or nobody leads: then it may be what the others wait for. */
function lacksCopy({ cluster }: ConsumerInfo): boolean {
  if (cluster === undefined) return false;
  const isSilent = (activeNs: number) => activeNs === 0 || activeNs > nanos(UNHEARD_MS);
  const isMissing = cluster.replicas?.some(({ current, offline, active }) => !current && !offline && isSilent(active));
  return isMissing === true || (cluster.leader ?? "") === "";
}
