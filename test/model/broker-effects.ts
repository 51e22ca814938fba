import type { Logs } from "./logs.ts";
import type { Messages } from "./messages.ts";
import { isGuessable } from "./random-parts.ts";
import { isOrdered, type Scenario } from "./scenario.ts";
import type { Call } from "./staged-run.ts";
import { freeIfOver, type Copy, type World } from "./world.ts";

/** What calls do to the broker, by the rules of `messaging/port`. */
export class BrokerEffects {
  readonly #scenario: Scenario;
  readonly #messages: Messages;
  readonly #logs: Logs;

  constructor(scenario: Scenario, messages: Messages, logs: Logs) {
    this.#scenario = scenario;
    this.#messages = messages;
    this.#logs = logs;
  }

  /** The world after a call has happened. */
  after(world: World, call: Call): World {
    switch (call.kind) {
      case "publish":
        return this.#isRemembered(world, call.item) ? world : published(world, call.item);
      case "append":
        return this.#isInLog(world, call.record) ? world : this.#appended(world, call.record);
      case "cancel-work":
        return this.#cancelled(world, call.run);
      case "open":
      case "read-log":
        return world;
    }
  }

  /** The world after a call whose key was known and is forgotten; undefined if that changes nothing. */
  afterForgetting(world: World, call: Call): World | undefined {
    if (call.kind === "publish" && this.#isRemembered(world, call.item)) return published(world, call.item);
    if (call.kind !== "append" || !this.#isInLog(world, call.record)) return undefined;
    const twice = this.#appended(world, call.record);
    return twice === world ? undefined : twice;
  }

  /** Whether somebody else could use up the key of a call, so that the broker drops what comes with it. */
  canBeSquatted(call: Call): boolean {
    if (call.kind === "publish") return isGuessable(this.#messages.items[call.item]!.dedupKey);
    return call.kind === "append" && isGuessable(this.#messages.records[call.record]!.dedupKey);
  }

  #isRemembered(world: World, item: number): boolean {
    if (!this.#scenario.remembers) return false;
    const { analysis, dedupKey } = this.#messages.items[item]!;
    return world.remembered.some((id) => {
      const known = this.#messages.items[id]!;
      return known.dedupKey === dedupKey && known.analysis === analysis;
    });
  }

  #isInLog(world: World, record: number): boolean {
    if (!this.#scenario.remembers) return false;
    const { dedupKey } = this.#messages.records[record]!;
    return world.log.some((id) => this.#messages.records[id]!.dedupKey === dedupKey);
  }

  #appended(world: World, record: number): World {
    const log = this.#logs.with(world.log, record);
    // A repetition is folded and looked at like everything else; as a world of its own it counts only where the order does.
    this.#logs.factsOf(log);
    return !isOrdered(this.#scenario) && world.log.includes(record) ? world : { ...world, log };
  }

  #cancelled(world: World, run: number): World {
    const isWanted = ({ item }: Copy): boolean => this.#messages.items[item]!.run !== run;
    const hands = world.hands.map((hand) =>
      hand?.held === undefined || isWanted(hand.held)
        ? hand
        : freeIfOver({ ...hand, held: undefined, news: "cancelled" }),
    );
    const { waiting, unheard } = world;
    return { ...world, waiting: waiting.filter(isWanted), unheard: unheard.filter(isWanted), hands };
  }
}

function published(world: World, item: number): World {
  const remembered = world.remembered.includes(item) ? world.remembered : [...world.remembered, item];
  return { ...world, waiting: [...world.waiting, { item, deliveries: 0 }], remembered };
}
