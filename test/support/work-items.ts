import type { FilePlanned, LogEvent, PartitionDone } from "../../src/protocol/log-event.ts";
import type { FileWorkItem, PartitionWorkItem } from "../../src/protocol/work-item.ts";

/** Work items and events for tests of what moves them; nobody looks into their recipe. */

const identity = { uuid: "0b1f2c3d", size: 1000, entries: 300 };

export function fileItem(path = "x.root", analysis = "a1", index = 0): FileWorkItem {
  return {
    version: 1,
    kind: "file",
    analysis,
    run: 1,
    recipe: {
      tree: "mini",
      energyUnit: "MeV",
      collections: {},
      define: [],
      weights: { factors: [], sign: "signed" },
      cuts: [],
      histograms: [
        {
          name: "h",
          expression: "1",
          title: "",
          axis: { type: "regular", bins: 1, lower: 0, upper: 2, label: "", unit: "" },
        },
      ],
    },
    baseUrls: [],
    isToy: false,
    sample: { group: "data", name: "data_A", index: 0, weighted: false, normalisation: 1 },
    file: { index, path },
  };
}

export function partitionItem(index: number, path = "x.root", analysis = "a1"): PartitionWorkItem {
  const partition = { index, count: 3, entryStart: index * 100, entryStop: index * 100 + 100 };
  return { ...fileItem(path, analysis), kind: "partition", identity, partition };
}

export function planned(item: FileWorkItem): FilePlanned {
  const { analysis, sample, file } = item;
  return {
    version: 1,
    kind: "file-planned",
    analysis,
    sample: sample.name,
    file: file.index,
    source: file.path,
    identity,
    edges: [0, 100, 200, 300],
  };
}

export function partitionDone(item: PartitionWorkItem): PartitionDone {
  const { analysis, sample, file, partition } = item;
  return {
    version: 1,
    kind: "partition-done",
    analysis,
    sample: sample.name,
    file: file.index,
    source: file.path,
    identity,
    partition,
    seen: 100,
    layout: "0123456789abcdef",
    sums: Float64Array.of(100, 0.1, 1e300),
    stats: { requests: 1, bytes: 2, milliseconds: 3 },
  };
}

/** A context that keeps what it is given. */
export function recordingContext(signal = new AbortController().signal) {
  const events: LogEvent[] = [];
  const items: (FileWorkItem | PartitionWorkItem)[] = [];
  return {
    events,
    items,
    signal,
    append: (event: LogEvent) => {
      events.push(event);
      return Promise.resolve();
    },
    publish: (item: FileWorkItem | PartitionWorkItem) => {
      items.push(item);
      return Promise.resolve();
    },
  };
}
