/**
 * What the project asks of a message broker, and no more. Bytes in, bytes out: nothing here knows work items or events.
 *
 * A connection (`Broker`) has four parts, and a function takes only those that it needs:
 *
 * - **work**: what is to do. Items are kept per lane and analysis. Each goes to one consumer, and is gone once it is settled.
 * - **log**: what happened. Records are kept per analysis, never changed, and read by any number of followers.
 * - **deadLetters**: items that failed for good, for an operator to look at and to send back.
 * - **recipes**: what the items of an analysis have in common, stored once and read by name.
 *
 * What a broker cannot do is declared in its `capabilities`.
 *
 * Rules that every adapter keeps (`contract.ts` tests them):
 *
 * 1. *Stored or rejected.* `work.publish` and `log.append` resolve when the broker has stored the bytes, and reject when it
 *    has not. After a lost connection nobody may know which; they reject then, and the caller may repeat the call.
 * 2. *At least once.* An item may be delivered again at any time. Dropping duplicates is the receiver's duty; the
 *    broker's own window (`dedupWindowMs`) only saves work.
 * 3. *Only the adapter settles, once.* The handler returns a verdict, and until then the item stays the broker's.
 *    A handler that throws has said "again". A verdict on a delivery that was lost meanwhile is ignored.
 * 4. *Work has no order*, but turns. Each lane has some (turns.ts): what waits in a lower one is taken before what waits in a higher one, but
 *    each eighth item comes from a higher one first, so that nothing starves. Within a turn it is roughly first in, first out; redeliveries,
 *    delays and several consumers mix it. States, cancellations and dead letters are of a lane with all its turns.
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

export interface Delivery extends Address {
  /** The published bytes. Shared with later redeliveries: not to be changed. */
  readonly body: Uint8Array;
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

/** Works on one delivery, and says what becomes of it. */
export type HandleDelivery = (delivery: Delivery) => Promise<Verdict>;

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

/** What an item is for. */
export interface Address {
  readonly lane: string;
  readonly analysis: string;
  /** Which run of the analysis: its work is cancelled together. A whole number of at least 0. */
  readonly run: number;
}

export interface OutgoingWork extends Address {
  readonly body: Uint8Array;
  /** Same key within the work of one analysis (all its runs) and within `dedupWindowMs` = same item, even if the first is long finished. */
  readonly dedupKey: string;
  /** A whole number up to `LAST_TURN` (turns.ts). Without it 0, where also what earlier versions have sent waits, and what is redriven. */
  readonly turn?: number;
}

/**
 * Whose a record is: of the processors of a lane, or, where it comes of no work, of those who write records of its kind. A broker that has
 * rights for each origin holds its users to it (`Capabilities.tellsOrigin`).
 */
export type Origin = { readonly lane: string } | { readonly kind: string };

export interface OutgoingRecord {
  readonly analysis: string;
  readonly body: Uint8Array;
  /** Undefined: of somebody who may write all records, as no service may. */
  readonly origin: Origin | undefined;
  /** Same key within the log of one analysis and within `dedupWindowMs` = same record. */
  readonly dedupKey: string;
}

/** `duplicate`: the broker knows the key and kept the first body. Where it has no window, the answer is always `stored`. */
export type Stored = "stored" | "duplicate";

export interface LogRecord {
  /** Position in the log, ≥ 0; ascending within an analysis. */
  readonly sequence: number;
  readonly analysis: string;
  /** As it was appended; undefined if it had none, also where the broker does not tell. */
  readonly origin?: Origin | undefined;
  /** Shared with other followers: not to be changed. */
  readonly body: Uint8Array;
}

export interface FollowOptions {
  /** Start with the first record whose sequence number is at least this; without it, with the oldest one kept. */
  readonly from?: number;
  readonly signal: AbortSignal;
}

