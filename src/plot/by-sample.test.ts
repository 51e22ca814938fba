import { describe, expect, it } from "vitest";
import { analysisOf } from "../../test/support/plot-fixture.ts";
import type { AnalysisDocument } from "../protocol/documents/analysis-document.ts";
import { bySample } from "./by-sample.ts";
import { legendRows } from "./legend.ts";
import { sourcesOfDocument, toPlotModel } from "./plot-model.ts";

/** The group `zz` has two samples that count, and one that stands in place of another in a variation. */
function withSamples(): AnalysisDocument {
  const open = analysisOf();
  const block = (sumw: readonly number[]) => ({ entries: sumw.slice(), sumw: sumw.slice(), sumw2: sumw.slice() });
  const samples: Readonly<Record<string, readonly number[]>> = {
    a: [1, 0, 2, 3, 0],
    b: [0, 1, 0, 0, 9],
    c: [5, 5, 5, 5, 5],
  };
  return {
    ...open,
    head: {
      ...open.head,
      groups: open.head.groups.map((group) => {
        if (group.name !== "zz") return group;
        const heads = Object.keys(samples).map((name) => ({ name, label: `Sample ${name}`, files: ["a.root"] }));
        return { ...group, samples: heads.map((head) => (head.name === "c" ? { ...head, nominal: false } : head)) };
      }),
    },
    groups: open.groups.map((group) => {
      const [first] = group.samples;
      if (group.name !== "zz") return { ...group, samples: [{ ...first!, histograms: group.histograms }] };
      const states = Object.entries(samples).map(([name, sums]) => ({
        ...first!,
        name,
        histograms: { m: block(sums) },
      }));
      return { ...group, samples: states };
    }),
  };
}

const modelOf = (document: AnalysisDocument, hidden: readonly string[] = []) =>
  toPlotModel(sourcesOfDocument(bySample(document), "m"), { hidden: new Set(hidden) })!;

describe("a stack of samples", () => {
  it("has a layer for each sample that counts, in the place of its group, and data together", () => {
    const { stack, data } = modelOf(withSamples());
    expect(stack.map(({ group }) => [group.name, group.label, ...group.values])).toEqual([
      ["zz/a", "Sample a", 0, 2, 3],
      ["zz/b", "Sample b", 1, 0, 0],
      ["signal", "SIGNAL", 0.5, 0, 1],
    ]);
    expect(data.map(({ name, values }) => [name, ...values])).toEqual([["data", 4, 0, 9]]);
  });

  it("has colours that differ where two of them touch, and of a group's own colour the first", () => {
    const [a, b, signal] = modelOf(withSamples()).stack.map(({ group }) => group.color);
    expect(a).toBe("#123456");
    expect(new Set([a, b, signal]).size).toBe(3);
  });

  it("leaves out a sample that is switched off, and keeps the colours of the others", () => {
    const [all, without] = [modelOf(withSamples()), modelOf(withSamples(), ["zz/a"])];
    expect(without.stack.map(({ group }) => group.name)).toEqual(["zz/b", "signal"]);
    expect(without.stack.map(({ group }) => group.color)).toEqual(all.stack.slice(1).map(({ group }) => group.color));
    expect(legendRows(without, true).map(({ label, visible }) => [label, visible])).toEqual([
      ["DATA", true],
      ["SIGNAL", true],
      ["Sample b", true],
      ["Sample a", false],
      ["Total, stat. uncertainty", true],
    ]);
  });

  it("shows data in no blinded bin", () => {
    const document = withSamples();
    const [mass] = document.head.histograms;
    const blind = [{ from: 121, to: 123 }];
    const [data] = modelOf({ ...document, head: { ...document.head, histograms: [{ ...mass!, blind }] } }).data;
    expect([...data!.values]).toEqual([4, 0, 0]);
  });

  it("says of which group a sample is where two are called the same", () => {
    const document = withSamples();
    const groups = document.head.groups.map((group) => ({
      ...group,
      samples: group.samples.map((sample) => ({ ...sample, label: "MC" })),
    }));
    const labels = bySample({ ...document, head: { ...document.head, groups } }).head.groups.map(({ label }) => label);
    expect(labels).toEqual(["DATA", "ZZ: MC", "ZZ: MC", "SIGNAL"]);
  });
});
