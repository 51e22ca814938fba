import type { Message } from "amqplib";
import type { Address, RecipeAddress } from "../port.ts";
import { laneOf, type LaneTurn } from "./names.ts";
import type { StoredMessage } from "./stream-consumer.ts";

/** What travels with the bytes of an item. */
export interface WorkFacts extends LaneTurn {
  /** Undefined for a message that is not ours. */
  readonly address: Address | undefined;
  /** How many cancellations there had been when it was published; later ones of its run concern it. */
  readonly epoch: number;
  /** How often it has been delivered, this time included. */
  readonly attempt: number;
  /** Why it was given back the last time, if somebody said so. */
  readonly lastReason: string | undefined;
}

const ANALYSIS = "hzz-analysis";
const RUN = "hzz-run";
const RECIPE = "hzz-recipe";
const EPOCH = "hzz-epoch";
const ATTEMPTS = "hzz-attempts";
const REASON = "hzz-reason";
const LANE = "hzz-lane";
const AT = "hzz-at";
const SETTLED = "hzz-settled";
const FATE = "hzz-fate";
/** Counts deliveries that ended without a verdict; newer servers count all in the second one. */
const SERVER_COUNTS = ["x-delivery-count", "x-acquired-count"];
/** Characters; a table of headers must stay far below a frame. */
const MAX_REASON = 2000;

/** For what does not say whose it is. */
export const nobody = { analysis: "unknown", run: 0 } as const;

export type Headers = Record<string, string | number>;
export type ReadHeaders = Readonly<Record<string, unknown>>;

export const logHeaders = (analysis: string): Headers => ({ [ANALYSIS]: analysis });

export const recipeHeaders = ({ analysis, name }: RecipeAddress): Headers => ({ [ANALYSIS]: analysis, [RECIPE]: name });

/** Which recipe a message is; undefined for another message. */
export function recipeOf(headers: ReadHeaders): RecipeAddress | undefined {
  const analysis = textIn(headers, ANALYSIS);
  const name = textIn(headers, RECIPE);
  return analysis === undefined || name === undefined ? undefined : { analysis, name };
}

/** Headers of an item that nobody has had yet. */
export function newWorkHeaders({ analysis, run }: Omit<Address, "lane">, epoch: number): Headers {
  return { [ANALYSIS]: analysis, [RUN]: run, [EPOCH]: epoch };
}

/** Headers of the same item, put back with what is known by now. */
export function againHeaders({ address, epoch, attempt }: WorkFacts, reason: string): Headers {
  return { ...newWorkHeaders(address ?? nobody, epoch), [ATTEMPTS]: attempt, [REASON]: reason.slice(0, MAX_REASON) };
}

/** Headers of the same item as it was before this delivery. */
export function unseenHeaders(facts: WorkFacts): Headers {
  const { address, lastReason } = facts;
  const reason: Headers = lastReason === undefined ? {} : { [REASON]: lastReason };
  // What does not say whose it is still does not.
  const whose: Headers = address === undefined ? {} : newWorkHeaders(address, facts.epoch);
  return { ...whose, [ATTEMPTS]: facts.attempt - 1, ...reason };
}

export interface DeathFacts extends Address {
  readonly reason: string;
  readonly attempts: number;
  readonly at: Date;
}

export function deathHeaders({ lane, analysis, run, reason, attempts, at }: DeathFacts): Headers {
  return {
    [LANE]: lane,
    [ANALYSIS]: analysis,
    [RUN]: run,
    [REASON]: reason.slice(0, MAX_REASON),
    [ATTEMPTS]: attempts,
    [AT]: at.getTime(),
  };
}

export function factsOf(message: Message, { lane, turn }: LaneTurn): WorkFacts {
  const headers = headersOf(message);
  const deliveredBefore = Math.max(0, ...SERVER_COUNTS.map((name) => numberIn(headers, name) ?? 0));
  const [analysis, run] = [textIn(headers, ANALYSIS), numberIn(headers, RUN)];
  return {
    lane,
    turn,
    address: analysis === undefined || run === undefined ? undefined : { lane, analysis, run },
    epoch: numberIn(headers, EPOCH) ?? Infinity,
    attempt: (numberIn(headers, ATTEMPTS) ?? 0) + deliveredBefore + 1,
    lastReason: textIn(headers, REASON),
  };
}

/** Of a message among the dead ones, put there by us or, where it left its queue on the server's account, by the server. */
export function deathOf({ headers, storedAt }: StoredMessage): DeathFacts {
  const at = numberIn(headers, AT);
  return {
    lane: textIn(headers, LANE) ?? laneOf(textIn(headers, "x-first-death-queue")) ?? "unknown",
    analysis: textIn(headers, ANALYSIS) ?? nobody.analysis,
    run: numberIn(headers, RUN) ?? nobody.run,
    reason:
      at === undefined
        ? `the server took it out of its queue: ${textIn(headers, "x-first-death-reason") ?? "no reason given"}`
        : (textIn(headers, REASON) ?? ""),
    attempts: numberIn(headers, ATTEMPTS) ?? 0,
    // A stream does not keep the server's notes on the death, but when the item was published.
    at: at === undefined ? storedAt : new Date(at),
  };
}

/** A word among the dead letters: what became of one of them. */
export const settledHeaders = (sequence: number, fate: string): Headers => ({ [SETTLED]: sequence, [FATE]: fate });

/** Which letter such a word is about; undefined for a letter. */
export const settledOf = (headers: ReadHeaders): number | undefined => numberIn(headers, SETTLED);

export function analysisOf(headers: ReadHeaders): string | undefined {
  return textIn(headers, ANALYSIS);
}

function headersOf({ properties }: Message): ReadHeaders {
  return properties.headers ?? {};
}

function textIn(headers: ReadHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : undefined;
}

function numberIn(headers: ReadHeaders, name: string): number | undefined {
  const value = headers[name];
  return typeof value === "number" ? value : undefined;
}
