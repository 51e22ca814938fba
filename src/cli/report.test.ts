import { describe, expect, it } from "vitest";
import { fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import { reportText, toReport } from "./report.ts";

const run = { version: "1.2.3", startedAt: new Date(0), seconds: 1.5 };

describe("toReport", () => {
  it("says what is missing and why", () => {
    expect(toReport(incompleteView(), run)).toMatchObject({
      schemaVersion: 1,
      software: { name: "hzz-edge", version: "1.2.3" },
      analysis: { id: "0123456789abcdef", title: "A small analysis", release: "Toy data", luminosityInvFb: 10 },
      status: "incomplete",
      startedAt: "1970-01-01T00:00:00.000Z",
      seconds: 1.5,
      missing: [
        {
          sample: "llll",
          file: "l.root",
          entryStart: null,
          entryStop: null,
          reason: "no answer from example.org (file l.root)",
          error: "SourceUnavailableError",
          attempts: 3,
        },
        {
          sample: "ggH",
          file: "h.root",
          entryStart: 20,
          entryStop: 40,
          reason: "has not come yet",
          error: null,
          attempts: 0,
        },
      ],
    });
  });

  it("has cutflow, yields after cuts and in range, and sources, per group and sample", () => {
    const report = toReport(fixtureView(), run);
    const [data, zz] = report.groups;
    const notKnown = { size: null, uuid: null, entries: null };
    expect(data?.cutflow).toEqual([
      { name: "all", entries: 40, sumw: 40, sumw2: 40 },
      { name: "charge", entries: 20, sumw: 20, sumw2: 20 },
    ]);
    expect(data?.samples[0]?.files).toEqual([
      { file: "a.root", source: "a.root", ...notKnown },
      { file: "b.root", source: "b.root", ...notKnown },
    ]);
    expect(zz?.yields.afterCuts).toEqual({ entries: 30, sumw: 8.5, error: Math.sqrt(2.625) });
    expect(zz?.yields.inRange["m"]).toMatchObject({ entries: 28, sumw: 8, error: Math.sqrt(2.5) });
    expect(zz?.samples[0]?.yields.inRange["m"]).toMatchObject({
      entries: 24,
      sumw: 6,
      overflow: { entries: 2, sumw: 0.5 },
    });
  });

  it("keeps every bit of its numbers as text", () => {
    const report = toReport(fixtureView(), { ...run, seconds: 0.1 + 0.2 });
    expect(JSON.parse(reportText(report))).toEqual(report);
  });
});
