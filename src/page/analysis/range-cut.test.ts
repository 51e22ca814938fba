import { expect, it } from "vitest";
import { parseSpec } from "../../analysis/parse-spec.ts";
import { presetByName } from "../../analysis/presets/presets.ts";
import { withRangeCut } from "./range-cut.ts";

const spec = presetByName("hzz-2020");
const range = { lower: 115, upper: 130.5 };

it("a cut on a range keeps what lies in its bins: the lower edge, and not the upper one", () => {
  const changed = withRangeCut(spec, "m4l", range)!;
  const { expression } = spec.histograms[0]!;
  expect(changed.cuts).toEqual([
    ...spec.cuts,
    { name: "m4l_range", expression: `115 <= (${expression}) && (${expression}) < 130.5` },
  ]);
  expect(changed.title).toContain(spec.title);
  expect(changed.title).not.toBe(spec.title);
  expect(parseSpec(changed)).toEqual(changed);
});

it("of a list, any of its numbers is enough", () => {
  const changed = withRangeCut(spec, "m4l", range, true)!;
  expect(changed.cuts.at(-1)!.expression).toMatch(/^any\(115 <= .* < 130.5\)$/);
  expect(parseSpec(changed)).toEqual(changed);
});

it("a second one has another name, so that both hold", () => {
  const twice = withRangeCut(withRangeCut(spec, "m4l", range)!, "m4l", { lower: 120, upper: 125 })!;
  expect(twice.cuts.slice(-2).map(({ name }) => name)).toEqual(["m4l_range", "m4l_range2"]);
  expect(parseSpec(twice)).toEqual(twice);
});

it("of a histogram that is not there, there is none", () => {
  expect(withRangeCut(spec, "other", range)).toBeUndefined();
});
