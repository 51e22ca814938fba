import { createHistogram, type Histogram, nameOf } from "../histogram/histogram.ts";
import type { PlotSource, VariedHistogram } from "./plot-source.ts";

/** Means of groups cannot be stacked: data as they are, and all simulation as one, whose sums are those of its groups. */
export function profileSources(sources: readonly PlotSource[]): PlotSource[] {
  const simulated = sources.filter(({ kind }) => kind !== "data");
  const [first, ...others] = simulated;
  const data = sources.filter(({ kind }) => kind === "data");
  if (first === undefined) return data;
  const varied = new Map<string, VariedHistogram>();
  for (const source of simulated)
    for (const one of source.varied ?? [])
      varied.set(one.alternative, {
        ...one,
        // A group without the alternative stays as it is.
        histogram: added(simulated.map((each) => alternativeOf(each, one.alternative))),
      });
  const all: PlotSource = {
    ...{ name: "simulation", label: "All simulation", color: "#b0bec5", kind: "background" },
    incomplete: simulated.some(({ incomplete }) => incomplete),
    histogram: others.length === 0 ? first.histogram : added(simulated.map(({ histogram }) => histogram)),
  };
  return [...data, varied.size === 0 ? all : { ...all, varied: [...varied.values()] }];
}

function alternativeOf({ histogram, varied = [] }: PlotSource, wanted: string): Histogram {
  return varied.find(({ alternative }) => alternative === wanted)?.histogram ?? histogram;
}

function added(histograms: readonly Histogram[]): Histogram {
  const [first] = histograms as [Histogram];
  const sum = (of: (histogram: Histogram) => Float64Array) =>
    of(first).map((_, cell) => histograms.reduce((total, histogram) => total + of(histogram)[cell]!, 0));
  return createHistogram({
    ...nameOf(first),
    ...{ title: first.title, axes: first.axes },
    entries: sum(({ entries }) => entries),
    sumw: sum(({ sumw }) => sumw),
    sumw2: sum(({ sumw2 }) => sumw2),
    profile: first.profile && {
      ...first.profile,
      sumwy: sum(({ profile }) => profile!.sumwy),
      sumwy2: sum(({ profile }) => profile!.sumwy2),
    },
  });
}
