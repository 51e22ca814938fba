import type { LogEvent } from "../protocol/log-event.ts";
import type { AnalysisStatus } from "../protocol/documents/analysis-document.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { awayLedger } from "./away-ledger.ts";
import { createLedger, isForgottenBy, type Ledger, type LedgerFacts } from "./ledger.ts";

/** One analysis in the book: what is known of it, and where in the log it changed last. Its results may be in the log alone. */
export interface BookedAnalysis {
  readonly id: string;
  readonly ledger: LedgerFacts;
  readonly accepted: boolean;
  readonly status: AnalysisStatus;
  /** Where in the log it was first accepted; 0 before that. The order of analyses, the same on every plotter. */
  readonly acceptedSequence: number;
  /** The last record that changed anything. On every plotter the same after the same part of the log. */
  readonly sequence: number;
}

/** One whose results are in memory, for now: whoever waits for something else asks the book for it again. */
export interface OpenAnalysis extends BookedAnalysis {
  /** For asking only; the book alone folds. */
  readonly ledger: Ledger;
  /** @throws {NotAcceptedError} before the `accepted` event. */
  view(): AnalysisView;
  /** The last record that changed the sums or the progress of a group of this name. */
  groupSequence(group: string): number;
}

export interface FoldingAnalysis extends OpenAnalysis {
  /** Whether its results are in memory. */
  readonly isOpen: boolean;
  /** Where in the log it begins. */
  readonly firstSequence: number;
  /** Folds one event, which processors of the lane wrote. @returns whether anything changed. @throws whatever `Ledger.apply` refuses it with */
  fold(event: LogEvent, sequence: number, lane?: string): boolean;
  /** Lets its results go; what is known of it stays. */
  putAway(): void;
  /** Has its results again, as they were folded into another one of the same id. */
  bringBack(folded: FoldingAnalysis): void;
}

/** @param mostBytes as in `createLedger` */
export function createBookedAnalysis(id: string, mostBytes?: number): FoldingAnalysis {
  return new Entry(id, mostBytes);
}

class Entry implements FoldingAnalysis {
  readonly id: string;
  ledger: Ledger;
  isOpen = true;
  firstSequence = 0;
  acceptedSequence = 0;
  sequence = 0;
  /** By sample, since groups are not known before the specification is. */
  #sampleSequences = new Map<string, number>();
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

  fold(event: LogEvent, sequence: number, lane?: string): boolean {
    // For this alone, the results are not needed.
    if (!this.isOpen && event.kind === "forgotten") return isForgottenBy(this.ledger, event);
    const isFirst = !this.accepted;
    if (this.firstSequence === 0 || sequence < this.firstSequence) this.firstSequence = sequence;
    if (!this.ledger.apply(event, lane)) return false;
    this.sequence = Math.max(this.sequence, sequence);
    if (event.kind === "accepted") {
      this.#acceptedAgain = Math.max(this.#acceptedAgain, sequence);
      if (isFirst) this.acceptedSequence = sequence;
    } else if ("sample" in event) this.#sampleSequences.set(event.sample, sequence);
    return true;
  }

  putAway(): void {
    if (!this.isOpen) return;
    this.ledger = awayLedger(this.ledger);
    this.isOpen = false;
    this.#sampleSequences = new Map();
  }

  bringBack(folded: Entry): void {
    const { ledger, firstSequence, acceptedSequence, sequence } = folded;
    Object.assign(this, { ledger, firstSequence, acceptedSequence, sequence, isOpen: true });
    this.#sampleSequences = folded.#sampleSequences;
    this.#acceptedAgain = folded.#acceptedAgain;
  }
}
