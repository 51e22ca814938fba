import { layoutOf } from "../../src/analysis/layout.ts";
import { analysisSpecSchema, type AnalysisSpec } from "../../src/analysis/spec.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import * as fixture from "./fixture-log.ts";

/** The analysis with 40 histograms of 500 bins in place of its own; its documents have some megabytes. */
export function withLargeHistograms<Spec extends Pick<AnalysisSpec, "histograms">>(spec: Spec): Spec {
  const [first] = spec.histograms;
  const axis = { ...first!.axis, bins: 500 };
  return { ...spec, histograms: Array.from({ length: 40 }, (_, i) => ({ ...first!, name: `h${i}`, axis })) };
}

/** The small analysis of the fixture, enlarged. */
export const largeSpec = analysisSpecSchema.parse({ ...withLargeHistograms(fixture.spec), title: "Large" });
const layout = layoutOf(largeSpec);

const plans = [
  fixture.planned("run1", 0, [0, 10]),
  fixture.planned("run1", 1, [0, 5]),
  fixture.planned("llll", 0, [0, 7]),
  fixture.planned("eell", 0, [0, 3]),
];

/** What completes it, every number of it other than 0. */
export const largeEvents: readonly LogEvent[] = plans.flatMap((plan, file) => {
  const sums = Float64Array.from({ length: layout.length }, (_, i) => 100 * Math.sin(i + file) ** 2);
  return [plan, { ...fixture.done(plan, 0, sums), layout: layout.fingerprint }];
});