/** What waits and what is worked on in a lane. `undefined`: this broker cannot tell. */
export interface LaneState {
  /** Stored and with no consumer. An item that waits out its delay counts here or in `inFlight`. */
  readonly waiting: number;
  readonly inFlight: number;
  /** Items that are not settled yet and have been delivered at least twice. */
  readonly redelivered: number | undefined;
  /** How many consumers ask for items now. One that is busy may not count: nobody serves the lane if nothing is in flight either. */
  readonly consumers: number | undefined;
  /**
   * Consumers of the lane that do not belong to this project: nobody counts what they have in hand. Absent if there is none, or none that can
   * be told from ours just now.
   */
  readonly foreignConsumers?: number;
}

export interface DeadLetter extends Address {
  readonly id: string;
  readonly reason: string;
  /** How often it had been delivered. */
  readonly attempts: number;
  readonly at: Date;
  readonly body: Uint8Array;
}

/** Which dead letters. Both fields: those that fit both. No field: all. */
export interface DeadFilter {
  readonly id?: string;
  readonly analysis?: string;
}

/** `redrive`: back to its lane, as by `redrive`. `drop`: removed, and its item is not done. `keep`: left as it is. */
export type DeadFate = "redrive" | "drop" | "keep";

export type DecideFate = (letter: DeadLetter) => DeadFate | Promise<DeadFate>;

/** How many dead letters were redriven and dropped. Letters that somebody else settled at the same time do not count. */
export interface SettledDead {
  readonly redriven: number;
  readonly dropped: number;
}

/** What a broker can do. */
export interface Capabilities {
  /** How long the broker remembers dedup keys; 0: it does not. */
  readonly dedupWindowMs: number;
  /** A delivery without a verdict or progress for so long is lost. Infinity: it is lost only with its connection. */
  readonly ackWaitMs: number;
  /** Longer bodies are refused with `BodyTooLargeError`. */
  readonly maxBodyBytes: number;
  /** true: cancelled work leaves the queue at once. false: it stays until its turn, and is dropped then without being delivered. */
  readonly cancelsAtOnce: boolean;
  /** true: `log.trim` removes records. false: the log only grows, unless the broker drops its oldest part by rules of its own. */
  readonly trimsLog: boolean;
  /** true: readers are told the origin of each record, and the broker can have rights for it. false: they are told none. */
  readonly tellsOrigin: boolean;
}

/** Work in lanes. */
export interface WorkQueue {
  /** Puts one item into a lane. The body is copied or sent before this returns its promise. */
  publish(work: OutgoingWork): Promise<Stored>;

  /**
   * Hands the items of some lanes to `handle` until the signal aborts and every delivery in flight is settled.
   * Any number of consumers, in any process, share a lane.
   * @throws {BrokerClosedError} when the connection is closed meanwhile.
   */
  consume(handle: HandleDelivery, options: ConsumeOptions): Promise<void>;

  /**
   * Drops the waiting work of one run of an analysis in every lane, and aborts the signals of its deliveries in flight.
   * Those are not delivered again, whatever their verdict. Log, dead letters and other runs stay. Work published later is new work.
   * @returns how many waiting items were removed; 0 if the broker cannot tell (`cancelsAtOnce` false).
   */
  cancel(analysis: string, run: number): Promise<number>;

  state(lane: string): Promise<LaneState>;
}

/** The log of every analysis. */
export interface EventLog {
  /** Adds one record at the end of the log of an analysis. The body is copied or sent before this returns its promise. */
  append(record: OutgoingRecord): Promise<Stored>;

  /**
   * The log of one analysis (`undefined`: of all, in one common order) from its start, then whatever is appended later.
   * Ends without an error when the signal aborts. A slow reader holds up nobody, and nothing piles up for it.
   * @throws {LogReplacedError} once it is found that the broker has another log than before (lost, emptied, an older copy): on whoever
   * follows or reads at that time, and on whoever goes on `from` a record that this connection has read. What starts later reads the new one.
   * @throws {BrokerClosedError} when the connection is closed meanwhile.
   */
  follow(analysis: string | undefined, options: FollowOptions): AsyncIterable<LogRecord>;

