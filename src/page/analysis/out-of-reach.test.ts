import { describe, expect, it } from "vitest";
import type { AnalysisStatus, MissingPart } from "../../protocol/documents/analysis-document.ts";
import { isOutOfReach } from "./out-of-reach.ts";
import { analysisOf } from "../../../test/support/plot-fixture.ts";

const part = (name: string, retry: "later" | "never" = "later"): MissingPart => ({
  sample: "s",
  file: "f.root",
  failure: { name, message: "", retry, attempts: 3 },
});

const stateOf = (parts: readonly MissingPart[], filesPlanned = 0, status: AnalysisStatus = "incomplete") => ({
  status,
  progress: { ...analysisOf().progress, files: 2, filesPlanned },
  missing: { count: parts.length, parts, reasons: [] },
});

describe("an analysis", () => {
  const [unreachable, nowhere] = [part("ServerUnreachableError"), part("NoCandidateError")];

  it("is out of reach when it ended and no server gave any of its files", () => {
    expect(isOutOfReach(stateOf([unreachable, nowhere]))).toBe(true);
  });

  it.each([
    ["while it runs", stateOf([unreachable, nowhere], 0, "running")],
    ["when it was cancelled", stateOf([unreachable, nowhere], 0, "cancelled")],
    ["when one of its files was opened", stateOf([unreachable], 1)],
    ["when a file is in none of several places", stateOf([unreachable, part("NoCandidateError", "never")])],
    ["when a server answered", stateOf([unreachable, part("SourceUnavailableError")])],
    ["when a file was refused", stateOf([unreachable, part("LocationRefusedError", "never")])],
    ["when a part has no failure", stateOf([unreachable, { sample: "s", file: "g.root" }])],
  ])("is not out of reach %s", (_, state) => {
    expect(isOutOfReach(state)).toBe(false);
  });
});
