import { describe, expect, it } from "vitest";
import { numericAxisOf } from "../histogram/axes.ts";
import { accepted, analysis, done, planned } from "../../test/support/fixture-log.ts";
import { fromUhi } from "../histogram/uhi.ts";
import { createLedger } from "../ledger/ledger.ts";
import { toUhiDocument } from "./uhi-document.ts";

describe("the UHI document of an analysis", () => {
  const ledger = createLedger(analysis);
  const plan = planned("eell", 0, [0, 9]);
  for (const event of [accepted(), plan, done(plan, 0)]) ledger.apply(event);
  const document = toUhiDocument(ledger.view());

  it("has every histogram of every group and sample under its path", () => {
    expect(Object.keys(document)).toEqual([
      "m/data",
      "m/data/run1",
      "m/zz",
      "m/zz/llll",
      "m/zz/eell",
      "n/data",
      "n/data/run1",
      "n/zz",
      "n/zz/llll",
      "n/zz/eell",
    ]);
  });

  it("says of each what it is and whether the analysis was complete", () => {
    expect(document["m/zz/eell"]!.metadata).toEqual({
      name: "m",
      title: "Mass",
      entries: 5,
      analysis,
      analysisTitle: "Toy",
      release: "Toy data",
      status: "running",
      group: "zz",
      kind: "background",
      sample: "eell",
    });
  });

  it("reads back to the numbers of the view", () => {
    const back = fromUhi(JSON.parse(JSON.stringify(document["n/zz"])));
    const original = ledger.view().groups[1]!.histograms.get("n")!;
    expect(back.sumw).toEqual(original.sumw.slice());
    expect(numericAxisOf({ name: "n", ...back }).edges).toEqual(numericAxisOf(original).edges);
  });
});
