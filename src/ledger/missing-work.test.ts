import { expect, it } from "vitest";
import { parseSpec } from "../analysis/parse-spec.ts";
import { prepareAnalysis } from "../analysis/prepared-analysis.ts";
import { hzz2020 } from "../analysis/presets/hzz-2020.ts";
import { encodeWorkItem } from "../protocol/codec.ts";
import type { QueuedItem } from "../protocol/work-item.ts";
import { fileItems, mostItemBytes } from "./missing-work.ts";

const [group] = hzz2020.groups;
const largest = Number.MAX_SAFE_INTEGER;

const specs = {
  "a preset": hzz2020,
  "long names": {
    ...hzz2020,
    release: {
      label: "Mine",
      baseUrls: Array.from({ length: 10 }, (_, i) => `https://example.org/${"ü".repeat(500)}/${i}/`),
    },
    groups: [
      {
        ...group!,
        name: "g".repeat(64),
        samples: [{ name: "s".repeat(64), files: ["a.root", `${'"'.repeat(1000)}${"\u2028\ud800".repeat(499)}.r`] }],
      },
    ],
  },
};

it.each(Object.entries(specs))("no item of %s has more bytes than are foretold", async (_, input) => {
  const prepared = await prepareAnalysis(parseSpec(input));
  const most = mostItemBytes(prepared);
  for (const { item } of fileItems(prepared, largest)) {
    const partition = { index: 199_999, count: 200_000, entryStart: largest - 1, entryStop: largest };
    const identity = { uuid: "\u0000".repeat(100), size: largest, entries: largest };
    const plannedFrom = "\u0000".repeat(250);
    const ofPartition: QueuedItem = { ...item, kind: "partition", identity, partition, plannedFrom };
    for (const each of [item, ofPartition]) {
      const { length } = encodeWorkItem(each);
      expect(length).toBeLessThanOrEqual(most);
    }
  }
});
