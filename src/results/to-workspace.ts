import { alternativesOf, factorFor } from "../analysis/alternatives.ts";
import { model as modelSchema } from "../analysis/spec-model.ts";
import type { ModelSpec } from "../analysis/spec-model.ts";
import type { VariationSpec } from "../analysis/spec-variation.ts";
import type { Histogram } from "../histogram/histogram.ts";
import type { AnalysisView, GroupView } from "../protocol/documents/analysis-view.ts";
import type { Modifier, Workspace, WorkspaceChannel, WorkspaceSample } from "../statistics/workspace.ts";
import { StatisticsError } from "../statistics/workspace-error.ts";
import { channelsOf, type ModelChannelSource } from "./model-channels.ts";
import { variationModifiers } from "./model-modifiers.ts";

/** A sample of the model: a group, or a sample of it. */
interface Source {
  readonly name: string;
  readonly group: GroupView;
  /** Of the specification: those that are in it. */
  readonly samples: readonly string[];
  readonly histograms: ReadonlyMap<string, Histogram>;
}

/**
 * The statistical model of a result, as a HistFactory workspace.
 *
 * Channels are histograms (see `channelsOf`), their samples the groups of simulation; flow bins are not in it. Groups of kind `signal` carry
 * the parameter of interest, all simulation `lumi` if the specification gives its uncertainty, what variations change as
 * `variationModifiers` says, and √Σw² of its bins as `staterror_<channel>`. A group without errors carries none of the last. Observed are the
 * data; without groups of data, what is expected.
 *
 * @param measurement its name in the workspace
 * @throws {StatisticsError} naming the field of the specification of which no model can be made
 */
export function toWorkspace(view: AnalysisView, measurement: string): Workspace {
  const model = view.spec.model ?? modelSchema.parse({});
  const sources = view.groups.filter(({ kind }) => kind !== "data").flatMap((group) => sourcesOf(group, model));
  if (sources.length === 0)
    throw new StatisticsError("The analysis has no simulation, so there is no model of it", { field: "groups" });
  const variations = variationsOf(view, model);
  const channels = channelsOf(view).map((channel) => channelOf(view, channel, sources, variations, model));
  const hasSignal = sources.some(({ group }) => group.kind === "signal");
  const sigma = model.luminosityUncertainty;
  const lumi =
    sigma === undefined
      ? []
      : [
          {
            name: "lumi",
            auxdata: [1],
            sigmas: [sigma],
            bounds: [[Math.max(1e-10, 1 - 5 * sigma), 1 + 5 * sigma] as const],
            inits: [1],
          },
        ];
  return {
    version: "1.0.0",
    channels: channels.map(({ channel }) => channel),
    observations: channels.map(({ channel, observed }) => ({ name: channel.name, data: observed })),
    measurements: [{ name: measurement, config: { poi: hasSignal ? model.poi : "", parameters: lumi } }],
  };
}

function sourcesOf(group: GroupView, { samples }: ModelSpec): Source[] {
  const counted = group.samples.filter(({ nominal }) => nominal !== false);
  if (samples === "groups")
    return [{ name: group.name, group, samples: counted.map(({ name }) => name), histograms: group.histograms }];
  return counted.map(({ name, histograms }) => {
    if (histograms.size === 0)
      throw new StatisticsError(`The result has no histograms of the sample ${name}`, {
        field: "model.samples",
        sample: name,
      });
    return { name: `${group.name}/${name}`, group, samples: [name], histograms };
  });
}

function variationsOf({ spec }: AnalysisView, { variations: wanted }: ModelSpec): VariationSpec[] {
  const all = spec.variations ?? [];
  const chosen = wanted === undefined ? all : all.filter(({ name }) => wanted.includes(name));
  for (const variation of chosen) {
    const { length } = alternativesOf([variation]);
    if (length > 2)
      throw new StatisticsError(
        `The variation ${variation.name} has ${length} alternatives; a parameter of a model takes one or two. Name those to use in "model": { "variations": … }`,
        { field: `variations[${all.indexOf(variation)}]` },
      );
  }
  return chosen;
}

