/**
 * What the project asks of a message broker, and no more. Bytes in, bytes out: nothing here knows work items or events.
 *
 * Two places. **Work** is what is to do: kept per lane and analysis, each item goes to one consumer, and is gone once it is
 * settled. **The log** is what happened: kept per analysis, never changed, read by any number of followers.
 *
 * Rules that every adapter keeps (`contract.ts` tests them):
 *
 * 1. *Stored or rejected.* `publishWork` and `appendLog` resolve when the broker has stored the bytes, and reject when it
 *    has not. After a lost connection the truth may be unknown; they reject then, and the caller may repeat the call.
 * 2. *At least once.* An item may be delivered again at any time. Dropping duplicates is the receiver's duty; the
 *    broker's own window (`dedupWindowMs`) only saves work.
 * 3. *Only the adapter settles, once.* The handler returns a verdict, and until then the item stays the broker's.
 *    A handler that throws has said "again". A verdict on a delivery that was lost meanwhile is ignored.
 * 4. *Work has no order.* Roughly first in, first out; redeliveries, delays and several consumers mix it.
 * 5. *The log has one.* Records of one analysis come to every follower in the order in which they were stored, with
 *    ascending (not always adjoining) sequence numbers. Two appends of which neither awaited the other have no order.
 * 6. *Names.* Lanes and analyses are named as `checkName` (checks.ts) says; anything else is refused before it is sent.
 */

export type Verdict =
  /** The item is finished and everything it yields is stored. */
  | { readonly kind: "done" }
  /** Deliver it again, not before `delayMs` have passed. */
  | { readonly kind: "again"; readonly delayMs: number }
  /** It will never succeed: put it among the dead letters, with this reason. */
  | { readonly kind: "dead"; readonly reason: string };

export interface Delivery {
  /** The published bytes. Shared with later redeliveries: not to be changed. */
  readonly body: Uint8Array;
  readonly lane: string;
  readonly analysis: string;
  readonly run: number;
  /** 1 for the first delivery. Counts every delivery, also those that a crash or a lost connection took away. */
  readonly attempt: number;
  /**
   * Aborted when the result is not wanted any more: the analysis was cancelled (`AnalysisCancelledError`), the item was
   * given to somebody else (`DeliveryLostError`), the connection was closed (`BrokerClosedError`). The reason is that error.
   */
  readonly signal: AbortSignal;
  /** "Still at it": starts the wait of `ackWaitMs` anew. Cheap; never throws, and does nothing once the delivery is over. */
  progress(): void;
}

export interface ConsumeOptions {
  readonly lanes: readonly string[];
  /** At most so many deliveries in the hands of `handle` at once, over all lanes together. */
  readonly concurrency: number;
  /**
   * An item is handed over at most so many times. One that comes back after that becomes a dead letter with the last
   * known reason. All consumers of a lane should say the same number.
   */
  readonly maxDeliveries: number;
  /** Delay before the next delivery when the handler throws instead of answering. */
  readonly retryDelayMs?: number;
  /** Told of what the handler throws; the adapter itself has no log. */
  readonly onHandlerError?: (error: unknown, delivery: Delivery) => void;
  /** Drain: take nothing new, let the handlers in flight end and settle them, then resolve. */
  readonly signal: AbortSignal;
}

export interface OutgoingWork {
  readonly lane: string;
  readonly analysis: string;
  /** Which run of the analysis it is for: its work is cancelled together. A whole number of at least 0. */
  readonly run: number;
  readonly body: Uint8Array;
  /** Same key within the work of one analysis (all its runs) and within `dedupWindowMs` = same item, even if the first is long finished. */
  readonly dedupKey: string;
}

export interface OutgoingRecord {
  readonly analysis: string;
  readonly body: Uint8Array;
  /** Same key within the log of one analysis and within `dedupWindowMs` = same record. */
  readonly dedupKey: string;
}

/** `duplicate`: the broker knows the key and kept the first body. Where it has no window, the answer is always `stored`. */
export type Stored = "stored" | "duplicate";

export interface LogRecord {
  /** Position in the log, ≥ 0; ascending within an analysis. */
  readonly sequence: number;
  readonly analysis: string;
  /** Shared with other followers: not to be changed. */
  readonly body: Uint8Array;
}

export interface FollowOptions {
  /** Start with the first record whose sequence number is at least this; without it, with the oldest one kept. */
  readonly from?: number;
  readonly signal: AbortSignal;
}

export interface LaneDepth {
  /** Stored and not in the hands of a consumer. An item that waits out its delay counts here or in `inFlight`. */
  readonly waiting: number;
  readonly inFlight: number;
}

/** What a lane shows to whoever operates it. `undefined`: this broker cannot tell. */
export interface LaneState extends LaneDepth {
  /** Items that are not settled yet and have been delivered at least twice. */
  readonly redelivered: number | undefined;
  /** How many ask for items just now. Those whose hands are full may be missing: nobody serves the lane if nothing is in flight either. */
  readonly consumers: number | undefined;
}

