import { type ConsumerInfo, JetStreamApiCodes, JetStreamApiError } from "@nats-io/jetstream";
import { nanos } from "@nats-io/transport-node";
import { BrokerUnavailableError } from "../errors.ts";
import type { LaneState } from "../port.ts";
import { consumerConfig, consumerDifference } from "./lane-consumer-config.ts";
import { fromToken, laneTokens, STREAMS, workOfToken } from "./names.ts";
import { violationIn } from "./permissions.ts";
import type { JetStreamLink } from "./server-link.ts";

/** How often a lane is looked after, on average. */
const LOOK_MS = 10_000;
/** The servers of a group hear from one another each second. One that is there, and unheard for so long, lacks its copy. */
const UNHEARD_MS = 10_000;
/**
 * A server that lacks its copy for so long, though it was told again, is in another group: it was away when the consumer was made
 * anew. One that is frozen or cut off counts as away by then.
 */
const ANEW_AFTER_MS = 120_000;

/**
 * The durable consumer of each turn of a lane, which all processes share. Its name is the lane's token in that turn.
 *
 * In a cluster, each server has a copy, and most of them must be at work. A server that was away when the consumer was made may
 * never be told of it (nats-server up to 2.9.10), so that one more that is away brings the lane to a halt.
 */
export class LaneConsumers {
  readonly #link: JetStreamLink;
  readonly #ackWaitMs: number;
  /** What is being seen to now: a consumer is made anew by one call, not by two at once. */
  readonly #ensuring = new Map<string, Promise<void>>();
  /** Consumers that were there. */
  readonly #known = new Set<string>();
  /** When a copy was first found to be lacking. */
  readonly #incompleteSince = new Map<string, number>();

  constructor(link: JetStreamLink, ackWaitMs: number) {
    this.#link = link;
    this.#ackWaitMs = ackWaitMs;
  }

  /**
   * Makes this consumer if it is not there, and sees that it is set as this connection says, whoever made it. In a cluster, a server
   * that lacks its copy is told again; if that does not help, the consumer is made anew.
   */
  ensure(token: string): Promise<void> {
    const running = this.#ensuring.get(token);
    if (running !== undefined) return running;
    const started = this.#ensureLed(token).finally(() => this.#ensuring.delete(token));
    this.#ensuring.set(token, started);
    return started;
  }

  /** Sees to the consumers of these lanes from time to time. Returns what ends it. */
  lookAfter(lanes: readonly string[]): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const lookLater = () => {
      timer = setTimeout(look, LOOK_MS * (0.5 + Math.random()));
    };
    const look = () => {
      // Who takes items finds out himself what is wrong; the next look tries again.
      for (const token of lanes.flatMap(laneTokens)) this.ensure(token).catch(() => undefined);
      lookLater();
    };
    lookLater();
    return () => {
      clearTimeout(timer);
    };
  }

  async #ensureLed(token: string): Promise<void> {
    try {
      await this.#ensureThere(token);
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError) || !(await this.#isWorkLed())) throw error;
      await this.#remove(token);
      await this.#ensureThere(token);
    }
  }

  #ensureThere(token: string): Promise<void> {
    let isTold = false;
    return this.#link.ask(`opening the lane ${fromToken(token)}`, async () => {
      const there = await this.#info(token).catch(async (error: unknown) => {
        // Between two leaders this is idle. If too few servers know of the consumer, it gives it a leader.
        if (this.#link.isCluster && !isTold) await this.#add(token).catch(() => undefined);
        isTold = true;
        throw error;
      });
      if (there === undefined) await this.#make(token);
      else await this.#mend(token, there);
      this.#known.add(token);
    });
  }

  async #make(token: string): Promise<void> {
    await this.#add(token);
    if (!this.#link.isCluster || !this.#known.has(token)) return;
    // It was not there for a new leader that was never told of it. Now it has, but the others stay in the group that they had.
    await this.#remove(token);
    await this.#add(token);
  }

  async #mend(token: string, there: ConsumerInfo): Promise<void> {
    const ours = consumerConfig(token, this.#ackWaitMs);
    const isComplete = !lacksCopy(there);
    if (isComplete) this.#incompleteSince.delete(token);
    const difference = consumerDifference(there.config, ours);
    if (isComplete && difference === "none") return;
    const since = this.#incompleteSince.get(token) ?? performance.now();
    if (!isComplete) this.#incompleteSince.set(token, since);
    const { ack_wait, max_ack_pending } = ours;
    if (difference !== "kind" && performance.now() - since < ANEW_AFTER_MS)
      await this.#link.jsm.consumers.update(STREAMS.work, token, { ...there.config, ack_wait, max_ack_pending });
    else {
      this.#incompleteSince.delete(token);
      await this.#remove(token);
      await this.#add(token);
    }
  }

  /** Of a consumer that is there, this tells all servers once more. */
  async #add(token: string): Promise<void> {
    await this.#link.jsm.consumers.add(STREAMS.work, consumerConfig(token, this.#ackWaitMs));
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
  async #remove(token: string): Promise<void> {
    const call = `making the lane ${fromToken(token)} anew`;
    try {
      await this.#link.jsm.consumers.delete(STREAMS.work, token);
    } catch (cause) {
      const violation = violationIn(cause);
      if (violation !== undefined)
        throw new BrokerUnavailableError(call, { cause: this.#link.permissions.toError(call, violation) });
      // Where nobody leads, nobody says that it is gone either. What comes next finds out.
    }
  }

  /** Of all turns. Consumers are requests that wait at the server: a connection has one in each turn while it has a free slot, for a moment two. */
  async state(lane: string): Promise<LaneState> {
    const states = await Promise.all(laneTokens(lane).map((token) => this.#stateOf(token)));
    const sumOf = (count: keyof TurnState) => states.reduce((sum, state) => sum + state[count], 0);
    return {
      waiting: sumOf("waiting"),
      inFlight: sumOf("inFlight"),
      redelivered: sumOf("redelivered"),
      consumers: Math.max(...states.map(({ consumers }) => consumers)),
    };
  }

  #stateOf(token: string): Promise<TurnState> {
    return this.#link.ask("laneState", async () => {
      const there = await this.#info(token);
      if (there !== undefined)
        return {
          waiting: there.num_pending,
          inFlight: there.num_ack_pending,
          redelivered: there.num_redelivered,
          consumers: there.num_waiting,
        };
      // Nobody consumed from here yet: what is stored waits.
      const { state } = await this.#link.jsm.streams.info(STREAMS.work, { subjects_filter: workOfToken(token) });
      const waiting = Object.values(state.subjects ?? {}).reduce((sum, n) => sum + n, 0);
      return { waiting, inFlight: 0, redelivered: 0, consumers: 0 };
    });
  }

  async #info(token: string): Promise<ConsumerInfo | undefined> {
    try {
      return await this.#link.jsm.consumers.info(STREAMS.work, token);
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound) return undefined;
      throw error;
    }
  }
}

type TurnState = { readonly [K in keyof Omit<LaneState, "foreignConsumers">]: number };

/** Whether a server that is there does not take part, or nobody leads: then it may be what the others wait for. */
function lacksCopy({ cluster }: ConsumerInfo): boolean {
  if (cluster === undefined) return false;
  const isSilent = (activeNs: number) => activeNs === 0 || activeNs > nanos(UNHEARD_MS);
  const isMissing = cluster.replicas?.some(({ current, offline, active }) => !current && !offline && isSilent(active));
  return isMissing === true || (cluster.leader ?? "") === "";
}
