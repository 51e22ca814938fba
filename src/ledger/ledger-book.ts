import { nextTurn } from "#runtime/next-turn";
import type { Logger } from "../logging/logger.ts";
import { aborted } from "../async/aborted.ts";
import { pause } from "../async/pause.ts";
import { InTurn } from "../async/in-turn.ts";
import { TimeSlices } from "../async/time-slices.ts";
import { BrokerUnavailableError, LogReplacedError } from "../messaging/errors.ts";
import type { Broker, EventLog, LogRecord } from "../messaging/port.ts";
import { isDelta, isLastOf } from "../protocol/delta.ts";
import type { Accepted, Forgotten, LogEvent } from "../protocol/log-event.ts";
import { BadRecords } from "./bad-records.ts";
import { BookSubscribers } from "./book-subscribers.ts";
import { type BookCounts, noCounts } from "./book-counts.ts";
import { ForgottenAnalyses, type Remains } from "./forgotten-analyses.ts";
import {
  type BookedAnalysis,
  createBookedAnalysis,
  type FoldingAnalysis,
  type OpenAnalysis,
} from "./booked-analysis.ts";
import { LedgerRoom } from "./ledger-room.ts";
import { checkId, foldRecord } from "./read-ledger.ts";
import { laneOf, readRecord } from "./read-record.ts";
import type { OpenStart } from "./run-starts.ts";
import type { ThrottleOptions } from "./throttle.ts";

/** The ledgers of all analyses in the log. */
export interface LedgerBook {
  /** The analysis of this id, if the log has told of it; it may not be accepted yet. */
  get(id: string): BookedAnalysis | undefined;
  /** As `get`, with its results, if they are in memory now. */
  opened(id: string): OpenAnalysis | undefined;
  /**
   * As `get`, with its results: at once, or read from the log if they have left memory.
   *
   * @throws {BrokerUnavailableError | BrokerClosedError} if they are in the log alone and it cannot be read.
   */
  open(id: string): Promise<OpenAnalysis | undefined>;
  /** Those that are accepted, the newest first. */
  list(): BookedAnalysis[];
  /** `Ledger.forgottenRun`; 0 as well of an analysis that was never forgotten, or long ago. */
  forgottenRunOf(id: string): number;
  /** `Ledger.highestRun`; of an analysis that was forgotten, too. */
  highestRunOf(id: string): number;
  /** `Ledger.openStarts` of all analyses, if they began before this time. */
  openStarts(before: Date): Iterable<OpenStart & { readonly analysis: string }>;
  /** What is left in the log of analyses that were forgotten. Whoever removes some of it says so by `ForgottenAnalyses.trimmed`. */
  readonly forgotten: Remains;
  /** `BookedAnalysis.sequence`; 0 of an analysis that is not known. */
  sequenceOf(id: string): number;
  /** Position in the log of the last record that is folded; 0 before the first. */
  readonly position: number;
  /**
   * Calls `listener` after changes of one analysis (`undefined`: of any): soon after the first one, then at most every 50 ms, and more
   * rarely if listeners take more than a tenth of the time.
   * @returns what ends it.
   */
  subscribe(id: string | undefined, listener: (id: string) => void): () => void;
  /** Resolves with true as soon as the condition holds for the analysis, with false when it does not within `ms`. */
  waitUntil(id: string, condition: (analysis: BookedAnalysis) => boolean, ms: number): Promise<boolean>;
  /** As `waitUntil` for a run that was started by somebody who knew of this forgotten one; ends also when a later one is forgotten. */
  waitUntilStarted(id: string, run: number, forgotten: number, ms: number): Promise<boolean>;
  /** Resolves with true as soon as this run of the analysis is forgotten, with false when it is not within `ms`. */
  waitUntilForgotten(id: string, run: number, ms: number): Promise<boolean>;
  /** Of memory, for all analyses (`LedgerRoom`). */
  readonly memoryUsed: number;
  /** Lets results of ended analyses leave memory, as far as there are any, until so many bytes of it are free. */
  makeRoom(bytes: number): void;
  readonly counts: BookCounts;
  /** Everything that was in the log when the book was opened is folded. False again while another log is read, see `onReplaced`. */
  readonly isCaughtUp: boolean;
  /** Resolves when `isCaughtUp` becomes true; never, if the book is stopped before. To be asked for anew each time. */
  readonly caughtUp: Promise<void>;
  /**
   * Calls `listener` when the broker has another log than before, so that the book has dropped all that it knew and reads that from its
   * start. Subscribers hear of every analysis when it is read, also of those that are gone.
   * @returns what ends it.
   */
  onReplaced(listener: () => void): () => void;
  /** Calls `listener` with each new event that changed something, once the book has caught up. @returns what ends it. */
  onFolded(listener: (event: LogEvent) => void): () => void;
  /** Resolves after `signal` has aborted; rejects with the error that ended the following of the log. */
  readonly stopped: Promise<void>;
}