export interface DeadLetter {
  readonly id: string;
  readonly lane: string;
  readonly analysis: string;
  readonly run: number;
  readonly reason: string;
  /** How often it had been delivered. */
  readonly attempts: number;
  readonly at: Date;
  readonly body: Uint8Array;
}

/** Which dead letters; with both fields, those that both say, and all without any. */
export interface DeadFilter {
  readonly id?: string;
  readonly analysis?: string;
}

/** `redrive`: as `redriveDead` does. `drop`: it is removed, its item is not done. `keep`: it stays as it is. */
export type DeadFate = "redrive" | "drop" | "keep";

/** How many dead letters were redriven and dropped; those that somebody else took at the same time are not among them. */
export interface SettledDead {
  readonly redriven: number;
  readonly dropped: number;
}

/** What a broker can do, said instead of guessed. */
export interface Capabilities {
  /** How long the broker remembers dedup keys; 0 = it does not. */
  readonly dedupWindowMs: number;
  /** A delivery that is silent (neither verdict nor progress) for so long is lost; Infinity = only with its connection. */
  readonly ackWaitMs: number;
  /** Longer bodies are refused with `BodyTooLargeError`. */
  readonly maxBodyBytes: number;
  /** true: cancelled work leaves the queue at once; false: it is dropped, unseen by any handler, when its turn comes. */
  readonly cancelsAtOnce: boolean;
}

/**
 * One connection to a broker.
 *
 * Disposing it is abrupt: deliveries in flight are lost (they come again, here or elsewhere), their signals abort,
 * followers and consumers reject with `BrokerClosedError`. To stop in good order, first abort the signals and await.
 * Every method rejects with `BrokerClosedError` afterwards. Disposing twice does nothing.
 */
export interface Broker extends AsyncDisposable {
  readonly capabilities: Capabilities;

  /** What was found at the opening that the operator should know, as sentences for a log. */
  readonly remarks?: readonly string[];

  /** Puts one item into a lane. The body is copied or sent before this returns its promise. */
  publishWork(work: OutgoingWork): Promise<Stored>;

  /**
   * Hands the items of some lanes to `handle` until the signal aborts and every delivery in flight is settled.
   * Any number of consumers, in any process, share a lane.
   * @throws {BrokerClosedError} when the connection is closed under it.
   */
  consumeWork(handle: (delivery: Delivery) => Promise<Verdict>, options: ConsumeOptions): Promise<void>;

  /** Adds one record at the end of the log of an analysis. The body is copied or sent before this returns its promise. */
  appendLog(record: OutgoingRecord): Promise<Stored>;

  /**
   * The log of one analysis (`undefined`: of all, in one common order) from the start, then whatever is appended later.
   * Ends without an error when the signal aborts. The reader pulls: a slow one holds up nobody, and nothing piles up for it.
   * @throws {BrokerClosedError} when the connection is closed under it.
   */
  followLog(analysis: string | undefined, options: FollowOptions): AsyncIterable<LogRecord>;

  /** The log of one analysis (`undefined`: of all) up to its end at the time of the call. */
  readLog(analysis: string | undefined): AsyncIterable<LogRecord>;

  laneDepth(lane: string): Promise<LaneDepth>;

  /** As `laneDepth`, with what else the broker can tell. */
  laneState(lane: string): Promise<LaneState>;

  /**
   * Drops the waiting work of one run of an analysis in every lane, and aborts its deliveries in flight as far as the word reaches
   * them; those are not delivered again, whatever their verdict. Log, dead letters and other runs stay. Work published later is new work.
   * @returns how many waiting items were removed; 0 if the broker cannot tell (`cancelsAtOnce` false).
   */
  cancelWork(analysis: string, run: number): Promise<number>;

  /** Dead letters, oldest first. */
  listDead(options?: DeadFilter & { readonly limit?: number }): Promise<DeadLetter[]>;

  /** How many dead letters there are. */
  countDead(): Promise<number>;

  /**
   * Publishes a dead letter to its lane again, as a new item (attempts count from 1), and removes it from the dead ones.
   * @throws {DeadLetterNotFoundError} if there is none of this id.
   */
  redriveDead(id: string): Promise<void>;

  /**
   * Does with each dead letter that is there at the time of the call, oldest first, what `decide` says. One that dies meanwhile, also
   * one that was redriven and died again, is not asked about, so that this ends. Memory does not grow with their number.
   *
   * If `decide` throws, the rest stays as it is and this rejects with its error; if `signal` aborts, it resolves with what was done.
   */
  settleDead(
    decide: (letter: DeadLetter) => DeadFate | Promise<DeadFate>,
    options?: DeadFilter & { readonly signal?: AbortSignal },
  ): Promise<SettledDead>;

  /**
   * Asks the broker for a sign of life, and resolves when it has come.
   * @throws {BrokerUnavailableError} if none comes within two seconds; at once while the connection is known to be lost.
   */
  checkReachable(): Promise<void>;
}
