import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { numericAxisOf } from "../src/histogram/axes.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

interface Reference {
  readonly entries: number;
  readonly final_selection: { readonly cutflow: Record<string, number>; readonly passing: { m4l_GeV: number[] } };
  readonly type_and_charge_only: {
    readonly cutflow: Record<string, number>;
    readonly counts: number[];
    readonly underflow: number;
    readonly overflow: number;
  };
}

describeWithSharedData("the 2025 file, with RVec branches and tiny baskets", () => {
  const reference = JSON.parse(readFileSync(sharedPath("reference/hzz-2025-periodD.json"), "utf8")) as Reference;
  const example = (name: string) =>
    parseSpec(readFileSync(join(import.meta.dirname, "../examples", name), "utf8"), name);
  const run = (name: string) => runInProcess(example(name), { mirrors: [sharedPath("atlas-open-data/2025")] });

  it("passes the final selection cut by cut", async () => {
    const { view } = await run("7-final-selection-2025.json");
    expect([view.status, view.progress.entriesSeen]).toEqual(["complete", reference.entries]);
    expect(view.groups[0]!.cutflow.map((stage) => stage.entries)).toEqual(
      Object.values(reference.final_selection.cutflow),
    );
    const m4l = view.groups[0]!.histograms.get("m4l")!;
    const axis = numericAxisOf(m4l);
    const expected = new Array<number>(axis.extent).fill(0);
    for (const mass of reference.final_selection.passing.m4l_GeV) expected[axis.index(mass)]! += 1;
    expect([...m4l.entries]).toEqual(expected);
  });

  it("passes the selection by flavour and charge, bin by bin", async () => {
    const { view } = await run("6-type-and-charge-2025.json");
    const { cutflow, counts, underflow, overflow } = reference.type_and_charge_only;
    expect([view.status, view.progress.entriesSeen]).toEqual(["complete", reference.entries]);
    expect(view.groups[0]!.cutflow.map((stage) => stage.entries)).toEqual(Object.values(cutflow));
    expect([...view.groups[0]!.histograms.get("m4l")!.entries]).toEqual([underflow, ...counts, overflow]);
  });
});
