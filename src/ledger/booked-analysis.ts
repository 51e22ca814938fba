import type { LogEvent } from "../protocol/log-event.ts";
import type { AnalysisStatus } from "../protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { createLedger, type Ledger } from "./ledger.ts";

/** One analysis in the book: its ledger, and where in the log what of it changed last. */
export interface BookedAnalysis {
  readonly id: string;
  /** For asking only; the book alone folds. */
  readonly ledger: Ledger;
  readonly accepted: boolean;
  readonly status: AnalysisStatus;
  /** Where in the log it was first accepted; 0 before that. The order of analyses, the same on every plotter. */
  readonly acceptedSequence: number;
  /** The last record that changed anything. On every plotter the same after the same part of the log. */
  readonly sequence: number;
  /** @throws {NotAcceptedError} before the `accepted` event. */
  view(): AnalysisView;
  /** The last record that changed the sums or the progress of a group of this name. */
  groupSequence(group: string): number;
}

export interface FoldingAnalysis extends BookedAnalysis {
  /** Folds one event. @returns whether anything changed. @throws whatever `Ledger.apply` refuses it with */
  fold(event: LogEvent, sequence: number): boolean;
}

/** @param mostBytes as in `createLedger` */
export function createBookedAnalysis(id: string, mostBytes?: number): FoldingAnalysis {
  return new Entry(id, mostBytes);
}

class Entry implements FoldingAnalysis {
  readonly id: string;
  readonly ledger: Ledger;
  acceptedSequence = 0;
  sequence = 0;
  /** By sample, since groups are not known before the specification is. */
  readonly #sampleSequences = new Map<string, number>();
  /** The last record that may have changed every group: a new run. */
  #acceptedAgain = 0;

  constructor(id: string, mostBytes: number | undefined) {
    this.id = id;
    this.ledger = createLedger(id, mostBytes);
  }

  get accepted(): boolean {
    return this.ledger.accepted;
  }

  get status(): AnalysisStatus {
    return this.ledger.status;
  }

  view(): AnalysisView {
    return this.ledger.view();
  }

  groupSequence(group: string): number {
    let latest = this.#acceptedAgain;
    for (const { name } of this.view().spec.groups.find(({ name }) => name === group)?.samples ?? [])
      latest = Math.max(latest, this.#sampleSequences.get(name) ?? 0);
    return latest;
  }

  fold(event: LogEvent, sequence: number): boolean {
    const isFirst = !this.accepted;
    if (!this.ledger.apply(event)) return false;
    this.sequence = sequence;
    if (event.kind === "accepted") {
      this.#acceptedAgain = sequence;
      if (isFirst) this.acceptedSequence = sequence;
    } else if ("sample" in event) this.#sampleSequences.set(event.sample, sequence);
    return true;
  }
}
