import { logKeyOf, type Step } from "./program.ts";

/** An item, and how often it has been delivered. */
export interface Copy {
  readonly item: number;
  readonly deliveries: number;
}

/** A processor at work on one item. */
export interface Hand {
  readonly step: Step;
  /** What the broker counts as being in its hands; undefined once that was lost or cancelled, which the processor need not know. */
  readonly held: Copy | undefined;
  /** Why its result is not wanted any more; the word is on its way. */
  readonly news: "cancelled" | "lost" | undefined;
}

export interface Plotter {
  /** Number of the request that comes next, or is in work. */
  readonly next: number;
  /** The request in work. */
  readonly step: Step | undefined;
  /** So many records of the log its book has folded at least. */
  readonly seen: number;
  /** What its book has folded of a log that went back since; it does not know yet. */
  readonly before?: readonly number[] | undefined;
}

/** Everything that makes a difference to what can happen next. Never changed in place. */
export interface World {
  /** Numbers of the records. */
  readonly log: readonly number[];
  /** What the broker has of work, and nobody in hand. */
  readonly waiting: readonly Copy[];
  /** What was sent to nobody: the broker does not know yet. */
  readonly unheard: readonly Copy[];
  /** Numbers of the items whose keys the broker remembers. */
  readonly remembered: readonly number[];
  readonly hands: readonly (Hand | undefined)[];
  readonly plotters: readonly Plotter[];
  /** Faults that may still happen. */
  readonly faults: number;
  /** The log has gone back; it does so once. */
  readonly wentBack: boolean;
  /** The request that comes when nothing else happens any more has been made. */
  readonly isLast: boolean;
}

/**
 * A name that two worlds share if the same can happen in both: processors are alike, and work has no order.
 *
 * @param isOrdered whether the order of the log counts, which it does for plotters that are behind
 */
export function nameOf(world: World, isOrdered: boolean): string {
  const { log, waiting, unheard, remembered, hands, plotters, faults, wentBack, isLast } = world;
  let name = `${nameOfLog(log, isOrdered)}|${nameOfAll(remembered, plainName)}|${isLast ? "last" : faults}`;
  name += `|${nameOfAll(waiting, nameOfCopy)}|${nameOfAll(hands, nameOfHand)}|${nameOfAll(unheard, nameOfCopy)}`;
  for (const { next, step, seen } of plotters) name += `|${next}.${step?.id ?? ""}.${isOrdered ? seen : ""}`;
  return wentBack ? `${name}|${plotters.map(({ before }) => before?.join() ?? "read").join(";")}` : name;
}

const logNames = new WeakMap<readonly number[], string>();

/** An exploration asks in one way only, and its logs are its own. */
function nameOfLog(log: readonly number[], isOrdered: boolean): string {
  let name = logNames.get(log);
  if (name === undefined) logNames.set(log, (name = logKeyOf(log, isOrdered)));
  return name;
}

/** Of things that have no order. There are few, mostly none or one, and this is asked for at every move. */
function nameOfAll<T>(things: readonly T[], nameOfOne: (thing: T) => string): string {
  if (things.length === 0) return "";
  if (things.length === 1) return nameOfOne(things[0]!);
  return things.map(nameOfOne).sort().join();
}

function plainName(id: number): string {
  return String(id);
}

function nameOfCopy({ item, deliveries }: Copy): string {
  return `${item}.${deliveries}`;
}

function nameOfHand(hand: Hand | undefined): string {
  if (hand === undefined) return "";
  const { step, held, news } = hand;
  return `${step.id}${held === undefined ? "" : `h${nameOfCopy(held)}`}${news ?? ""}`;
}

export function afterFault(world: World): World {
  return { ...world, faults: world.faults - 1 };
}

/** The world with this processor at another point. */
export function withHand(world: World, index: number, hand: Hand | undefined): World {
  return { ...world, hands: world.hands.with(index, hand && freeIfOver(hand)) };
}

/** A processor that has nothing under way and holds nothing is free for the next item. */
export function freeIfOver(hand: Hand): Hand | undefined {
  return hand.held === undefined && hand.step.isOver ? undefined : hand;
}

/** The world with this plotter at another step of its request; at the end of one its book has its own words. */
export function withRequest(world: World, index: number, step: Step): World {
  if (step.isOver) return withoutRequest(world, index);
  return { ...world, plotters: world.plotters.with(index, { ...world.plotters[index]!, step }) };
}

/** The world in which this plotter waits for its next request, and has folded the whole log. */
export function withoutRequest(world: World, index: number): World {
  const { next, before } = world.plotters[index]!;
  const free = { next: next + 1, step: undefined, seen: world.log.length, before };
  return { ...world, plotters: world.plotters.with(index, free) };
}

/** The world whose log is an older copy of itself; plotters know more. */
export function withLogBack(world: World, log: readonly number[]): World {
  const plotters = world.plotters.map((plotter) => ({ ...plotter, seen: 0, before: world.log }));
  return { ...afterFault(world), log, plotters, wentBack: true };
}

/** The world in which this plotter knows the log as it is now. */
export function withLogRead(world: World, index: number): World {
  const plotter = { ...world.plotters[index]!, seen: world.log.length, before: undefined };
  return { ...world, plotters: world.plotters.with(index, plotter) };
}
