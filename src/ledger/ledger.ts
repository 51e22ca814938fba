import { canonicalSpec } from "../analysis/analysis-id.ts";
import type { AnalysisSpec } from "../analysis/spec.ts";
import { checkFinite } from "../histogram/exact-sum.ts";
import { isDelta } from "../protocol/delta.ts";
import type { Accepted, ColumnsSeen, Failure, Forgotten, LogEvent, Stalled } from "../protocol/log-event.ts";
import type { AnalysisStatus } from "../protocol/documents/analysis-document.ts";
import type { AnalysisBrief, AnalysisView } from "../protocol/documents/analysis-view.ts";
import { ForeignEventError, NotAcceptedError } from "./errors.ts";
import { gapOfFile, type FileGap } from "./file-gap.ts";
import { checkBelongs, checkLane, checkRanges, checkRun, expectationOf, type Expectation } from "./ledger-checks.ts";
import { EarlyResults } from "./early-results.ts";
import { replacedWarnings, uuidsOf, type FileUuids, type ReadFiles } from "./earlier-files.ts";
import { createSharedFiles } from "./shared-files.ts";
import {
  countSample,
  createSampleRecord,
  partsIn,
  recordFileEvent,
  settleSample,
  type SampleRecord,
} from "./ledger-sample.ts";
import { bytesOf, mostBytesOf } from "./memory-need.ts";
import { createViewBuilder, type ViewFacts } from "./ledger-view.ts";
import { NotedColumns } from "./noted-columns.ts";
import { PartialDeltas } from "./partial-deltas.ts";
import { type OpenStart, RunStarts } from "./run-starts.ts";
import { UnreadableItems } from "./unreadable-items.ts";

/**
 * The pure fold of the log of one analysis.
 *
 * Events may come in any order and any number of times: the view is the same, bit for bit. A partition counts once; sums are exact
 * (exact-sum.ts), and a group's sums are the exact sum of all deltas of its samples, rounded once. What is in counts whichever run it is of;
 * failures count only if they are of the latest accepted run (or of a later one, whose `accepted` is still to come), the wish to cancel
 * only if it is of that run.
 * A file that stands twice in a sample counts once, unless that is meant (file-copies.ts).
 * Memory grows with files and partitions, one bit each, not with deltas; of those that came in part a bounded number is kept
 * (partial-deltas.ts), and what is beyond it is a failure.
 *
 * There are two exceptions. If a file changed while it was read, the version that came first is summed. Such a file is never complete. And
 * for `forgotten`, `pinned` and `stalled` the order of the log counts, which is the same for everybody: what was forgotten is what came
 * before, and what is stalled goes on with what comes after.
 */
export interface Ledger extends LedgerFacts {
  /**
   * Takes one event in. An event that is refused leaves the ledger as it was.
   *
   * @param lane whose processors wrote it; undefined if nobody did or nobody knows. What they wrote of samples of another lane does not count.
   * @returns whether anything changed; false for what was known already.
   * @throws {ForeignEventError} if it is none of this analysis, of another lane, or of a run that cannot be.
   * @throws {IncompatibleSumsError} if its sums have another layout than the spec's.
   * @throws {NonFiniteSumError} if its sums are not all finite.
   */
  apply(event: LogEvent, lane?: string): boolean;
  /**
   * What is known now. It does not change later; between two changes the same object is returned, and after one only the samples that
   * changed are built again.
   *
   * @throws {NotAcceptedError} before the `accepted` event.
   */
  view(): AnalysisView;
  /**
   * What of a file has yet to be done, whether or not it is under way.
   *
   * @throws {NotAcceptedError} before the `accepted` event.
   */
  gapOf(sample: string, file: number): FileGap;
  /** What the first file has, if a processor has told it, and the analysis is accepted. */
  readonly columns: ColumnsSeen | undefined;
}

