import { type BlindRange, blindRangesOf, reachesInto } from "../analysis/blinding.ts";
import type { NumericAxis } from "../histogram/axis.ts";
import { histogramKey } from "../histogram/histogram.ts";
import type { AnalysisView } from "../protocol/documents/analysis-view.ts";
import type { ChannelAxis } from "../statistics/to-hs3.ts";
import { StatisticsError } from "../statistics/workspace-error.ts";

/** A histogram whose bins are a channel of the model. */
export interface ModelChannelSource {
  /** Key of the nominal histogram, and name of the channel. */
  readonly key: string;
  /** Positions of the bins that are in the model: those that no blinded range reaches into. */
  readonly bins: readonly number[];
  readonly axis: NumericAxis;
  readonly blind: readonly BlindRange[];
}

/**
 * The channels that the specification names, or those that follow from it: its first histogram in the regions of kind `signal` and `control`,
 * or of all events if there are none.
 *
 * @throws {StatisticsError} if there is no such histogram, channels are seen to share events, or nothing is left of a channel
 */
export function channelsOf(view: AnalysisView): ModelChannelSource[] {
  const { spec } = view;
  const named = spec.model?.channels;
  const keys = named ?? usualChannels(view);
  const channels = keys.map((key, i) => {
    const block = view.histograms.find((one) => histogramKey(one) === key);
    const field = spec.model?.channels === undefined ? "histograms[0]" : `model.channels[${i}]`;
    if (block === undefined || block.variation !== undefined)
      throw new StatisticsError(`The result has no histogram ${key}, of which a channel could be made`, { field });
    const [axis] = block.axes;
    if (axis === undefined || block.axes.length > 1 || axis.kind === "category" || block.profile !== undefined)
      throw new StatisticsError(
        `A channel has one axis of numbers and is no profile, unlike ${key}; name others in "model": { "channels": … }`,
        { field },
      );
    const blind = blindRangesOf(spec, block);
    const bins = Array.from({ length: axis.bins }, (_, bin) => bin).filter(
      (bin) => !blind.some((range) => reachesInto(range, axis.edges[bin]!, axis.edges[bin + 1]!)),
    );
    if (bins.length === 0)
      throw new StatisticsError(`All bins of the channel ${key} are blinded`, { field: `model.blind.${key}` });
    return { key, bins, axis, blind, region: block.region };
  });
  requireOwnRegions(channels);
  requireApart(view, new Set(channels.flatMap(({ region }) => region ?? [])));
  return channels.map(({ key, bins, axis, blind }) => ({ key, bins, axis, blind }));
}

/** Borders of the bins of each channel; not of one from whose middle bins are blinded. */
export function channelAxes(view: AnalysisView): Map<string, ChannelAxis> {
  return new Map(
    channelsOf(view).flatMap(({ key, bins }) => {
      const block = view.histograms.find((one) => histogramKey(one) === key);
      const axis = block?.axes[0];
      if (axis === undefined || axis.kind === "category" || bins.some((bin, i) => bin !== bins[0]! + i)) return [];
      const edges = Array.from(axis.edges.slice(bins[0], bins.at(-1)! + 2));
      return [[key, { name: block!.name, edges }] as const];
    }),
  );
}

/** Two histograms of one region, or of all events and of some, have events in common. */
function requireOwnRegions(channels: readonly { readonly key: string; readonly region: string | undefined }[]): void {
  const seen = new Set<string | undefined>();
  for (const { key, region } of channels) {
    if (channels.length > 1 && (region === undefined || seen.has(region)))
      throw new StatisticsError(
        `The channel ${key} shares its events with another one, and they would count twice; a model has one histogram of each region, or one of all events`,
        { field: "model.channels" },
      );
    seen.add(region);
  }
}

function usualChannels(view: AnalysisView): string[] {
  const { spec } = view;
  const name = spec.histograms[0]?.name ?? "";
  const fitted = (spec.regions ?? []).filter(({ kind }) => kind !== "validation");
  const filled = fitted.filter((region) =>
    view.histograms.some((one) => histogramKey(one) === histogramKey({ name, region: region.name })),
  );
  if (filled.length === 0) return [name];
  return filled.map((region) => histogramKey({ name, region: region.name }));
}

/** More events in all regions together than there are means that regions share some; fewer do not mean that they share none. */
function requireApart({ groups }: AnalysisView, regions: ReadonlySet<string>): void {
  for (const { cutflow, regions: found, name } of groups) {
    const inRegions = found
      .filter((region) => regions.has(region.name))
      .reduce((sum, region) => sum + (region.cutflow.at(-1)?.entries ?? 0), 0);
    const all = cutflow.at(-1)?.entries ?? 0;
    if (inRegions > all)
      throw new StatisticsError(
        `The regions ${[...regions].join(", ")} share events (${inRegions} entries of the group ${name}, of ${all} in all), so they cannot be channels of one model; name some that do not in "model": { "channels": … }`,
        { field: "regions" },
      );
  }
}