export interface BookOptions {
  readonly broker: Pick<Broker, "log">;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly throttle?: ThrottleOptions;
  /** Of memory for all analyses, and so for one (`createLedger`); default any number. */
  readonly memoryBudget?: number | undefined;
  /** Throws if the id is not that of the specification. Another one only in tests, whose analyses have names that are invented. */
  readonly checkId?: (event: Accepted) => Promise<void>;
  /** For whoever cannot go on with another log: `stopped` rejects with the `LogReplacedError` then. */
  readonly endsWithLog?: boolean;
}

/** Folding holds up everything else in this thread for so long at most. */
const sliceMs = 10;
/** A broker that does not answer yet is asked again after this pause. */
const retryMs = 500;

/** Opens the book: reads the log from its start, then follows it. */
export function createLedgerBook(options: BookOptions): LedgerBook {
  return new Book(options);
}

class Book implements LedgerBook {
  readonly stopped: Promise<void>;
  caughtUp: Promise<void>;
  isCaughtUp = false;
  readonly #log: EventLog;
  readonly #logger: Logger;
  readonly #signal: AbortSignal;
  readonly #memoryBudget: number;
  readonly #checkId: (event: Accepted) => Promise<void>;
  readonly #endsWithLog: boolean;
  readonly #subscribers: BookSubscribers;
  readonly #onReplaced = new Set<() => void>();
  readonly #onFolded = new Set<(event: LogEvent) => void>();
  readonly #counts = noCounts();
  #room: LedgerRoom;
  #analyses = new Map<string, FoldingAnalysis>();
  #forgotten = new ForgottenAnalyses();
  readonly #bad: BadRecords;
  /** Results that are being read from the log, one analysis after the other: each takes room. */
  readonly #opening = new Map<FoldingAnalysis, Promise<void>>();
  readonly #turns = new InTurn();
  #tellCaughtUp: () => void = () => undefined;
  #sliceBegan = 0;
  /** All records before this one are folded. */
  #next = 0;

  constructor(options: BookOptions) {
    const { broker, logger, signal, throttle, memoryBudget = Infinity, endsWithLog = false } = options;
    this.#checkId = options.checkId ?? checkId;
    this.#log = broker.log;
    this.#logger = logger;
    this.#bad = new BadRecords(logger);
    this.#signal = signal;
    this.#memoryBudget = memoryBudget;
    this.#endsWithLog = endsWithLog;
    this.#room = new LedgerRoom(memoryBudget);
    this.#subscribers = new BookSubscribers(logger, throttle);
    this.caughtUp = this.#nextCaughtUp();
    const following = this.#follow(signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    // A reader that waits for a broker that is away does not hear of the signal.
    this.stopped = Promise.race([aborted(signal), following]).finally(() => {
      this.#subscribers.close();
    });
  }

  get counts(): BookCounts {
    return this.#counts;
  }

  get(id: string): BookedAnalysis | undefined {
    return this.#analyses.get(id);
  }

  opened(id: string): OpenAnalysis | undefined {
    const analysis = this.#analyses.get(id);
    return analysis?.isOpen === true ? analysis : undefined;
  }

  async open(id: string): Promise<OpenAnalysis | undefined> {
    const analysis = this.#analyses.get(id);
    if (analysis === undefined) return undefined;
    if (analysis.isOpen) this.#room.count(analysis);
    else await this.#bringBack(analysis, this.#next);
    return this.opened(id);
  }

  get memoryUsed(): number {
    return this.#room.used;
  }

  makeRoom(bytes: number): void {
    this.#room.make(bytes);
  }

  get forgotten(): Remains {
    return this.#forgotten;
  }

  forgottenRunOf(id: string): number {
    return this.#analyses.get(id)?.ledger.forgottenRun ?? this.#forgotten.runOf(id);
  }

  highestRunOf(id: string): number {
    return this.#analyses.get(id)?.ledger.highestRun ?? this.#forgotten.highestRunOf(id);
  }

