/** Streams that the adapter makes and uses. */
export const STREAMS = { work: "HZZ_WORK", results: "HZZ_RESULTS", dead: "HZZ_DEAD" } as const;

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

export const workSubject = (lane: string, analysis: string): string => `hzz.work.${toToken(lane)}.${toToken(analysis)}`;

/** Waiting work of one analysis in every lane. */
export const workOfAnalysis = (analysis: string): string => `hzz.work.*.${toToken(analysis)}`;

export const workOfLane = (lane: string): string => `hzz.work.${toToken(lane)}.*`;

export const resultsSubject = (analysis: string): string => `hzz.results.${toToken(analysis)}`;

export const deadSubject = (lane: string, analysis: string): string => `hzz.dead.${toToken(lane)}.${toToken(analysis)}`;

/** Dead letters of one analysis (`undefined`: of all) from every lane. */
export const deadOfAnalysis = (analysis: string | undefined): string =>
  `hzz.dead.*.${analysis === undefined ? "*" : toToken(analysis)}`;

/** Not stored: tells whoever is at work on an analysis that it was cancelled. */
export const cancelSubject = (analysis: string): string => `hzz.cancel.${toToken(analysis)}`;

/** Lane and analysis of a work or dead subject. */
export function laneAndAnalysisOf(subject: string): { readonly lane: string; readonly analysis: string } {
  const [, , lane = "", analysis = ""] = subject.split(".");
  return { lane: fromToken(lane), analysis: fromToken(analysis) };
}

/** Analysis of a results or cancel subject. */
export function analysisOf(subject: string): string {
  return fromToken(subject.split(".")[2] ?? "");
}
