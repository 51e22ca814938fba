import { describe, expect, it } from "vitest";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import { fixtureView, incompleteView } from "../../test/support/fixture-view.ts";
import { createProgress } from "./progress.ts";

/** The fixture with only so many files of the first sample read. */
function partial(filesComplete: number): AnalysisView {
  const view = fixtureView();
  const groups = view.groups.map((group) => {
    const files = group.name === "data" ? filesComplete : 0;
    const progress = {
      ...group.progress,
      filesPlanned: files,
      filesComplete: files,
      entries: 20 * files,
      entriesSeen: 20 * files,
    };
    return {
      ...group,
      progress,
      samples: group.samples.map((sample) => ({
        ...sample,
        progress: { ...sample.progress, ...progress, files: sample.progress.files },
      })),
    };
  });
  return {
    ...view,
    status: "running",
    groups,
    progress: {
      ...view.progress,
      filesPlanned: filesComplete,
      filesComplete,
      entries: 20 * filesComplete,
      entriesSeen: 20 * filesComplete,
    },
  };
}

function record(options: { isTTY?: boolean; columns?: number; rows?: number; quiet?: boolean; color?: boolean }) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const stream = { ...options, write: (text: string) => written.push(text) };
  const progress = createProgress({
    stream,
    now: () => clock.ms,
    color: options.color ?? false,
    quiet: options.quiet ?? false,
  });
  return { written, clock, progress };
}

it.each([true, false])("progress says once that an analysis has stalled (terminal: %s)", (isTTY) => {
  const { written, clock, progress } = record({ isTTY, columns: 100 });
  progress.update(partial(1));
  clock.ms = 1500;
  for (let i = 0; i < 3; i++) progress.update({ ...partial(1), stalled: true });
  const words = "stalled: nothing new is coming; submit it again";
  expect(written.join("").split(words)).toHaveLength(2);
});

describe("progress on a terminal", () => {
  it("draws a bar per group, again in the same place", () => {
    const { written, clock, progress } = record({ isTTY: true, columns: 60 });
    progress.update(partial(1));
    clock.ms = 1500;
    progress.finish(incompleteView());
    expect(written).toEqual([
      [
        "\x1b[2Kdata   ███████████░░░░░░░░░░░  50%  1/2 files\n",
        "\x1b[2Kzz     ░░░░░░░░░░░░░░░░░░░░░░   0%  0/2 files\n",
        "\x1b[2Ksignal ░░░░░░░░░░░░░░░░░░░░░░   0%  0/1 files\n",
        "\x1b[2K20 entries, 1 of 5 files, 0.0 s\n",
      ].join(""),
      [
        "\x1b[4A\x1b[2Kdata   ██████████████████████ 100%  2/2 files\n",
        "\x1b[2Kzz     ██████████████████████ 100%  2/2 files, 1 failed\n",
        "\x1b[2Ksignal ██████████████████████ 100%  1/1 files\n",
        "\x1b[2K180 entries, 5 of 5 files, 1.5 s\n",
      ].join(""),
    ]);
  });

  it("says how long it will take, and how fast it goes, as far as there is room", () => {
    const wide = record({ isTTY: true, columns: 80 });
    const narrow = record({ isTTY: true, columns: 50 });
    for (const { progress, clock } of [wide, narrow]) {
      progress.update(partial(0));
      clock.ms = 2000;
      progress.update(partial(1));
    }
    // 20 events of the first file in 2 s; four files more, of 20 events as far as one knows.
    expect(wide.written[1]).toContain("\x1b[2K20 entries, 1 of 5 files, 2.0 s, about 8 s left, 10 events/s\n");
    expect(narrow.written[1]).toContain("\x1b[2K20 entries, 1 of 5 files, 2.0 s, about 8 s left\n");
  });

  it("draws at most every 100 ms, and always at the end", () => {
    const { written, clock, progress } = record({ isTTY: true });
    for (clock.ms = 0; clock.ms < 250; clock.ms += 10) progress.update(partial(1));
    expect(written).toHaveLength(3);
    progress.finish(partial(1));
    expect(written).toHaveLength(4);
  });

  it("never writes a line as wide as the terminal, nor more lines than it has", () => {
    for (const columns of [20, 30, 80, 300]) {
      const { written, progress } = record({ isTTY: true, columns, rows: 3 });
      progress.finish(incompleteView());
      const lines = written.join("").replaceAll("\x1b[2K", "").trimEnd().split("\n");
      expect(lines).toHaveLength(2);
      for (const line of lines) expect(line.length).toBeLessThan(columns);
    }
  });
});

describe("progress elsewhere", () => {
  it("writes a line when files are done or fail, each only once, and no control characters", () => {
    const { written, clock, progress } = record({});
    progress.update(partial(0));
    progress.update(partial(1));
    progress.update(partial(1));
    clock.ms = 1000;
    progress.finish(incompleteView());
    expect(written.join("")).toBe(
      [
        "run1: 1 of 2 files, 20 entries\n",
        "run1: 2 of 2 files, 40 entries\n",
        "llll: 1 of 1 files, 52 entries\n",
        "eell: 1 of 1 files, 8 entries\n",
        "ggH: 1 of 1 files, 80 entries\n",
        "llll: l.root failed: SourceUnavailableError\n",
      ].join(""),
    );
  });

  it("writes nothing when quiet", () => {
    const { written, progress } = record({ quiet: true, isTTY: true });
    progress.update(partial(1));
    progress.finish(incompleteView());
    expect(written).toEqual([]);
  });
});
