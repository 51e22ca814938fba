import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addressOf,
  analysisOf,
  formerResultsSubject,
  fromToken,
  laneTokens,
  originOf,
  resultsSubject,
  toToken,
  workSubject,
} from "./names.ts";

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}$/);

describe("names in subjects", () => {
  it("come back as they were, and are one token each", () => {
    fc.assert(
      fc.property(name, name, (lane, analysis) => {
        expect(fromToken(toToken(lane))).toBe(lane);
        expect(toToken(lane)).toMatch(/^[\w-]+$/);
        expect(addressOf(workSubject({ lane, analysis, run: 7 }))).toEqual({ lane, analysis, run: 7 });
        for (const origin of [{ lane }, { kind: lane }]) {
          expect(analysisOf(resultsSubject(analysis, origin))).toBe(analysis);
          expect(originOf(resultsSubject(analysis, origin))).toEqual(origin);
        }
        expect(analysisOf(formerResultsSubject(analysis))).toBe(analysis);
        expect(originOf(formerResultsSubject(analysis))).toBeUndefined();
      }),
      { seed: 3 },
    );
  });

  it("come back from every turn of a lane, which no other lane has", () => {
    expect(laneTokens("a_1.b")).toEqual(["a__1_-b", "a__1_-b_1", "a__1_-b_2", "a__1_-b_3"]);
    fc.assert(
      fc.property(name, name, (lane, other) => {
        expect(laneTokens(lane)[0]).toBe(toToken(lane));
        for (const [turn, token] of laneTokens(lane).entries()) {
          expect(fromToken(token)).toBe(lane);
          expect(addressOf(workSubject({ lane, analysis: other, run: 7 }, turn)).lane).toBe(lane);
          if (lane !== other) expect(laneTokens(other)).not.toContain(token);
        }
      }),
      { seed: 4 },
    );
    for (const lane of ["a_1", "a_", "a__1", "a.1", "a_.1"])
      expect(laneTokens(lane).map(fromToken)).toEqual(Array(4).fill(lane));
  });

  it("differ where the names differ", () => {
    const tokens = ["a.b", "a_b", "a-b", "a_-b", "a__b", "a_.b", "a._b", "a.-b"].map(toToken);
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});