  list(): BookedAnalysis[] {
    return [...this.#analyses.values()]
      .filter((analysis) => analysis.accepted)
      .sort((a, b) => b.acceptedSequence - a.acceptedSequence);
  }

  *openStarts(before: Date): Generator<OpenStart & { readonly analysis: string }, void, undefined> {
    for (const { id, ledger } of this.#analyses.values())
      for (const start of ledger.openStarts)
        if (Date.parse(start.at) < before.getTime()) yield { analysis: id, ...start };
  }

  sequenceOf(id: string): number {
    return this.#analyses.get(id)?.sequence ?? 0;
  }

  get position(): number {
    return Math.max(0, this.#next - 1);
  }

  subscribe(id: string | undefined, listener: (id: string) => void): () => void {
    return this.#subscribers.subscribe(id, listener);
  }

  waitUntil(id: string, condition: (analysis: BookedAnalysis) => boolean, ms: number): Promise<boolean> {
    const holds = (): boolean => {
      const analysis = this.#analyses.get(id);
      return analysis !== undefined && condition(analysis);
    };
    return this.#subscribers.waitUntil(id, holds, ms);
  }

  waitUntilStarted(id: string, run: number, forgotten: number, ms: number): Promise<boolean> {
    const isStarted = (): boolean => (this.#analyses.get(id)?.ledger.run ?? 0) >= run;
    return this.#subscribers.waitUntil(id, () => isStarted() || this.forgottenRunOf(id) > forgotten, ms);
  }

  waitUntilForgotten(id: string, run: number, ms: number): Promise<boolean> {
    return this.#subscribers.waitUntil(id, () => this.forgottenRunOf(id) >= run, ms);
  }

  onReplaced(listener: () => void): () => void {
    const own = () => {
      listener();
    };
    this.#onReplaced.add(own);
    return () => this.#onReplaced.delete(own);
  }

  onFolded(listener: (event: LogEvent) => void): () => void {
    this.#onFolded.add(listener);
    return () => this.#onFolded.delete(listener);
  }

  #nextCaughtUp(): Promise<void> {
    return new Promise((resolve) => {
      this.#tellCaughtUp = resolve;
    });
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let gone: readonly string[] = [];
    for (;;) {
      try {
        await this.#followLog(signal, gone);
        return;
      } catch (error) {
        if (!(error instanceof LogReplacedError) || this.#endsWithLog || signal.aborted) throw error;
        gone = [...new Set([...gone, ...this.#analyses.keys()])];
        this.#beginAnew(error);
      }
    }
  }

  /** What was read is not in the broker's log: the book becomes as one that has just been opened. */
  #beginAnew({ message }: LogReplacedError): void {
    const because = { because: message, analysesBefore: this.#analyses.size };
    this.#logger.warn("The log is read again from its start", because);
    if (this.isCaughtUp) this.caughtUp = this.#nextCaughtUp();
    this.isCaughtUp = false;
    this.#drop();
    for (const listener of [...this.#onReplaced]) listener();
  }

  #drop(): void {
    this.#analyses = new Map();
    this.#forgotten = new ForgottenAnalyses();
    this.#room = new LedgerRoom(this.#memoryBudget);
    this.#bad.forget();
    this.#next = 0;
  }

  /** @param gone analyses that were known from another log */
  async #followLog(signal: AbortSignal, gone: readonly string[]): Promise<void> {
    if ((await this.#replay(signal)) === "stopped") return;
    this.isCaughtUp = true;
    this.#tellCaughtUp();
    for (const id of gone) this.#subscribers.changed(id);
    for await (const record of this.#log.follow(undefined, { from: this.#next, signal })) {
      const turn = this.#take(record);
      if (turn !== undefined) await turn;
    }
  }

  /** Everything that is in the log now; a broker that is away is waited for. */
  async #replay(signal: AbortSignal): Promise<"read" | "stopped"> {
    const isStopped = () => signal.aborted;
    while (!isStopped()) {
      try {
        for await (const record of this.#log.read(undefined, { from: this.#next })) {
          const turn = this.#take(record);
          if (turn !== undefined) await turn;
          if (isStopped()) return "stopped";
        }
        return "read";
      } catch (error) {
        if (!(error instanceof BrokerUnavailableError)) throw error;
        await pause(retryMs);
      }
    }
    return "stopped";
  }

  /** Folds a record. @returns what to wait for, if others should have their turn now, or if it is for results that are in the log alone */
  #take(record: LogRecord): Promise<void> | undefined {
    // Known already, and read again after the broker had been away.
    if (record.sequence < this.#next) return undefined;
    const event = this.#read(record);
    // Only then others may have their turn meanwhile; the next record waits.
    return event?.kind === "accepted" ? this.#takeAccepted(event, record) : this.#takeEvent(event, record);
  }

  async #takeAccepted(event: Accepted, record: LogRecord): Promise<void> {
    let checked: Accepted | undefined = event;
    try {
      await this.#checkId(event);
    } catch (error) {
      this.#passOver(record, error);
      checked = undefined;
    }
    await this.#takeEvent(checked, record);
  }

  /** @param event undefined if it was passed over */
  #takeEvent(event: LogEvent | undefined, record: LogRecord): Promise<void> | undefined {
    const begun = performance.now();
    const opening = event === undefined ? undefined : this.#fold(event, record);
    if (opening === undefined) this.#next = record.sequence + 1;
    const ended = performance.now();
    this.#counts.foldSeconds += (ended - begun) / 1000;
    if (opening !== undefined) return this.#takeAfter(opening, record);
    if (ended - this.#sliceBegan < sliceMs) return undefined;
    return nextTurn().then(() => {
      this.#sliceBegan = performance.now();
    });
  }

  async #takeAfter(opening: Promise<void>, record: LogRecord): Promise<void> {
    try {
      await opening;
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError) || this.#signal.aborted) throw error;
      await pause(retryMs);
    }
    await this.#take(record);
    this.#subscribers.changed(record.analysis);
  }

  /** @returns undefined if it cannot be read, which is told */
  #read(record: LogRecord): LogEvent | undefined {
    const begun = performance.now();
    try {
      return readRecord(record);
    } catch (error) {
      this.#passOver(record, error);
      return undefined;
    } finally {
      this.#counts.foldSeconds += (performance.now() - begun) / 1000;
    }
  }

  /** @returns what to wait for before it is tried again, if it changes results that are in the log alone; then nothing was done */
  #fold(event: LogEvent, record: LogRecord): Promise<void> | undefined {
    const id = record.analysis;
    try {
      const known = this.#analyses.get(id);
      if (known?.isOpen === false && event.kind !== "forgotten") {
        // Of one that is not accepted, results count for nothing before it is.
        if (known.accepted || !("sample" in event)) return this.#bringBack(known, record.sequence, event);
        this.#counts.events[event.kind]++;
        return undefined;
      }
      const analysis = known ?? this.#forgotten.revive(createBookedAnalysis(id, this.#memoryBudget));
      const changed = analysis.fold(event, record.sequence, laneOf(record));
      if (event.kind === "forgotten" && changed) this.#forget(event, record.sequence, known);
      else if (known === undefined && event.kind !== "forgotten") this.#analyses.set(id, analysis);
      this.#counts.events[event.kind]++;
      if (!changed) return undefined;
      if (isDelta(event) && isLastOf(event)) this.#counts.deltasFolded++;
      if (event.kind !== "forgotten") this.#count(analysis, event);
    } catch (error) {
      this.#passOver(record, error);
      return undefined;
    }
    if (this.isCaughtUp) for (const listener of this.#onFolded) listener(event);
    this.#subscribers.changed(id);
    return undefined;
  }

  /** What it takes of memory has changed. While it runs it counts with the most that it can come to, whatever comes in. */
  #count(analysis: FoldingAnalysis, { kind }: LogEvent): void {
    if (kind !== "accepted" && analysis.accepted && analysis.status === "running") return;
    this.#room.count(analysis);
    this.#room.make(0, analysis);
  }

  #bringBack(analysis: FoldingAnalysis, before: number, first?: LogEvent): Promise<void> {
    let opening = this.#opening.get(analysis);
    if (opening === undefined) {
      opening = this.#turns
        .run("opening", () => this.#readBack(analysis, before, first))
        .finally(() => this.#opening.delete(analysis));
      this.#opening.set(analysis, opening);
    }
    return opening;
  }

  /**
   * Reads the log of an analysis again, up to where the book has read it.
   *
   * @param first an event that is to come now: if it accepts the analysis, what came before it is understood with it
   */
  async #readBack(analysis: FoldingAnalysis, before: number, first: LogEvent | undefined): Promise<void> {
    const { id, firstSequence } = analysis;
    const folded = this.#forgotten.revive(createBookedAnalysis(id, this.#memoryBudget));
    // What is passed over was told when it came, or will be.
    const fold = (read: () => LogEvent, sequence: number, lane?: string) =>
      foldRecord(read, (event) => folded.fold(event, sequence, lane), this.#checkId);
    if (!analysis.accepted && first !== undefined) await fold(() => first, before);
    const slices = new TimeSlices();
    for await (const record of this.#log.read(id, { from: firstSequence })) {
      if (record.sequence >= before) break;
      await fold(() => readRecord(record), record.sequence, laneOf(record));
      await slices.step();
    }
    // Forgotten meanwhile.
    if (this.#analyses.get(id) !== analysis) return;
    analysis.bringBack(folded);
    this.#room.count(analysis);
    this.#room.make(0, analysis);
  }

  #forget(event: Forgotten, sequence: number, known: FoldingAnalysis | undefined): void {
    const id = event.analysis;
    this.#forgotten.add(event, sequence, known !== undefined);
    this.#bad.forget(id);
    if (known === undefined) return;
    this.#analyses.delete(id);
    this.#room.remove(known);
    this.#counts.forgotten++;
  }

  /** One bad record must not take all analyses with it, so nothing that it does ends the following. */
  #passOver(record: LogRecord, error: unknown): void {
    this.#counts.badRecords++;
    this.#bad.tell(record, error);
  }
}
