import { describe, expect, it, test } from "vitest";
import { bridgeAnalysis, bridgePart, bridgeRun } from "../../test/support/bridge-parts.ts";
import { layoutOf } from "../analysis/layout.ts";
import { createRegularAxis, createVariableAxis } from "../histogram/axis.ts";
import type { BridgePart } from "../protocol/bridge-messages.ts";
import { fillPart } from "./fill-part.ts";
import { RefusedMessageError } from "./refused-message.ts";

const layout = layoutOf(bridgeAnalysis);
const part = bridgePart(bridgeRun("Night"), "llll", 0);
const axes = [
  createRegularAxis({ bins: 34, lower: 80, upper: 250 }),
  createVariableAxis({ edges: [0, 20, 50, 100] }),
] as const;

describe("filling a part", () => {
  it("gives the bits of filling each histogram by itself, and a cutflow of all events", () => {
    const { sums } = fillPart(part, layout, true);
    const weights = part.weights!;
    for (const [i, block] of layout.histograms.entries()) {
      const axis = axes[i]!;
      const expected = [0, 1, 2].map(() => new Float64Array(axis.bins + 2));
      for (const [event, value] of part.values[block.name]!.entries()) {
        const bin = axis.index(value);
        const w = weights[event]!;
        expected[0]![bin]! += 1;
        expected[1]![bin]! += w;
        expected[2]![bin]! += w * w;
      }
      const found = [block.entries, block.sumw, block.sumw2].map((start) => sums.slice(start, start + axis.bins + 2));
      expect(found).toEqual(expected);
    }
    const { cutflow } = layout;
    expect(cutflow.stages).toEqual(["all"]);
    expect([cutflow.entries, cutflow.sumw, cutflow.sumw2].map((at) => sums[at])).toEqual([
      weights.length,
      weights.reduce((sum, w) => sum + w, 0),
      weights.reduce((sum, w) => sum + w * w, 0),
    ]);
  });

  it("counts data without weights", () => {
    const { sums } = fillPart(bridgePart(bridgeRun("Night"), "data_A", 0, 7), layout, false);
    expect([...sums.subarray(0, 3)]).toEqual([7, 7, 7]);
  });

  it("takes a part without events, and one of which nothing was read", () => {
    const empty = { ...part, values: { m4l: [], ptLead: [] }, weights: [] };
    expect(fillPart(empty, layout, true).sums.every((sum) => sum === 0)).toBe(true);
    expect(fillPart({ ...empty, entriesRead: 0 }, layout, true).identity).toMatchObject({ entries: 0, size: 0 });
  });

  it("tells one content from another, and not one way of writing it from another", () => {
    const uuidOf = (of: BridgePart) => fillPart(of, layout, true).identity.uuid;
    const { m4l, ptLead } = part.values as { m4l: number[]; ptLead: number[] };
    expect(uuidOf({ ...part, values: { ptLead, m4l } })).toBe(uuidOf(part));
    expect(uuidOf({ ...part, run: bridgeRun("Other") })).toBe(uuidOf(part));
    expect(uuidOf({ ...part, entriesRead: part.entriesRead + 1 })).not.toBe(uuidOf(part));
    expect(uuidOf({ ...part, values: { ptLead, m4l: [m4l[0]! + 1e-9, ...m4l.slice(1)] } })).not.toBe(uuidOf(part));
    expect(uuidOf({ ...part, values: { m4l: ptLead, ptLead: m4l } })).not.toBe(uuidOf(part));
  });

  const { m4l, ptLead } = part.values as { m4l: number[]; ptLead: number[] };
  test.each<[string, Partial<BridgePart>, boolean, string]>([
    ["a histogram without values", { values: { m4l } }, true, "no values for the histogram ptLead"],
    ["values of an unknown histogram", { values: { m4l, ptLead, m4: m4l } }, true, "nearest names: m4l"],
    ["lists of unlike lengths", { values: { m4l, ptLead: [1] } }, true, "1 values, but m4l has 200"],
    ["weights of another length", { weights: [1] }, true, "1 weights for 200 events"],
    ["simulation without weights", { weights: undefined }, true, "need weights"],
    ["data with weights", {}, false, "Data have no weights"],
    [
      "fewer events read than selected",
      { entriesRead: 199 },
      true,
      "200 events were selected, more than the 199 that were read",
    ],
    ["weights without a finite square", { weights: m4l.map(() => 1e200) }, true, "too large"],
  ])("refuses %s", (_what, change, weighted, message) => {
    const fill = () => fillPart({ ...part, ...change }, layout, weighted);
    expect(fill).toThrow(RefusedMessageError);
    expect(fill).toThrow(message);
  });
});
