import { describe, expect, it } from "vitest";
import { accepted, spec } from "../../test/support/fixture-log.ts";
import type { ColumnsSeen } from "../protocol/log-event.ts";
import { createLedger } from "./ledger.ts";
import { thresholdWarnings } from "./threshold-warnings.ts";

const { analysis } = accepted();
const seen: ColumnsSeen = {
  version: 1,
  analysis,
  kind: "columns-seen",
  sample: "run1",
  file: 0,
  entries: 1000,
  columns: [
    { name: "lep_pt", type: "float32[]", lowest: 7012.3, highest: 201_234 },
    { name: "mass_gev", type: "float64", lowest: 80, highest: 400 },
    { name: "lep_eta", type: "float32[]", lowest: -2.5, highest: 2.5 },
    { name: "unread", type: "int32" },
  ],
};

function warned(expression: string): string[] {
  const cuts = [{ name: "c", label: "c", expression }];
  return thresholdWarnings({ ...spec, cuts }, seen).map(({ message }) => message);
}

describe("a threshold far outside of a branch's values", () => {
  it("is told with what was seen, and asks for the unit where that would explain it", () => {
    expect(
      thresholdWarnings({ ...spec, cuts: [{ name: "hard", label: "", expression: "lep_pt[0] > 50" }] }, seen),
    ).toEqual([
      {
        name: "ThresholdWarning",
        message:
          "The cut hard compares lep_pt with 50, far below all its values: lep_pt runs from 7010 to 201000 in the first 1000 " +
          `events of ${spec.groups[0]!.samples[0]!.files[0]}; is 50 in GeV, and the file in MeV?`,
      },
    ]);
    expect(warned("mass_gev < 120000")).toEqual([
      expect.stringMatching(/far above.*is 120000 in MeV, and the file in GeV\?$/),
    ]);
    expect(warned("mass_gev < 1e9")).toEqual([expect.stringMatching(/far above all its values: [^;]*$/)]);
  });

  it.each(["50 < lep_pt[0]", "lep_eta[0] > 0 && !(lep_pt[1] <= 20)", "count(lep_pt > 10) == 4"])(
    "is found in %s",
    (text) => {
      expect(warned(text)).toHaveLength(1);
    },
  );

  it.each([
    "lep_pt[0] > 50000",
    "lep_pt[0] > 400",
    "lep_pt[0] > 0",
    "lep_pt[0] / 1000 > 50",
    "lep_eta[0] < 1000",
    "unread > 1000000",
    "nothing > 5",
    "lep_pt[",
  ])("is not seen in %s", (text) => {
    expect(warned(text)).toEqual([]);
  });

  it("is not looked for while nobody has told the branches", () => {
    expect(thresholdWarnings(spec, undefined)).toEqual([]);
  });
});

describe("a ledger that is told the branches of the first file", () => {
  const cut = { ...spec, cuts: [{ name: "hard", label: "", expression: "lep_pt[0] > 50" }] };
  const other = { ...seen, columns: seen.columns.slice(1) };

  it("warns, in whatever order it hears, and keeps the same of two that differ", () => {
    const orders = [
      [accepted(cut), seen, other],
      [other, seen, accepted(cut), other],
      [seen, accepted(cut), other, seen],
    ];
    const ledgers = orders.map((events) => {
      const ledger = createLedger(analysis);
      for (const event of events) ledger.apply(event);
      return ledger;
    });
    expect(new Set(ledgers.map(({ columns }) => JSON.stringify(columns))).size).toBe(1);
    const ledger = createLedger(analysis);
    ledger.apply(accepted(cut));
    expect(ledger.apply(seen)).toBe(true);
    expect(ledger.apply(seen)).toBe(false);
    expect(ledger.view().warnings?.map(({ name }) => name)).toContain("ThresholdWarning");
  });

  it("lets what is of another sample, or of another lane, count for nothing", () => {
    const ledger = createLedger(analysis);
    ledger.apply({ ...seen, sample: "llll" }, "zz");
    ledger.apply(seen, "zz");
    ledger.apply(accepted(cut));
    expect(ledger.columns).toBeUndefined();
    expect(() => ledger.apply({ ...seen, sample: "none" })).toThrow(/no such sample/);
    expect(() => ledger.apply({ ...seen, file: 9 })).toThrow(/not file 9/);
  });

  it("forgets them with the analysis", () => {
    const ledger = createLedger(analysis);
    ledger.apply(accepted(cut));
    ledger.apply(seen);
    ledger.apply({ version: 1, analysis, kind: "forgotten", at: "2026-01-03T00:00:00Z", run: 1, beyond: 1 });
    ledger.apply({ ...accepted(cut, 2), afterForgotten: 1 });
    expect(ledger.columns).toBeUndefined();
  });
});
