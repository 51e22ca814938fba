import { createHash } from "node:crypto";
import type { Address, RecipeAddress } from "../port.ts";

/** Streams that the adapter makes and uses. */
export const STREAMS = { work: "HZZ_WORK", results: "HZZ_RESULTS", dead: "HZZ_DEAD", recipes: "HZZ_RECIPES" } as const;

/**
 * The name of a lane or an analysis as one token of a subject, which is also a lawful consumer name.
 *
 * Dots would split the subject, so `.` becomes `_-` and `_` becomes `__`. Two names never share a token.
 */
export function toToken(name: string): string {
  return name.replace(/[._]/g, (character) => (character === "." ? "_-" : "__"));
}

/** The inverse of `toToken`. */
export function fromToken(token: string): string {
  return token.replace(/_[-_]/g, (pair) => (pair === "_-" ? "." : "_"));
}

export const workSubject = (address: Address): string => `hzz.work.${addressTokens(address)}`;

/** Waiting work of one run in every lane. */
export const workOfRun = (analysis: string, run: number): string => `hzz.work.*.${toToken(analysis)}.${run}`;

export const workOfLane = (lane: string): string => `hzz.work.${toToken(lane)}.*.*`;

export const resultsSubject = (analysis: string): string => `hzz.results.${toToken(analysis)}`;

export const recipeSubject = ({ analysis, name }: RecipeAddress): string =>
  `hzz.recipes.${toToken(analysis)}.${toToken(name)}`;

export const deadSubject = (address: Address): string => `hzz.dead.${addressTokens(address)}`;

/** Dead letters of one analysis (`undefined`: of all) from every lane. */
export const deadOfAnalysis = (analysis: string | undefined): string =>
  `hzz.dead.*.${analysis === undefined ? "*" : toToken(analysis)}.*`;

/** Not stored: tells whoever is at work on an analysis that one of its runs was cancelled. */
export const cancelSubject = (analysis: string): string => `hzz.cancel.${toToken(analysis)}`;

function addressTokens({ lane, analysis, run }: Address): string {
  return `${toToken(lane)}.${toToken(analysis)}.${run}`;
}

/** Of a work or dead subject. */
export function addressOf(subject: string): Address {
  const [, , lane = "", analysis = "", run = ""] = subject.split(".");
  return { lane: fromToken(lane), analysis: fromToken(analysis), run: Number(run) };
}

/** Analysis of a results or cancel subject. */
export function analysisOf(subject: string): string {
  return fromToken(subject.split(".")[2] ?? "");
}

const MAX_KEY_CHARACTERS = 1000;

/** The key under which the server knows a message, whatever characters the caller's key has. A long key is replaced by its hash. */
export function toMessageId(kind: "work" | "log", analysis: string, key: string): string {
  const short = key.length <= MAX_KEY_CHARACTERS ? key : `sha256:${createHash("sha256").update(key).digest("hex")}`;
  return `${kind}/${analysis}/${JSON.stringify(short)}`;
}
