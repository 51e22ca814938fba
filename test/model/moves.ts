import { AnalysisCancelledError, DeliveryLostError } from "../../src/messaging/errors.ts";
import { beginItem, beginRequest } from "./begin-runs.ts";
import { BrokerEffects } from "./broker-effects.ts";
import type { Opening } from "./invented-files.ts";
import type { Logs } from "./logs.ts";
import type { Messages } from "./messages.ts";
import { wordsOfCall, wordsOfItem } from "./move-words.ts";
import { logKeyOf, type Ending, type Programs, type Step } from "./program.ts";
import { ReplacedBooks } from "./replaced-books.ts";
import { type Action, type Fault, isOrdered, type Request, type Scenario } from "./scenario.ts";
import {
  afterFault,
  withHand,
  withLogBack,
  withLogRead,
  withoutRequest,
  withRequest,
  type Copy,
  type Hand,
  type World,
} from "./world.ts";

/** One thing that can happen next. */
export interface Move {
  /** Found only when it is asked for: few moves are ever told. */
  readonly words: () => string;
  readonly fault: Fault | undefined;
  readonly to: World | Promise<World>;
  /** What a processor says of an item that the broker still counts as its own. */
  readonly settled?: { readonly copy: Copy; readonly ending: Ending };
}

/** What can happen in the worlds of one scenario. */
export class Moves {
  readonly #scenario: Scenario;
  /** Made once, since each costs a look at the stack. */
  readonly #reasons;
  readonly #messages: Messages;
  readonly #programs: Programs;
  readonly #logs: Logs;
  readonly #effects: BrokerEffects;
  readonly #books: ReplacedBooks;

