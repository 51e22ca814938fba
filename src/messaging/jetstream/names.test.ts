import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, analysisOf, fromToken, resultsSubject, toToken, workSubject } from "./names.ts";

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}$/);

describe("names in subjects", () => {
  it("come back as they were, and are one token each", () => {
    fc.assert(
      fc.property(name, name, (lane, analysis) => {
        expect(fromToken(toToken(lane))).toBe(lane);
        expect(toToken(lane)).toMatch(/^[\w-]+$/);
        expect(addressOf(workSubject({ lane, analysis, run: 7 }))).toEqual({ lane, analysis, run: 7 });
        expect(analysisOf(resultsSubject(analysis))).toBe(analysis);
      }),
      { seed: 3 },
    );
  });

  it("differ where the names differ", () => {
    const tokens = ["a.b", "a_b", "a-b", "a_-b", "a__b", "a_.b", "a._b", "a.-b"].map(toToken);
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});