  /** The log of one analysis (`undefined`: of all) up to its end at the time of the call, from its start or from there. */
  read(analysis: string | undefined, options?: Pick<FollowOptions, "from">): AsyncIterable<LogRecord>;

  /**
   * Removes the records of one analysis with sequence numbers below `before`. Sequence numbers and dedup keys of what is removed are not
   * used again. A reader who is at them may still get them.
   * @returns how many were removed; 0 if this broker cannot (`trimsLog` false).
   */
  trim(analysis: string, before: number): Promise<number>;
}

/** Items that failed for good. */
export interface DeadLetterQueue {
  /** The oldest first. */
  list(options?: DeadFilter & { readonly limit?: number }): Promise<DeadLetter[]>;

  count(): Promise<number>;

  /**
   * Publishes a dead letter to its lane again, as a new item (attempts count from 1), and removes it here.
   * @throws {DeadLetterNotFoundError} if there is none of this id.
   */
  redrive(id: string): Promise<void>;

  /**
   * Asks `decide` about each dead letter that is there now, the oldest first, and does what it says. A letter that comes later, also one
   * that was redriven and failed again, is not asked about, so that this ends. Memory does not grow with their number.
   *
   * If `decide` throws, the rest stays as it is and this rejects with that error. If `signal` aborts, it resolves with what was done.
   */
  settle(decide: DecideFate, options?: DeadFilter & { readonly signal?: AbortSignal }): Promise<SettledDead>;
}

/** Which recipe: one that an analysis has stored under a name that follows from its bytes. */
export interface RecipeAddress {
  readonly analysis: string;
  /** 1 to 128 letters, digits, `_`, `.` and `-`. The same name always stands for the same bytes. */
  readonly name: string;
}

/** What the items of an analysis have in common, so that none of them needs to carry it. */
export interface RecipeStore {
  /** Resolves when the broker has stored the bytes; from then on every connection can read them. Again changes nothing. */
  put(recipe: RecipeAddress & { readonly body: Uint8Array }): Promise<void>;

  /** The bytes, which others may share; undefined if the broker has none of this name. */
  get(recipe: RecipeAddress): Promise<Uint8Array | undefined>;

  /** Which recipes there are by now, for `remove`. 0 if this broker removes none (`trimsLog` false). */
  position(): Promise<number>;

  /** Removes the recipes of an analysis that were stored up to a `position`. What was stored later stays, also under the same name. */
  remove(analysis: string, position: number): Promise<void>;
}

export interface OpenOptions {
  /**
   * Whether what an earlier version keeps at the broker is changed to what this one needs. For plotters, which are the last that an update
   * replaces: services of the earlier version cannot be started any more then.
   */
  readonly updates?: boolean;
}

/**
 * One connection to a broker.
 *
 * Disposing it is abrupt. Deliveries in flight are lost and come again, here or elsewhere; their signals abort; followers and
 * consumers reject with `BrokerClosedError`. To stop in good order, first abort the signals and await what they end.
 * Every method rejects with `BrokerClosedError` afterwards. Disposing twice does nothing.
 */
export interface Broker extends AsyncDisposable {
  readonly capabilities: Capabilities;
  readonly work: WorkQueue;
  readonly log: EventLog;
  readonly deadLetters: DeadLetterQueue;
  readonly recipes: RecipeStore;

  /** What an operator should know of the broker as it was when it was opened, as sentences for the log. */
  readonly remarks: readonly string[];

  /**
   * Asks the broker for a sign of life, and resolves when it has come.
   * @throws {BrokerUnavailableError} if none comes within two seconds; at once while the connection is known to be lost.
   * @throws {BrokerIncompleteError} while something that it should keep is known to be missing, by name.
   */
  checkReachable(): Promise<void>;
}
