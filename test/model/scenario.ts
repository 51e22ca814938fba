import { createLedger, type Ledger } from "../../src/ledger/ledger.ts";
import { realActors, type Actors } from "./actors.ts";
import type { InventedAnalysis } from "./invented-files.ts";

/** What a plotter does: somebody asks it to start, to cancel or to forget, or it looks for starts that were left in the middle, or for what has stalled. */
export type Action = "post" | "delete" | "forget" | "tidy" | "watch";
/** `last`: once nothing else happens any more; after that nothing goes wrong. */
export type Request = Action | "last post" | "last tidy" | "last watch";

export type Fault =
  /** A processor ends between two steps; what it held comes again. */
  | "processor crash"
  /** A plotter ends between two steps of a request, and starts again. */
  | "plotter crash"
  /** The broker gives an item to somebody else while its processor goes on. */
  | "delivery lost"
  /** The connection breaks while something is stored, which may have happened or not. */
  | "answer lost"
  /** The broker has forgotten a key, and stores a second copy. */
  | "key forgotten"
  /** An item is sent to a processor that has stopped listening just now: nobody's, until its acknowledgement time is over. */
  | "inbox withdrawn"
  /** Somebody else has stored something under a key that can be guessed, so that the broker drops what comes under it. */
  | "key squatted"
  /** The log is replaced by an older copy of itself, once: the only fault by which the broker loses what it has stored. */
  | "log went back"
  /** No server answers when an item opens its file. */
  | "file unreachable"
  /** The connection to the file is lost after it was opened. */
  | "file unreadable"
  /** The file is damaged. */
  | "file damaged";

/** All that may happen while the broker keeps what it has stored. */
export const everyFault: readonly Fault[] = [
  "processor crash",
  "plotter crash",
  "delivery lost",
  "answer lost",
  "key forgotten",
  "inbox withdrawn",
  "key squatted",
  "file unreachable",
  "file unreadable",
  "file damaged",
];

/** A small instance of the protocol, all of whose courses are explored. */
export interface Scenario {
  readonly analysis: InventedAnalysis;
  /** Items in hand at once; whether in one process or several makes no difference. With none, what is left of work stays to be seen. */
  readonly processors: number;
  /** For each plotter what it is asked for, one request after the other. */
  readonly plotters: readonly (readonly Request[])[];
  /** So many faults may happen in all, anywhere. */
  readonly faults: number;
  readonly kinds: readonly Fault[];
  /** The most sums of one message. */
  readonly sumsPerMessage?: number;
  /** Tries of an item before it is given up. */
  readonly maxDeliveries: number;
  /** Deliveries that the broker grants beyond them, in which a processor can say that an item was given up. */
  readonly extraDeliveries: number;
  /** Whether a plotter may answer from a book that lacks the latest records. */
  readonly behind: boolean;
  /** Whether requests to different plotters may overlap; those to one plotter never do. */
  readonly overlap: boolean;
  /** Whether the broker drops what it knows by its key; if not, a second copy is no fault. */
  readonly remembers: boolean;
  /** Whether every settlement is looked at; if not, only what becomes of it can show. */
  readonly looksAtSettlements: boolean;
  /** Whether the broker delivers again what reached nobody; if not, that counts as settled. */
  readonly keepsUnheard: boolean;
  /** Whether who reads a log that went back is told so. */
  readonly tellsReplaced: boolean;
  readonly actors: Actors;
  readonly changeKey: (key: string) => string;
  readonly createLedger: (analysis: string) => Ledger;
}

/**
 * Whether the order of the log counts: for plotters that are behind, where something is forgotten, which is all that came before, and where
 * it may go back, which loses all that came after.
 */
export function isOrdered({ behind, plotters, kinds }: Pick<Scenario, "behind" | "plotters" | "kinds">): boolean {
  return behind || kinds.includes("log went back") || plotters.some((requests) => requests.includes("forget"));
}

/** The real protocol, in which anything may go wrong; a start is asked for once. */
export function scenarioOf(analysis: InventedAnalysis, change: Partial<Scenario> = {}): Scenario {
  return {
    analysis,
    processors: 2,
    plotters: [["post"]],
    faults: 1,
    kinds: everyFault,
    maxDeliveries: 2,
    extraDeliveries: 4,
    behind: false,
    overlap: true,
    remembers: true,
    looksAtSettlements: true,
    keepsUnheard: true,
    tellsReplaced: true,
    actors: realActors,
    changeKey: (key) => key,
    createLedger,
    ...change,
  };
}
