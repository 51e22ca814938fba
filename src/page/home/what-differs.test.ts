import { expect, it } from "vitest";
import { presetByName } from "../../analysis/presets/presets.ts";
import { differingFrom } from "./what-differs.ts";

const spec = presetByName("hzz-toy");
const without = (count: number) => ({ ...spec, title: `Without ${count}`, cuts: spec.cuts.slice(count) });

it("an analysis is compared with the most similar one before it, the nearest of those that are equally similar", () => {
  const first = without(1);
  const other = { ...without(1), title: "Earlier, without one" };
  expect(differingFrom(spec, [without(2), first, other])).toEqual({
    from: "Without 1",
    words: [expect.stringMatching(/^with cut /)],
  });
  expect(differingFrom(spec, [first, { ...spec, title: "The same" }])).toEqual({ from: "The same", words: [] });
});

it("an analysis that is like none before it differs from none", () => {
  expect(differingFrom(spec, [])).toBeUndefined();
  expect(differingFrom(spec, [presetByName("gamma-gamma")])).toBeUndefined();
});
