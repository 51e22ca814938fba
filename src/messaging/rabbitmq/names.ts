import { TURNS } from "../turns.ts";

/** What the adapter makes on a server, in the virtual host of its URL. */
export const NAMES = {
  /** Stream: the log of all analyses. */
  results: "hzz.results",
  /** Stream: what every connection must know of the others: which work was cancelled, which delays are in use. */
  control: "hzz.control",
  /** Queue: one empty message for each cancellation ever; their number orders work and cancellations. */
  cancellations: "hzz.cancellations",
  /** Stream: work that failed for good, and what was done about it. */
  dead: "hzz.dead",
  /** Stream: what the items of an analysis have in common. */
  recipes: "hzz.recipes",
  /** Queue that exists only while somebody settles dead letters. */
  deadLock: "hzz.dead.lock",
  /** Queue without messages: its consumers are the connections that answer `ask`. */
  members: "hzz.members",
  /** Exchange: a question to all members. */
  ask: "hzz.ask",
} as const;

/** One turn of a lane, which has a queue of its own. */
export interface LaneTurn {
  readonly lane: string;
  readonly turn: number;
}

export const turnsOf = (lane: string): LaneTurn[] => Array.from({ length: TURNS }, (_, turn) => ({ lane, turn }));

/** A lane in one of its turns: in the first, its name. No name of a lane has a colon. */
export const turnName = ({ lane, turn }: LaneTurn): string => (turn === 0 ? lane : `${lane}:${turn}`);

/** Names of lanes are lawful in queue names, dots included. */
export const laneQueue = (at: LaneTurn): string => `hzz.work.${turnName(at)}`;

/** Where items of a turn wait out a delay. */
export const waitQueue = (at: LaneTurn, delayMs: number): string => `hzz.wait.${delayMs}.${turnName(at)}`;

/** The lane of a queue of work; undefined for another queue. */
export function laneOf(queue: string | undefined): string | undefined {
  if (queue?.startsWith("hzz.work.") !== true) return undefined;
  return queue.slice("hzz.work.".length).replace(/:\d$/, "");
}

const SMALLEST_STEP_MS = 1000 / 64;
/** About 12 days. */
const LONGEST_STEP_MS = 1000 * 2 ** 20;

/**
 * The delay that a server is asked for: a second doubled or halved some times, at least as long as asked for and less than
 * twice as long (16 ms at least). All items of one wait queue have the same delay, so that none holds up another.
 */
export function delayStep(delayMs: number): number {
  let step = SMALLEST_STEP_MS;
  while (step < delayMs && step < LONGEST_STEP_MS) step *= 2;
  return Math.ceil(step);
}
