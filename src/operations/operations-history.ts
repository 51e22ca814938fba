import { type Delta, isDelta, isLastOf } from "../protocol/delta.ts";
import type { FailureCount, HistoryPoint } from "../protocol/documents/history-document.ts";
import type { LaneDocument } from "../protocol/documents/operations-document.ts";
import type { LogEvent } from "../protocol/log-event.ts";

/** How long a point is. */
export const stepMs = 30_000;
const mostPoints = 120;
/** Slow files, and reasons, of a point and of all together. */
const mostSlow = 10;
const mostReasons = 20;
/** Reasons beyond them. */
export const otherReasons = "other reasons";
/** A pace is that of so many points. */
const paceSteps = 10;
/** A pace over less says nothing. */
const leastPaceMs = 1000;

/** A file by its slowest partition. */
export interface SlowFile {
  readonly analysis: string;
  readonly sample: string;
  readonly source: string;
  readonly milliseconds: number;
  readonly entries: number;
  readonly bytes: number;
}

interface Step {
  entries: number;
  partitions: number;
  bytes: number;
  slow: readonly SlowFile[];
  readonly failures: Map<string, FailureCount>;
}

/** What came since a time. */
interface Came {
  readonly at: number;
  entries: number;
}

/**
 * What came in during the last hour, in steps, and what it was. It knows no clock: times are given to it, in milliseconds since 1970.
 * Memory is bounded: so many steps, and in each so many slow files and reasons.
 */
export class OperationsHistory {
  #since: number | undefined;
  #begun = 0;
  #step = emptyStep();
  #past: { readonly point: HistoryPoint; readonly step: Step }[] = [];
  readonly #paces = new Map<string, Came[]>();

  /** What comes from now on counts. */
  begin(now: number): void {
    this.#since = this.#begun = now;
    this.#step = emptyStep();
  }

  /** Undefined: it has not begun. */
  get since(): Date | undefined {
    return this.#since === undefined ? undefined : new Date(this.#since);
  }

  /** The oldest first. */
  get points(): readonly HistoryPoint[] {
    return this.#past.map(({ point }) => point);
  }

  /** An event that is new, and counts. */
  take(event: LogEvent, now: number): void {
    if (this.#since === undefined) return;
    if ("failure" in event) countFailure(this.#step.failures, event.failure.name, 1, event.failure.attempts);
    if (isDelta(event) && isLastOf(event)) this.#takeDelta(event, now);
  }

  /**
   * A step is over.
   *
   * @param lanes as they are now; undefined: nobody knows
   * @param running analyses; the pace of others is forgotten
   */
  endStep(now: number, lanes: readonly LaneDocument[] | undefined, running: ReadonlySet<string>): void {
    const { entries, partitions, bytes } = this.#step;
    const seconds = (now - this.#begun) / 1000;
    const point = { at: new Date(now).toISOString(), seconds, entries, partitions, bytes };
    this.#past.push({ point: lanes === undefined ? point : { ...point, lanes }, step: this.#step });
    const oldest = now - mostPoints * stepMs;
    this.#past = this.#past.slice(-mostPoints).filter(({ point: { at } }) => Date.parse(at) > oldest);
    this.#step = emptyStep();
    this.#begun = now;
    for (const [id, came] of this.#paces)
      if (!running.has(id)) this.#paces.delete(id);
      else {
        came.push({ at: now, entries: 0 });
        if (came.length > paceSteps) came.shift();
      }
  }

  /** Events per second of an analysis in the last minutes; undefined if nothing came, or not for long enough. */
  paceOf(analysis: string, now: number): number | undefined {
    const came = this.#paces.get(analysis) ?? [];
    const ms = now - (came[0]?.at ?? now);
    const entries = came.reduce((sum, each) => sum + each.entries, 0);
    return ms < leastPaceMs || entries === 0 ? undefined : (1000 * entries) / ms;
  }

  /** The slowest first. Exact: whoever is among the slowest of all is so in its step. */
  slowest(): readonly SlowFile[] {
    return this.#past.flatMap(({ step }) => step.slow).reduce<readonly SlowFile[]>(withSlow, []);
  }

  /** The most frequent first. */
  failures(): readonly FailureCount[] {
    const all = new Map<string, FailureCount>();
    for (const { step } of this.#past)
      for (const { error, items, tries } of step.failures.values()) countFailure(all, error, items, tries);
    return [...all.values()].sort((a, b) => b.items - a.items);
  }

  #takeDelta({ analysis, sample, source, seen, stats }: Delta, now: number): void {
    const { milliseconds, bytes } = stats;
    this.#step.entries += seen;
    this.#step.partitions++;
    this.#step.bytes += bytes;
    this.#step.slow = withSlow(this.#step.slow, { analysis, sample, source, milliseconds, entries: seen, bytes });
    const came = this.#paces.get(analysis);
    // What came with the first one was made before.
    if (came === undefined) this.#paces.set(analysis, [{ at: now, entries: 0 }]);
    else came.at(-1)!.entries += seen;
  }
}

function emptyStep(): Step {
  return { entries: 0, partitions: 0, bytes: 0, slow: [], failures: new Map() };
}

/** With one more partition: a file stands there once, by the slowest. */
function withSlow(slow: readonly SlowFile[], file: SlowFile): readonly SlowFile[] {
  if (slow.length === mostSlow && file.milliseconds <= slow.at(-1)!.milliseconds) return slow;
  const isSame = (other: SlowFile) =>
    other.source === file.source && other.sample === file.sample && other.analysis === file.analysis;
  const known = slow.find(isSame);
  if (known !== undefined && known.milliseconds >= file.milliseconds) return slow;
  const others = slow.filter((other) => other !== known);
  return [...others, file].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, mostSlow);
}

function countFailure(counts: Map<string, FailureCount>, name: string, items: number, tries: number): void {
  const error = counts.has(name) || counts.size < mostReasons ? name : otherReasons;
  const known = counts.get(error);
  counts.set(error, { error, items: items + (known?.items ?? 0), tries: tries + (known?.tries ?? 0) });
}