function channelOf(
  view: AnalysisView,
  { key, bins }: ModelChannelSource,
  sources: readonly Source[],
  variations: readonly VariationSpec[],
  model: ModelSpec,
): { channel: WorkspaceChannel; observed: number[] } {
  const contents = (histogram: Histogram | undefined, of: (histogram: Histogram) => Float64Array): number[] => {
    if (histogram === undefined) throw new StatisticsError(`The result has no contents of the histogram ${key}`);
    const all = of(histogram);
    return bins.map((bin) => all[bin]!);
  };
  const values = (histogram: Histogram | undefined) => contents(histogram, (one) => one.values());
  const nominal = sources.map(({ histograms }) => values(histograms.get(key)));
  const errors = keptErrors(
    sources.map(({ histograms }) => contents(histograms.get(key), (one) => one.errors())),
    nominal,
    model.pruning.statistical,
  );
  const samples = sources.map((source, s): WorkspaceSample => {
    const factors: Modifier[] = [
      ...(source.group.kind === "signal" ? [{ name: model.poi, type: "normfactor", data: null } as const] : []),
      ...(model.luminosityUncertainty === undefined ? [] : [{ name: "lumi", type: "lumi", data: null } as const]),
    ];
    const varied = variations.flatMap((variation) => modifiersOf(variation, source, key, nominal[s]!, values, model));
    const own = errors[s]!;
    const statistical: Modifier[] = own.every((error) => error === 0)
      ? []
      : [{ name: `staterror_${key}`, type: "staterror", data: own }];
    return { name: source.name, data: nominal[s]!, modifiers: [...factors, ...varied, ...statistical] };
  });
  const data = view.groups.filter(({ kind }) => kind === "data").map(({ histograms }) => values(histograms.get(key)));
  const observed = sumOf(data.length === 0 ? nominal : data, bins.length);
  // Weights below 0 may add up to less than nothing, which nobody can observe.
  return { channel: { name: key, samples }, observed: observed.map((count) => Math.max(0, count)) };
}

function modifiersOf(
  variation: VariationSpec,
  source: Source,
  key: string,
  nominal: readonly number[],
  values: (histogram: Histogram | undefined) => number[],
  model: ModelSpec,
): Modifier[] {
  const alternatives = alternativesOf([variation]);
  // Whatever the order in which they are written.
  const up =
    alternatives.find(({ key }) => key === "up") ?? alternatives.find(({ key }) => key !== "down") ?? alternatives[0]!;
  const down = alternatives.find((one) => one !== up);
  if (variation.norm !== undefined) {
    const factorsOf = (alternative: typeof up) =>
      new Set(source.samples.map((name) => factorFor(alternative, { name, group: source.group.name, data: false })));
    const [hi, lo] = [factorsOf(up), down === undefined ? undefined : factorsOf(down)];
    if (hi.size === 1 && (lo === undefined || lo.size === 1)) {
      const factors = { hi: [...hi][0]!, lo: lo === undefined ? undefined : [...lo][0]! };
      if (factors.hi > 0 && (factors.lo ?? 1) > 0)
        return variationModifiers({ name: variation.name, nominal, hi: nominal, lo: nominal, factors }, model);
    }
  }
  // A variation that says so fills only some histograms, and only in some regions.
  const [hi, lo] = [up, down].map((one) => one && source.histograms.get(`${key}:${one.name}`));
  if (hi === undefined || (down !== undefined && lo === undefined)) return [];
  const contents = { nominal, hi: values(hi), lo: lo === undefined ? undefined : values(lo) };
  return variationModifiers({ name: variation.name, ...contents, factors: undefined }, model);
}

/** Errors of each sample in each bin; 0 where that of all together is less than this part of the content. */
function keptErrors(errors: readonly number[][], nominal: readonly number[][], least: number): number[][] {
  const bins = nominal[0]?.length ?? 0;
  const totals = sumOf(nominal, bins);
  const isKept = totals.map((total, bin) => Math.hypot(...errors.map((own) => own[bin]!)) >= least * Math.abs(total));
  return errors.map((own) => own.map((error, bin) => (isKept[bin] === true ? error : 0)));
}

function sumOf(all: readonly (readonly number[])[], bins: number): number[] {
  return Array.from({ length: bins }, (_, bin) => all.reduce((sum, one) => sum + one[bin]!, 0));
}
