import { checkFinite } from "../histogram/exact-sum.ts";
import type { Accepted, LogEvent } from "../protocol/log-event.ts";
import type { AnalysisStatus, AnalysisView } from "./analysis-view.ts";
import { ForeignEventError, NotAcceptedError } from "./errors.ts";
import { checkBelongs, checkRanges, expectationOf, type Expectation } from "./ledger-checks.ts";
import { createSampleState, recordFileEvent, settleSample, type SampleState, type Standings } from "./ledger-sample.ts";
import { createViewBuilder } from "./ledger-view.ts";

/**
 * The pure fold of the log of one analysis.
 *
 * Events may come in any order and any number of times: the view is the same, bit for bit. A partition counts once; sums are exact
 * (exact-sum.ts), and a group's sums are the exact sum of all deltas of its samples, rounded once. Memory grows with files and
 * partitions, one bit each, not with deltas.
 *
 * The one exception: if a file changed while it was read, the version that came first is summed. Such a file is never complete.
 */
export interface Ledger {
  /** Whether the `accepted` event is in, so that there is a view. */
  readonly accepted: boolean;
  /** As in the view, but cheap enough to ask after every event; `running` before the `accepted` event. */
  readonly status: AnalysisStatus;
  /**
   * Takes one event in. An event that is refused leaves the ledger as it was.
   *
   * @returns whether anything changed; false for what was known already.
   * @throws {ForeignEventError} if it is none of this analysis.
   * @throws {IncompatibleSumsError} if its sums have another layout than the spec's.
   * @throws {NonFiniteSumError} if its sums are not all finite.
   */
  apply(event: LogEvent): boolean;
  /**
   * What is known now. It does not change later; between two changes the same object is returned, and after one only the samples that
   * changed are built again.
   *
   * @throws {NotAcceptedError} before the `accepted` event.
   */
  view(): AnalysisView;
}

/** An empty ledger for the analysis of this id. */
export function createLedger(analysis: string): Ledger {
  const samples = new Map<string, SampleState>();
  const views = createViewBuilder(analysis, samples);
  const standings: Standings = { lost: 0, complete: 0 };
  let expected: Expectation | undefined;
  let cancelled = false;
  let view: AnalysisView | undefined;

  function apply(event: LogEvent): boolean {
    if (event.analysis !== analysis)
      throw new ForeignEventError(`The event belongs to analysis ${event.analysis}, this is the ledger of ${analysis}`);
    const changed = applyOwn(event);
    if (changed) view = undefined;
    return changed;
  }

  function applyOwn(event: LogEvent): boolean {
    if (event.kind === "accepted") return accept(event);
    if (event.kind === "cancelled") {
      const changed = !cancelled;
      cancelled = true;
      return changed;
    }
    checkRanges(event);
    if (event.kind === "partition-done") checkFinite(event.sums);
    if (expected !== undefined) checkBelongs(expected, event);
    let sample = samples.get(event.sample);
    if (sample === undefined) samples.set(event.sample, (sample = createSampleState()));
    return recordFileEvent(sample, event, expected?.layoutKey, standings);
  }

  /** What came before the spec was known and does not belong to it is forgotten, as it would be refused now. */
  function accept(event: Accepted): boolean {
    if (expected !== undefined) {
      if (JSON.stringify(expected.event.spec) === JSON.stringify(event.spec)) return false;
      throw new ForeignEventError("The analysis was accepted a second time, with another spec", { field: "spec" });
    }
    expected = expectationOf(event);
    for (const [name, state] of samples) {
      const spec = expected.samples.get(name);
      if (spec === undefined) samples.delete(name);
      else settleSample(state, spec.files.length, expected.layoutKey, standings);
    }
    return true;
  }

  function status(): AnalysisStatus {
    if (expected === undefined) return "running";
    if (standings.complete === expected.files) return "complete";
    if (cancelled) return "cancelled";
    return standings.complete + standings.lost === expected.files ? "incomplete" : "running";
  }

  return {
    get accepted() {
      return expected !== undefined;
    },
    get status() {
      return status();
    },
    apply,
    view() {
      if (expected === undefined)
        throw new NotAcceptedError(`Analysis ${analysis} has not been accepted yet, as far as the log has been read`);
      return (view ??= views.build(expected, status()));
    },
  };
}
