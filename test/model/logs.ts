import type { Ledger } from "../../src/ledger/ledger.ts";
import { laneOf } from "../../src/ledger/read-record.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import { viewText } from "../support/fixture-log.ts";
import { sampleName, type InventedAnalysis } from "./invented-files.ts";
import type { Messages } from "./messages.ts";
import { logKeyOf } from "./program.ts";
import { isOrdered, type Scenario } from "./scenario.ts";
import { countingEvents, logFaultOf } from "./log-properties.ts";
import { Violation } from "./violation.ts";

/** What a log says, by the real ledger. */
export interface LogFacts {
  readonly accepted: boolean;
  readonly status: Ledger["status"];
  readonly run: number;
  /** Those that count: what came before it was forgotten is left out. */
  readonly events: readonly LogEvent[];
  readonly allEvents: readonly LogEvent[];
}

/** Folds every log that the exploration meets, and checks what must hold for any log. */
export class Logs {
  readonly #analysis: InventedAnalysis;
  readonly #isOrdered: boolean;
  readonly #messages: Messages;
  readonly #createLedger: (analysis: string) => Ledger;
  /**
   * The same log is the same object, so that what is known of it is found at once: by the log, and by the record that comes next. All live as
   * long as the exploration; weak maps of so many keys kept the garbage collector busy.
   */
  readonly #longer = new Map<readonly number[], Map<number, readonly number[]>>();
  readonly #known = new Map<readonly number[], LogFacts>();
  readonly #byOrder = new Map<string, LogFacts>();
  /** What a log of this content, in whatever order, must say. */
  readonly #byContent = new Map<string, string>();

  constructor({ analysis, createLedger, ...scenario }: Scenario, messages: Messages) {
    this.#isOrdered = isOrdered(scenario) && scenario.plotters.flat().includes("forget");
    this.#analysis = analysis;
    this.#messages = messages;
    this.#createLedger = createLedger;
  }

  /** Logs of different order or repetitions that were folded. */
  get folded(): number {
    return this.#byOrder.size;
  }

  /** The log with one record more. */
  with(log: readonly number[], record: number): readonly number[] {
    let longer = this.#longer.get(log);
    if (longer === undefined) this.#longer.set(log, (longer = new Map<number, readonly number[]>()));
    let next = longer.get(record);
    if (next === undefined) longer.set(record, (next = [...log, record]));
    return next;
  }

  #apply(ledger: Ledger, id: number): void {
    const record = this.#messages.records[id]!;
    ledger.apply(record.event, laneOf(record));
  }

  /** The fold of some records. */
  ledgerOf(log: readonly number[]): Ledger {
    const ledger = this.#createLedger(this.#analysis.id);
    for (const id of log) this.#apply(ledger, id);
    return ledger;
  }

  /** @throws {Violation} if the log is folded to anything but what its content says. */
  factsOf(log: readonly number[]): LogFacts {
    let known = this.#known.get(log);
    if (known === undefined) this.#known.set(log, (known = this.#lookUp(log)));
    return known;
  }

  #lookUp(log: readonly number[]): LogFacts {
    const order = log.join();
    const known = this.#byOrder.get(order);
    if (known !== undefined) return known;
    const ledger = this.ledgerOf(log);
    const allEvents = log.map((id) => this.#messages.records[id]!.event);
    const events = countingEvents(allEvents);
    const view = ledger.accepted ? ledger.view() : undefined;
    const facts = { accepted: ledger.accepted, status: ledger.status, run: ledger.run, events, allEvents };
    const text = this.#textOf(ledger);
    const watched = this.#createLedger(this.#analysis.id);
    for (const id of log) {
      this.#apply(watched, id);
      // What is shown on the way is kept between views, and must not show in the next.
      if (watched.accepted) watched.view();
    }
    if (this.#textOf(watched) !== text)
      throw new Violation("replay", "a replay differs from a ledger that was watched");
    const content = logKeyOf(log, this.#isOrdered);
    const first = this.#byContent.get(content);
    if (first === undefined) this.#byContent.set(content, text);
    else if (first !== text)
      throw new Violation("order", "the same events in another order, or repeated, say something else");
    const fault = logFaultOf(this.#analysis, facts, view);
    if (fault !== undefined) throw fault;
    this.#byOrder.set(order, facts);
    return facts;
  }

  /** All that anybody can learn from a ledger. */
  #textOf(ledger: Ledger): string {
    const { accepted, status, run, highestRun, openStarts } = ledger;
    if (!accepted) return JSON.stringify({ accepted, status, run, highestRun, openStarts });
    const gaps = this.#analysis.edges.map((_, file) => ledger.gapOf(sampleName, file));
    // Without the spec, which is plain, the slow way through all keys is half as long.
    const { spec, ...rest } = ledger.view();
    return JSON.stringify({ accepted, status, run, highestRun, openStarts, gaps, spec }) + viewText(rest);
  }
}
