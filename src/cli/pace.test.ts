import { describe, expect, it } from "vitest";
import { fixtureView } from "../../test/support/fixture-view.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { PaceMeter, paceTexts } from "./pace.ts";

/** The fixture while it runs: of each of its 5 files `opened` have a plan, and a part of what these hold has been seen. */
function running(opened: number, part: number, sizes = true): AnalysisView {
  const view = fixtureView();
  let left = opened;
  const groups = view.groups.map((group) => ({
    ...group,
    samples: group.samples.map((sample) => {
      const { files } = sample.progress;
      const filesPlanned = Math.min(files, left);
      left -= filesPlanned;
      const entries = 1000 * filesPlanned;
      const progress = { ...sample.progress, filesPlanned, filesComplete: 0, entries, entriesSeen: entries * part };
      const identity = { uuid: "u", size: 5_000_000, entries: 1000 };
      const identities = Array.from({ length: files }, (_, i) => (i < filesPlanned ? identity : undefined));
      return { ...sample, progress, ...(sizes ? { identities } : {}) };
    }),
  }));
  const entries = 1000 * opened;
  const progress = { ...view.progress, filesPlanned: opened, entries, entriesSeen: entries * part };
  return { ...view, status: "running", groups, progress };
}

describe("the pace of an analysis", () => {
  it("is events and bytes of files in a second, and the time for what is left, unopened files too", () => {
    const meter = new PaceMeter();
    expect(meter.measure(running(2, 0), 5000)).toBeUndefined();
    // 1000 of 5 × 1000 in 2 s.
    expect(meter.measure(running(2, 0.5), 7000)).toEqual({
      eventsPerSecond: 500,
      bytesPerSecond: 2_500_000,
      secondsLeft: 8,
    });
    expect(meter.measure(running(5, 0.8), 9000)).toEqual({
      eventsPerSecond: 1000,
      bytesPerSecond: 5_000_000,
      secondsLeft: 1,
    });
  });

  it("leaves out what was in before, and bytes where sizes are not known", () => {
    const meter = new PaceMeter();
    meter.measure(running(5, 0.5, false), 0);
    expect(meter.measure(running(5, 0.6, false), 2000)).toEqual({
      eventsPerSecond: 250,
      bytesPerSecond: undefined,
      secondsLeft: 8,
    });
  });

  it("says nothing too early, of what stands still, and at the end", () => {
    const meter = new PaceMeter();
    meter.measure(running(5, 0), 0);
    expect(meter.measure(running(5, 0.1), 500)).toBeUndefined();
    expect(meter.measure({ ...running(5, 0.5), stalled: true }, 2000)).toBeUndefined();
    expect(meter.measure({ ...running(5, 1), status: "complete" }, 2000)).toBeUndefined();
    expect(meter.measure(running(5, 0), 2000)).toBeUndefined();
  });

  it.each([
    [500, undefined, 8, ["about 8 s left", "500 events/s"]],
    [12_345, 35_000_000, 119, ["about 2 min left", "12.3 k events/s", "35.0 MB/s"]],
    [3_400_000, 900, 36_000, ["about 10 h left", "3.4 M events/s", "900 B/s"]],
    [1, undefined, undefined, ["1 events/s"]],
  ])("reads %d events, %s bytes, %s s", (eventsPerSecond, bytesPerSecond, secondsLeft, expected) => {
    expect(paceTexts({ eventsPerSecond, bytesPerSecond, secondsLeft })).toEqual(expected);
  });
});