  constructor(scenario: Scenario, messages: Messages, programs: Programs, logs: Logs) {
    this.#scenario = scenario;
    this.#reasons = {
      cancelled: new AnalysisCancelledError(scenario.analysis.id),
      lost: new DeliveryLostError("lost"),
    };
    this.#messages = messages;
    this.#programs = programs;
    this.#logs = logs;
    this.#effects = new BrokerEffects(scenario, messages, logs);
    this.#books = new ReplacedBooks(scenario.analysis.id, messages, scenario.tellsReplaced);
  }

  from(world: World): Move[] {
    const moves = [...this.#deliveries(world)];
    for (const index of world.hands.keys()) moves.push(...this.#ofHand(world, index));
    for (const index of world.plotters.keys()) moves.push(...this.#ofPlotter(world, index));
    moves.push(...this.#ofBroker(world));
    if (moves.some(({ fault }) => fault === undefined)) return moves;
    for (const [index, { next, step }] of world.plotters.entries()) {
      const request = this.#scenario.plotters[index]![next];
      if (step !== undefined || request === undefined || !isLast(request)) continue;
      const last = { ...world, faults: 0, isLast: true };
      moves.push(this.#request(last, index, lastActions[request], world.log.length));
    }
    return moves;
  }

  /** Whether this may go wrong now. */
  #may(world: World, fault: Fault): boolean {
    return world.faults > 0 && this.#scenario.kinds.includes(fault);
  }

  *#ofBroker(world: World): Generator<Move> {
    for (const [at, copy] of world.unheard.entries()) {
      const unheard = world.unheard.toSpliced(at, 1);
      const to = { ...world, unheard, waiting: [...world.waiting, copy] };
      yield { words: () => `the acknowledgement time of ${this.#nameOf(copy)} is over`, fault: undefined, to };
    }
    if (world.wentBack || !this.#may(world, "log went back")) return;
    for (const length of world.log.keys()) {
      const to = withLogBack(world, world.log.slice(0, length));
      yield { words: () => `the log goes back to its first ${length} records`, fault: "log went back", to };
    }
  }

  *#deliveries(world: World): Generator<Move> {
    const index = world.hands.indexOf(undefined);
    if (index < 0) return;
    const { maxDeliveries, extraDeliveries } = this.#scenario;
    for (const [at, copy] of world.waiting.entries()) {
      if (world.waiting.findIndex((one) => one.item === copy.item && one.deliveries === copy.deliveries) < at) continue;
      const taken = { ...world, waiting: world.waiting.toSpliced(at, 1) };
      if (copy.deliveries >= maxDeliveries + extraDeliveries) {
        yield { words: () => `the broker gives up ${this.#nameOf(copy)}`, fault: undefined, to: taken };
        continue;
      }
      const held = { item: copy.item, deliveries: copy.deliveries + 1 };
      yield this.#delivery(taken, index, held, "opened", undefined);
      if (this.#may(world, "inbox withdrawn")) {
        const unheard = this.#scenario.keepsUnheard ? [...world.unheard, held] : world.unheard;
        const words = () => `${this.#nameOf(held)} is sent to an inbox that was withdrawn`;
        yield { words, fault: "inbox withdrawn", to: { ...afterFault(taken), unheard } };
      }
      if (held.deliveries > maxDeliveries) continue;
      for (const opening of ["unreachable", "unreadable", "damaged"] as const) {
        const fault: Fault = `file ${opening}`;
        if (this.#may(world, fault)) yield this.#delivery(afterFault(taken), index, held, opening, fault);
      }
    }
  }

  /** A delivery and the opening of its file are one move: nobody else sees what is between. */
  #delivery(world: World, index: number, held: Copy, opening: Opening, fault: Fault | undefined): Move {
    const trouble = opening === "opened" ? "" : `, its file is ${opening}`;
    const words = () => `${this.#nameOf(held)} is delivered (${held.deliveries})${trouble}`;
    const key = `item ${held.item}/${held.deliveries}`;
    const begun = this.#programs.begin(key, beginItem(this.#scenario, this.#messages, held));
    const opened = then(begun, (step) => {
      const open = step.waiting.find(([, call]) => call.kind === "open");
      return open === undefined ? step : step.after({ call: open[0], answer: opening });
    });
    return { words, fault, to: then(opened, (step) => withHand(world, index, { step, held, news: undefined })) };
  }

  *#ofHand(world: World, index: number): Generator<Move> {
    const hand = world.hands[index];
    if (hand === undefined) return;
    const { step, held, news } = hand;
    yield* this.#calls(world, step, (other, next) => withHand(other, index, { ...other.hands[index]!, step: next }));
    if (news !== undefined) yield this.#hearing(world, index, hand, news);
    const waiting = held === undefined ? world.waiting : [...world.waiting, held];
    if (this.#may(world, "processor crash")) {
      const to = withHand({ ...afterFault(world), waiting }, index, undefined);
      const words = () =>
        `a processor crashes with ${held === undefined ? "an item that it lost" : this.#nameOf(held)}`;
      yield { words, fault: "processor crash", to };
    }
    if (held === undefined) return;
    if (step.ending !== undefined) yield this.#settlement(world, index, hand, held, step.ending);
    if (!this.#may(world, "delivery lost")) return;
    const to = withHand({ ...afterFault(world), waiting }, index, { ...hand, held: undefined, news: "lost" });
    yield { words: () => `the delivery of ${this.#nameOf(held)} is lost`, fault: "delivery lost", to };
  }

  #hearing(world: World, index: number, hand: Hand, news: "cancelled" | "lost"): Move {
    const to = then(hand.step.after({ abort: this.#reasons[news] }), (step) =>
      withHand(world, index, { ...hand, step, news: undefined }),
    );
    return { words: () => `a processor hears that its item is ${news}`, fault: undefined, to };
  }

  #settlement(world: World, index: number, hand: Hand, held: Copy, ending: Ending): Move {
    const again = ending.verdict?.kind === "again" ? [held] : [];
    const waiting = [...world.waiting, ...again];
    const to = withHand({ ...world, waiting }, index, { ...hand, held: undefined });
    const words = () => `${this.#nameOf(held)} is settled: ${ending.words}`;
    return { words, fault: undefined, to, settled: { copy: held, ending } };
  }

  *#ofPlotter(world: World, index: number): Generator<Move> {
    const { behind, overlap, plotters } = this.#scenario;
    const { next, step, seen, before } = world.plotters[index]!;
    if (before !== undefined) yield this.#rereading(world, index, before);
    if (step !== undefined) {
      yield* this.#calls(world, step, (other, after) => withRequest(other, index, after));
      if (!this.#may(world, "plotter crash")) return;
      const to = withoutRequest(afterFault(world), index);
      yield { words: () => `plotter ${index + 1} crashes`, fault: "plotter crash", to };
      return;
    }
    const request = plotters[index]![next];
    if (request === undefined || isLast(request)) return;
    if (!overlap && world.plotters.some((plotter) => plotter.step !== undefined)) return;
    for (let length = behind ? seen : world.log.length; length <= world.log.length; length++)
      yield this.#request(world, index, request, length);
  }

  #rereading(world: World, index: number, before: readonly number[]): Move {
    const to = this.#books.goOn(before, world.log).then(() => withLogRead(world, index));
    // A move that is not looked at any more, since another one was wrong, may be wrong too.
    to.catch(() => undefined);
    const told = this.#scenario.tellsReplaced ? "hears that its log went back" : "reads on, and hears nothing";
    return { words: () => `plotter ${index + 1} ${told}`, fault: undefined, to };
  }

  /** @param length so much of the log the plotter has folded */
  #request(world: World, index: number, kind: Action, length: number): Move {
    const folded = world.plotters[index]!.before ?? world.log.slice(0, length);
    const series = world.wentBack ? 1 : 0;
    const begin = beginRequest(this.#scenario, this.#messages, this.#logs, kind, folded, series);
    const begun = this.#programs.begin(`${kind} ${series} ${logKeyOf(folded, isOrdered(this.#scenario))}`, begin);
    const late = length === world.log.length ? "" : `, ${world.log.length - length} records behind`;
    const words = () => `plotter ${index + 1} is asked to ${kind}${late}`;
    return { words, fault: undefined, to: then(begun, (step) => withRequest(world, index, step)) };
  }

  /** What becomes of each call that waits. */
  *#calls(world: World, step: Step, go: (world: World, next: Step) => World): Generator<Move> {
    for (const [call, what] of step.waiting) {
      const words = () => wordsOfCall(this.#messages, what);
      const happened = this.#effects.after(world, what);
      const answered = step.after({ call, answer: what.kind === "read-log" ? world.log : "ok" });
      yield { words, fault: undefined, to: then(answered, (next) => go(happened, next)) };
      if (what.kind === "read-log") continue;
      const twice = this.#may(world, "key forgotten") ? this.#effects.afterForgetting(world, what) : undefined;
      if (twice !== undefined) {
        const to = then(answered, (next) => go(afterFault(twice), next));
        yield { words: () => `${words()}, a second copy`, fault: "key forgotten", to };
      }
      if (this.#may(world, "key squatted") && this.#effects.canBeSquatted(what)) {
        const dropped = then(step.after({ call, answer: "duplicate" }), (next) => go(afterFault(world), next));
        yield { words: () => `the key is used up before ${words()}`, fault: "key squatted", to: dropped };
      }
      if (!this.#may(world, "answer lost")) continue;
      const lost = step.after({ call, answer: "lost" });
      const unheard = then(lost, (next) => go(afterFault(happened), next));
      yield { words: () => `${words()}, and the answer is lost`, fault: "answer lost", to: unheard };
      const unsent = then(lost, (next) => go(afterFault(world), next));
      yield { words: () => `the connection breaks before ${words()}`, fault: "answer lost", to: unsent };
    }
  }

  #nameOf({ item }: Copy): string {
    return wordsOfItem(this.#messages, item);
  }
}

const lastActions = { "last post": "post", "last tidy": "tidy", "last watch": "watch" } as const;

function isLast(request: Request): request is keyof typeof lastActions {
  return request in lastActions;
}

/** As a promise's `then`, but at once where nothing has to be waited for. */
function then<T, R>(value: T | Promise<T>, go: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(go) : go(value);
}
