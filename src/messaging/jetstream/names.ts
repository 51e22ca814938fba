import { createHash } from "node:crypto";
import type { Address, Origin, RecipeAddress } from "../port.ts";
import { TURNS } from "../turns.ts";

/** Streams that the adapter makes and uses. */
export const STREAMS = { work: "HZZ_WORK", results: "HZZ_RESULTS", dead: "HZZ_DEAD", recipes: "HZZ_RECIPES" } as const;

/** The stream that keeps a subject. */
export function streamOf(subject: string): string {
  const kind = subject.split(".")[1] ?? "";
  return kind in STREAMS ? STREAMS[kind as keyof typeof STREAMS] : subject;
}

/**
 * The name of a lane or an analysis as one token of a subject, which is also a lawful consumer name.
 *
 * Dots would split the subject, so `.` becomes `_-` and `_` becomes `__`. Two names never share a token.
 */
export function toToken(name: string): string {
  return name.replace(/[._]/g, (character) => (character === "." ? "_-" : "__"));
}

/** The inverse of `toToken`, and also of `laneToken`. */
export function fromToken(token: string): string {
  return token.replace(/_[-_]|_\d$/g, (pair) => (pair === "_-" ? "." : pair === "__" ? "_" : ""));
}

/** A lane's token in one of its turns. In the first it is that of earlier versions; `_1` at the end of a later one stands in no name's token. */
export const laneToken = (lane: string, turn = 0): string => `${toToken(lane)}${turn === 0 ? "" : `_${turn}`}`;

/** Those of all its turns, in their order. Each is also the name of a consumer. */
export const laneTokens = (lane: string): string[] => Array.from({ length: TURNS }, (_, turn) => laneToken(lane, turn));

export const workSubject = (address: Address, turn = 0): string => `hzz.work.${addressTokens(address, turn)}`;

/** Waiting work of one run in every lane and turn. */
export const workOfRun = (analysis: string, run: number): string => `hzz.work.*.${toToken(analysis)}.${run}`;

/** @param token of a lane in one of its turns */
export const workOfToken = (token: string): string => `hzz.work.${token}.*.*`;

/** Where earlier versions put all records. */
export const formerResultsSubject = (analysis: string): string => `hzz.results.${toToken(analysis)}`;

/** The last token says who may write it: the lane, or, behind a `_`, with which no lane begins, the kind, or nothing. */
export function resultsSubject(analysis: string, origin?: Origin): string {
  const token = origin === undefined ? "_" : "lane" in origin ? toToken(origin.lane) : `_${toToken(origin.kind)}`;
  return `${formerResultsSubject(analysis)}.${token}`;
}

/** Records of any origin. */
export const resultsOfAnalysis = (analysis: string): string => `${formerResultsSubject(analysis)}.*`;

/** Of a results subject; undefined for one of an earlier version, and for one of who may write all. */
export function originOf(subject: string): Origin | undefined {
  const token = subject.split(".")[3];
  if (token === undefined || token === "_") return undefined;
  return token.startsWith("_") ? { kind: fromToken(token.slice(1)) } : { lane: fromToken(token) };
}

export const recipeSubject = ({ analysis, name }: RecipeAddress): string =>
  `hzz.recipes.${toToken(analysis)}.${toToken(name)}`;

export const deadSubject = (address: Address): string => `hzz.dead.${addressTokens(address)}`;

/** Dead letters of one analysis (`undefined`: of all) from every lane. */
export const deadOfAnalysis = (analysis: string | undefined): string =>
  `hzz.dead.*.${analysis === undefined ? "*" : toToken(analysis)}.*`;

/** Not stored: tells whoever is at work on an analysis that one of its runs was cancelled. */
export const cancelSubject = (analysis: string): string => `hzz.cancel.${toToken(analysis)}`;

function addressTokens({ lane, analysis, run }: Address, turn = 0): string {
  return `${laneToken(lane, turn)}.${toToken(analysis)}.${run}`;
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

/**
 * Part of a key that only who knows the body can tell: items have a token that others cannot guess, so that nobody uses up the keys of
 * their copies.
 */
export function stampOf(body: Uint8Array): string {
  return createHash("sha256").update(body).digest("hex").slice(0, 32);
}

const MAX_KEY_CHARACTERS = 1000;

/** The key under which the server knows a message, whatever characters the caller's key has. A long key is replaced by its hash. */
export function toMessageId(kind: "work" | "log", analysis: string, key: string): string {
  const short = key.length <= MAX_KEY_CHARACTERS ? key : `sha256:${createHash("sha256").update(key).digest("hex")}`;
  return `${kind}/${analysis}/${JSON.stringify(short)}`;
}
