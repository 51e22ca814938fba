import { describe, expect, it } from "vitest";
import { analysisOf } from "../../test/support/plot-fixture.ts";
import type { AnalysisDocument } from "../protocol/documents/analysis-document.ts";
import { cutflowBars, type CutflowChoices } from "./cutflow-bars.ts";
import { distinctColors } from "./distinct-colors.ts";

const choices: CutflowChoices = { bars: "stacked", log: false, colors: "own", hidden: [] };

/** Two stages of all events, and a region of one. */
const document = ((): AnalysisDocument => {
  const open = analysisOf();
  const sums: Readonly<Record<string, readonly number[]>> = { data: [100, 9], zz: [80, 6], signal: [20, 2] };
  const lines = (sumw: readonly number[]) => ({ entries: [...sumw], sumw: [...sumw], sumw2: [...sumw] });
  const stages = [
    { name: "all", label: "all events" },
    { name: "charge", label: "total charge is 0" },
  ];
  return {
    ...open,
    head: {
      ...open.head,
      stages,
      regions: [{ name: "sr", label: "signal", kind: "signal", stages: [{ name: "sr", label: "sr" }] }],
    },
    groups: open.groups.map((group) => ({
      ...group,
      cutflow: lines(sums[group.name]!),
      regions: { sr: lines([sums[group.name]![1]! / 2]) },
    })),
  };
})();

describe("a cutflow as bars", () => {
  it("has a bar for each line of the table, of all events and then of each region, with its numbers", () => {
    const { stages } = cutflowBars(document, choices);
    expect(stages.map(({ name, label, rows }) => [name, label, ...rows.map(({ text }) => text)])).toEqual([
      ["all", "all events", "simulation 100 ± 10, DATA 100"],
      ["charge", "total charge is 0", "simulation 8.0 ± 2.8, DATA 9"],
      ["@sr", "", "simulation 4.0 ± 2.0, DATA 4.5 ± 2.1"],
    ]);
  });

  it("stacks the groups of simulation from 0, and puts data over them with their interval", () => {
    const { stages, range, legend } = cutflowBars(document, choices);
    const [{ segments, points }] = stages[0]!.rows as [(typeof stages)[0]["rows"][0]];
    expect(range).toEqual({ lower: 0, upper: 105 });
    expect(segments.map(({ start, stop }) => [start, stop])).toEqual([
      [0, 80 / 105],
      [80 / 105, 100 / 105],
    ]);
    expect(points[0]!.at).toBeCloseTo(100 / 105, 12);
    // The central interval of 100: 90.02 to 111.03, of which the upper end is beyond the axis.
    expect([points[0]!.start, points[0]!.stop]).toEqual([expect.closeTo(90.02 / 105, 3), 1]);
    expect(legend.map(({ label }) => label)).toEqual(["ZZ", "SIGNAL"]);
  });

  it("shows each group by itself, data as a point", () => {
    const [all] = cutflowBars(document, { ...choices, bars: "each" }).stages;
    expect(all!.rows.map(({ label, text, segments, points }) => [label, text, segments.length, points.length])).toEqual(
      [
        ["DATA", "100", 0, 1],
        ["ZZ", "80.0 ± 8.9", 1, 0],
        ["SIGNAL", "20.0 ± 4.5", 1, 0],
      ],
    );
    expect(all!.rows[2]!.segments[0]).toMatchObject({ start: 0, stop: 20 / 100 / 1.05 });
  });

  it("has whole powers of ten on a logarithmic scale, and says when one helps", () => {
    const { range, powers, stages, spansMuch } = cutflowBars(document, { ...choices, log: true });
    expect([range, powers]).toEqual([{ lower: 1, upper: 1000 }, [1 / 3, 2 / 3]]);
    expect(stages[0]!.rows[0]!.segments[1]!.stop).toBeCloseTo(2 / 3, 12);
    expect(spansMuch).toBe(true);
    const calm = analysisOf();
    expect(cutflowBars(calm, choices).spansMuch).toBe(false);
  });

  it("leaves out hidden groups, and takes colours that can be told apart where they are chosen", () => {
    const bars = cutflowBars(document, { ...choices, hidden: ["zz", "data"], colors: "distinct" });
    expect(bars.legend).toEqual([{ label: "SIGNAL", color: distinctColors[1] }]);
    expect(bars.stages[0]!.rows[0]!.text).toBe("simulation 20.0 ± 4.5");
  });

  it("stands where nothing is in yet", () => {
    const none = cutflowBars({ ...document, groups: [] }, { ...choices, log: true });
    expect([none.stages.length, none.spansMuch]).toEqual([3, false]);
    for (const place of none.stages.flatMap(({ rows }) => rows.flatMap(({ segments }) => segments)))
      expect(place.stop).toBe(0);
  });
});