/** What a ledger knows of its analysis as a whole; cheap enough to ask after every event. */
export interface LedgerFacts {
  /** Whether an `accepted` event is in, so that there is a view. */
  readonly accepted: boolean;
  /** As in the view; `running` before the `accepted` event. */
  readonly status: AnalysisStatus;
  /** The latest accepted run; 0 before the `accepted` event. */
  readonly run: number;
  /** The highest run that any event speaks of; the next one to start is one more. */
  readonly highestRun: number;
  /** Kept when old analyses leave. */
  readonly pinned: boolean;
  /** It runs, but nothing has come for long, and no work of it waited or was under way. */
  readonly stalled: boolean;
  /** When the latest run was accepted, ISO 8601, UTC; undefined before the `accepted` event. */
  readonly startedAt: string | undefined;
  /** When it was accepted first, as in the view; undefined before the `accepted` event. */
  readonly acceptedAt: string | undefined;
  /** Who started it first, as in the view; undefined: nobody gave a name. */
  readonly startedBy: string | undefined;
  /** The run that the latest `forgotten` event speaks of which was not void; 0 if there was none. */
  readonly forgottenRun: number;
  /** Of memory: the most that it can come to while it runs, and what it takes when it has ended. */
  readonly memoryBytes: number;
  /** Runs that somebody began to send out, and that are not accepted as far as is known. */
  readonly openStarts: readonly OpenStart[];
  /** Of the files that were read, to be told when it is forgotten. */
  readonly uuids: FileUuids;
  /** What a list tells of it. @throws {NotAcceptedError} before the `accepted` event. */
  brief(): AnalysisBrief;
}

/**
 * An empty ledger for the analysis of this id.
 *
 * @param mostBytes of memory that it may take; one that can take more keeps its cutflow, and no histograms
 */
export function createLedger(analysis: string, mostBytes = Infinity): Ledger {
  return new LogLedger(analysis, mostBytes);
}

/**
 * Whether the event counts: otherwise it is void, as its writer had not heard of a later start or of the pin.
 *
 * @throws {ForeignEventError} if its run cannot be: nobody forgets a run before it is accepted.
 */
export function isForgottenBy(
  { pinned, run, forgottenRun, accepted, highestRun }: LedgerFacts,
  event: Forgotten,
): boolean {
  checkRun(event, highestRun);
  if (accepted && event.run > run) throw neverAccepted(event, run);
  return !pinned && event.run >= run && event.run > forgottenRun;
}

function neverAccepted({ kind, run }: Forgotten | Stalled, latest: number): ForeignEventError {
  return new ForeignEventError(`Impossible ${kind} event: run ${run} was not accepted, the latest is ${latest}`, {
    field: "run",
  });
}

/** As their id has it: nobody is to be refused for another order of keys. */
function isSameSpec(a: AnalysisSpec, b: AnalysisSpec): boolean {
  return JSON.stringify(a) === JSON.stringify(b) || canonicalSpec(a) === canonicalSpec(b);
}

class LogLedger implements Ledger {
  readonly #analysis: string;
  readonly #mostBytes: number;
  readonly #samples = new Map<string, SampleRecord>();
  /** Before the `accepted` event, in place of the samples. */
  readonly #early = new EarlyResults();
  /** By lane, as `#early`, so that those of another lane do no harm. */
  readonly #partial = new Map<string | undefined, PartialDeltas>();
  #views;
  #shared = createSharedFiles();
  #expected: Expectation | undefined;
  /** The run that began all, when, and whose. */
  #first: Pick<Accepted, "run" | "at" | "startedBy"> | undefined;
  #starts = new RunStarts();
  #highestRun = 0;
  #view: AnalysisView | undefined;
  #startedAt: string | undefined;
  #forgottenRun = 0;
  #pinned = false;
  /** Of files that were read before the latest `forgotten` event that was not void. */
  #before: FileUuids = [];
  #stalled = false;
  #columns = new NotedColumns();
  readonly #unreadable = new UnreadableItems();

  constructor(analysis: string, mostBytes: number) {
    this.#analysis = analysis;
    this.#mostBytes = mostBytes;
    this.#views = createViewBuilder(analysis, this.#samples, this.#shared);
  }

  get accepted(): boolean {
    return this.#expected !== undefined;
  }

  get run(): number {
    return this.#expected?.tally.run ?? 0;
  }

  get highestRun(): number {
    return this.#highestRun;
  }

  get pinned(): boolean {
    return this.#pinned;
  }

  get stalled(): boolean {
    return this.#stalled && this.status === "running";
  }

  get startedAt(): string | undefined {
    return this.#startedAt;
  }

  get acceptedAt(): string | undefined {
    return this.#first?.at;
  }

  get startedBy(): string | undefined {
    return this.#first?.startedBy;
  }

  get forgottenRun(): number {
    return this.#forgottenRun;
  }

