import { describe, expect, it } from "vitest";
import { layoutOf } from "../src/analysis/layout.ts";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { toyAnalysis } from "../src/analysis/presets/hzz-toy.ts";
import { specLimits } from "../src/analysis/spec-limits.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { toyOptions } from "../src/analysis/toy/toy-options.ts";
import { histogramKey } from "../src/histogram/histogram.ts";
import { decodeLogEvent } from "../src/protocol/codec.ts";
import type { LogRecord } from "../src/messaging/port.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import { runInProcess } from "./support/run-in-process.ts";

/** An analysis whose sums take several messages, beside several whose sums take one. */

const toy = toyAnalysis(toyOptions({ scale: 0.01 }));
const axis = { type: "regular", bins: 1500, lower: 0, upper: 300, label: "", unit: "GeV" } as const;
const names = ["a", "b"] as const;
const variations = Array.from({ length: 8 }, (_, i) => ({
  name: `scale${i}`,
  weight: { up: `${1.01 + i / 100}`, down: `${0.99 - i / 100}` },
}));

function specOf(wanted: readonly string[]): AnalysisSpec {
  const histograms = names.map((name, i) => ({
    ...{ name, title: name, axis },
    expression: `mass(sum(lep[0:4])) + ${i}`,
  }));
  return parseSpec({
    ...toy,
    groups: toy.groups.map((group) => ({ ...group, samples: group.samples.slice(0, 1) })),
    histograms: histograms.filter(({ name }) => wanted.includes(name)),
    variations,
  });
}

/** Every number of each histogram, in each group and sample. */
function numbersOf(view: AnalysisView, wanted: readonly string[]): Map<string, readonly Float64Array[]> {
  const all = view.groups.flatMap((group) => [group, ...group.samples]);
  return new Map(
    all.flatMap(({ name, histograms }) =>
      [...histograms.values()]
        .filter((histogram) => wanted.includes(histogram.name))
        .map((one) => [`${name} ${histogramKey(one)}`, [one.entries, one.sumw, one.sumw2]] as const),
    ),
  );
}

function kindsIn(log: readonly LogRecord[]): string[] {
  return log.map(({ body }) => decodeLogEvent(body).kind);
}

describe("sums that are too many for one message", () => {
  const large = specOf(names);

  it(
    "give the bits of several analyses whose sums take one each, with 1 and 8 workers",
    { timeout: 300_000 },
    async () => {
      expect(layoutOf(large).length).toBeGreaterThan(specLimits.sumsPerMessage);
      const small = new Map<string, readonly Float64Array[]>();
      for (const name of names) {
        const { view, log } = await runInProcess(specOf([name]), {});
        expect(kindsIn(log)).not.toContain("partition-part");
        for (const [key, numbers] of numbersOf(view, [name])) small.set(key, numbers);
      }
      for (const workers of [1, 8]) {
        const { view, log } = await runInProcess(large, { workers });
        expect(view.status).toBe("complete");
        expect(kindsIn(log)).toContain("partition-part");
        expect(kindsIn(log)).not.toContain("partition-done");
        const numbers = numbersOf(view, names);
        expect([...numbers.keys()].sort()).toEqual([...small.keys()].sort());
        for (const [key, blocks] of small) expect(numbers.get(key), key).toEqual(blocks);
      }
    },
  );
});
