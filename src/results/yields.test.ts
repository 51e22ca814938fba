import { describe, expect, it } from "vitest";
import { accepted, analysis, done, layout, planned } from "../../test/support/fixture-log.ts";
import { createLedger } from "../ledger/ledger.ts";
import { yieldsOf } from "./yields.ts";

describe("yields", () => {
  it("are the last line of the cutflow, and what lies inside each histogram's range", () => {
    const ledger = createLedger(analysis);
    ledger.apply(accepted());
    const plan = planned("llll", 0, [0, 9]);
    const sums = Float64Array.from({ length: layout.length }, (_, i) => i);
    for (const event of [plan, done(plan, 0, sums)]) ledger.apply(event);
    const [data, zz] = yieldsOf(ledger.view());
    expect(data).toMatchObject({ name: "data", kind: "data", selected: { entries: 0, sumw: 0, error: 0 } });
    const selected = { entries: 1, sumw: 3, error: Math.sqrt(5) };
    const inRange = new Map([
      ["m", { entries: 7 + 8 + 9, sumw: 12 + 13 + 14, error: Math.sqrt(17 + 18 + 19) }],
      ["n", { entries: 22 + 23, sumw: 26 + 27, error: Math.sqrt(30 + 31) }],
    ]);
    expect(zz).toMatchObject({ name: "zz", label: "ZZ*", selected, inRange });
    expect(zz!.samples).toMatchObject([
      { name: "llll", selected, inRange },
      { name: "eell", selected: { entries: 0 } },
    ]);
  });
});