  get memoryBytes(): number {
    const expected = this.#expected;
    if (expected !== undefined && this.status === "running") return mostBytesOf(expected.spec, expected.kept);
    let bytes = [...this.#partial.values()].reduce((sum, partial) => sum + partial.bytes, 0);
    for (const { sums } of [...this.#samples.values(), ...this.#early.all()])
      for (const ofLayout of sums.values()) bytes += ofLayout.bytes;
    return expected === undefined ? bytes : bytesOf(expected.spec, expected.kept, bytes);
  }

  get uuids(): FileUuids {
    return this.#expected === undefined ? this.#before : uuidsOf(this.#read(this.#expected), this.#before);
  }

  get columns(): ColumnsSeen | undefined {
    return this.#expected === undefined ? undefined : this.#columns.of(this.#expected);
  }

  get status(): AnalysisStatus {
    if (this.#expected === undefined) return "running";
    const { tally, files } = this.#expected;
    if (tally.complete === files) return "complete";
    if (this.#starts.isCancelled(tally.run)) return "cancelled";
    if (tally.complete + tally.lost === files) return "incomplete";
    return this.#lostUnread(this.#expected) === undefined ? "running" : "incomplete";
  }

  get openStarts(): readonly OpenStart[] {
    return this.#starts.open;
  }

  apply(event: LogEvent, lane?: string): boolean {
    if (event.analysis !== this.#analysis)
      throw new ForeignEventError(
        `The event belongs to analysis ${event.analysis}, this is the ledger of ${this.#analysis}`,
      );
    const changed = this.#applyOwn(event, lane);
    if (!changed) return false;
    this.#view = undefined;
    if (event.kind !== "stalled" && event.kind !== "pinned") this.#stalled = false;
    return true;
  }

  view(): AnalysisView {
    const expected = this.#expectation();
    return (this.#view ??= this.#views.build(expected, this.#facts(expected)));
  }

  brief(): AnalysisBrief {
    const expected = this.#expectation();
    return this.#views.brief(expected, this.#facts(expected));
  }

  gapOf(sample: string, file: number): FileGap {
    const { tally } = this.#expectation();
    return gapOfFile(this.#samples.get(sample)?.files.get(file), tally);
  }

  #facts(expected: Expectation): ViewFacts {
    return {
      status: this.status,
      acceptedAt: this.#first!.at,
      startedBy: this.startedBy,
      pinned: this.#pinned,
      stalled: this.stalled,
      lost: this.#lostUnread(expected),
      columns: this.columns,
      replaced: replacedWarnings(this.#read(expected), this.#before),
    };
  }

  #read({ spec, tally }: Expectation): ReadFiles {
    return { spec, tally, samples: this.#samples };
  }

  #expectation(): Expectation {
    if (this.#expected !== undefined) return this.#expected;
    throw new NotAcceptedError(`Analysis ${this.#analysis} has not been accepted yet, as far as the log has been read`);
  }

  #applyOwn(event: LogEvent, lane: string | undefined): boolean {
    if ("run" in event) checkRun(event, this.#highestRun);
    if (event.kind === "accepted") return this.#accept(event);
    if (event.kind === "cancelled") {
      this.#noteRun(event.run);
      return this.#starts.cancelled(event.run);
    }
    if (event.kind === "begun") {
      // No trace of the run: whoever starts it too meanwhile, or after a crash, begins the same one, and sends the same items.
      this.#starts.begun(event.run, event.at);
      return false; // nothing that anybody is shown
    }
    if (event.kind === "pinned") {
      const changed = event.pinned !== this.#pinned;
      this.#pinned = event.pinned;
      return changed;
    }
    if (event.kind === "forgotten") return this.#forget(event);
    if (event.kind === "stalled") return this.#stall(event);
    if (event.kind === "columns-seen") return this.#columns.note(event, this.#expected, lane);
    const expected = this.#expected;
    if (event.kind === "item-unreadable") {
      if (expected !== undefined) checkLane(expected, event, lane);
      this.#noteRun(event.run);
      return this.#unreadable.add(event, lane);
    }
    checkRanges(event);
    if (isDelta(event)) checkFinite(event.sums);
    if (expected !== undefined) {
      checkBelongs(expected, event);
      checkLane(expected, event, lane);
    }
    const samples = expected === undefined ? this.#early.of(lane) : this.#samples;
    let sample = samples.get(event.sample);
    if (sample === undefined)
      samples.set(event.sample, (sample = createSampleRecord(expected?.mayRepeat.has(event.sample) === true)));
    if (event.kind === "partition-failed" || event.kind === "file-failed") this.#noteRun(event.run);
    const isFirstPlan = event.kind === "file-planned" && sample.files.get(event.file)?.plan === undefined;
    if (isFirstPlan && expected !== undefined) this.#shared.notePlanned(event.sample, event.file, event.identity);
    return recordFileEvent(sample, event, this.#partialOf(lane), expected?.tally);
  }

  #partialOf(lane: string | undefined): PartialDeltas {
    let partial = this.#partial.get(lane);
    if (partial === undefined) this.#partial.set(lane, (partial = new PartialDeltas()));
    return partial;
  }

  #stall(event: Stalled): boolean {
    const { run } = event;
    if (this.accepted && run > this.run) throw neverAccepted(event, this.run);
    if (this.stalled || !this.accepted || run !== this.run || this.status !== "running") return false;
    return (this.#stalled = true);
  }

  /** Why what is outstanding will not come, if all of it was lost in items that nobody could read. */
  #lostUnread(expected: Expectation): Failure | undefined {
    if (this.#unreadable.size === 0) return undefined;
    const { tally, files } = expected;
    const open = files - tally.complete - tally.lost;
    return open === 0 ? undefined : this.#unreadable.failureOf(open, expected, this.#samples);
  }

  #accept(event: Accepted): boolean {
    const { run, at, startedBy } = event;
    // Begun by somebody who counted on what is forgotten: its work leaves out what was in by then.
    if ((event.afterForgotten ?? 0) < this.#forgottenRun) {
      const isNews = run > this.#highestRun;
      this.#noteRun(run);
      return isNews;
    }
    if (this.#expected === undefined) {
      this.#expect(event);
      this.#starts.accepted(run);
    } else {
      if (!isSameSpec(this.#expected.spec, event.spec))
        throw new ForeignEventError("The analysis was accepted a second time, with another spec", { field: "spec" });
      this.#starts.accepted(run);
      if (run > this.#expected.tally.run) this.#restart(this.#expected, run);
      else if (!this.#isFirst(event)) return false;
    }
    if (this.#isFirst(event)) this.#first = { run, at, ...(startedBy === undefined ? {} : { startedBy }) };
    if (run === this.run) this.#startedAt = at;
    this.#noteRun(run);
    return true;
  }

  /** Everything begins anew, but for the numbers of the runs: a late message of an earlier one must not be taken for one of a later. */
  #forget(event: Forgotten): boolean {
    if (!isForgottenBy(this, event)) return false;
    const { run, beyond, files = [] } = event;
    this.#samples.clear();
    this.#early.clear();
    this.#partial.clear();
    this.#shared = createSharedFiles();
    this.#views = createViewBuilder(this.#analysis, this.#samples, this.#shared);
    this.#expected = undefined;
    this.#first = undefined;
    this.#startedAt = undefined;
    this.#starts = new RunStarts();
    this.#stalled = false;
    this.#columns = new NotedColumns();
    this.#unreadable.clear();
    this.#forgottenRun = run;
    this.#before = files;
    this.#noteRun(beyond);
    return true;
  }

  /** What came before the spec was known and does not belong to it is forgotten, as it would be refused now. */
  #expect(event: Accepted): void {
    const expected = expectationOf(event, this.#mostBytes);
    for (const [name, { files }] of expected.samples) {
      const state = this.#early.take(name, expected.lanes.get(name)!);
      if (state === undefined) continue;
      settleSample(state, files.length, expected.mayRepeat.has(name), expected.tally);
      this.#samples.set(name, state);
      for (const [file, { plan }] of state.files)
        if (plan !== undefined) this.#shared.notePlanned(name, file, plan.identity);
    }
    this.#early.clear();
    const kept = new Set([...this.#samples.values()].flatMap(partsIn));
    for (const partial of this.#partial.values()) partial.keepOnly(kept);
    this.#expected = expected;
  }

  /** Another run: failures of earlier ones count no longer. */
  #restart({ tally }: Expectation, run: number): void {
    Object.assign(tally, { run, lost: 0, complete: 0 });
    for (const state of this.#samples.values()) countSample(state, tally);
  }

  /** Whether it accepts an earlier run than all before it, or the same one earlier; of two at the same moment, one is chosen by its name. */
  #isFirst({ run, at, startedBy = "" }: Accepted): boolean {
    const first = this.#first;
    if (first === undefined || run !== first.run) return first === undefined || run < first.run;
    return at < first.at || (at === first.at && startedBy > (first.startedBy ?? ""));
  }

  #noteRun(run: number): void {
    this.#highestRun = Math.max(this.#highestRun, run);
  }
}
