import { nearestNames } from "../errors/nearest-names.ts";
import { type HistosysCode, normsysCurve, type NormsysCode } from "./interpolation.ts";
import { type Parameter, parametersOf } from "./parameters.ts";
import type { Workspace, WorkspaceChannel, WorkspaceMeasurement, WorkspaceSample } from "./workspace.ts";
import { StatisticsError, WorkspaceError } from "./workspace-error.ts";

/** A workspace and one of its measurements as typed arrays. Bins are numbered through all channels, which are sorted by name. */
export interface Model {
  readonly measurement: string;
  readonly channels: readonly ModelChannel[];
  readonly bins: number;
  readonly parameters: readonly Parameter[];
  /** Index of the parameter of interest. */
  readonly poi: number | undefined;
  /** Settings of the measurement that belong to no parameter, and so say nothing. */
  readonly unused: readonly string[];
  readonly observed: ModelData;
  readonly normsysCode: NormsysCode;
  readonly histosysCode: HistosysCode;
}

/** Counts of all bins, and the auxiliary measurement of each parameter that has a constraint, in the order of the parameters. */
export interface ModelData {
  readonly bins: Float64Array;
  readonly auxiliary: Float64Array;
}

export interface ModelChannel {
  readonly name: string;
  /** Its first bin. */
  readonly start: number;
  readonly bins: number;
  readonly samples: readonly ModelSample[];
  /**
   * Parameters that change its bins: column k of bin b is parameter `first + perBin · b`, where perBin is 1 for those of single bins and 0
   * for the others.
   */
  readonly columns: readonly { readonly first: number; readonly perBin: 0 | 1 }[];
}

/** (nominal + what shapes add) · factors · factors of single bins. Places of parameters are columns of the channel. */
export interface ModelSample {
  readonly name: string;
  readonly nominal: Float64Array;
  /** Histosys: mean and an eighth of the half difference of its variations, see {@link bendAt}. */
  readonly shapes: readonly { readonly column: number; readonly mean: Float64Array; readonly eighth: Float64Array }[];
  /** Normfactor and lumi; with a curve normsys. */
  readonly factors: readonly { readonly column: number; readonly curve: Float64Array | undefined }[];
  /** Columns of shapefactor, shapesys and staterror. */
  readonly perBin: readonly number[];
}

export interface ModelOptions {
  /** Name of the measurement; the first by default. */
  readonly measurement?: string | undefined;
  readonly normsysCode?: NormsysCode;
  readonly histosysCode?: HistosysCode;
}

/**
 * Compiles a workspace.
 *
 * @throws {WorkspaceError} if its parameters contradict each other @throws {StatisticsError} if there is no such measurement
 */
export function compileModel(workspace: Workspace, options: ModelOptions = {}): Model {
  const measurement = measurementOf(workspace, options.measurement);
  const list = parametersOf(workspace, measurement);
  const sorted = [...workspace.channels].sort((a, b) => (a.name < b.name ? -1 : 1));
  const channels: ModelChannel[] = [];
  const bins: number[] = [];
  for (const channel of sorted) {
    channels.push(compileChannel(channel, bins.length, list.start));
    const observation = workspace.observations.find(({ name }) => name === channel.name);
    if (observation === undefined)
      throw new WorkspaceError([{ place: `channel ${channel.name}`, message: "it has no observation of its name" }]);
    bins.push(...observation.data);
  }
  const auxiliary = list.parameters.flatMap(({ constraint }) =>
    constraint === undefined ? [] : [constraint.observed],
  );
  return {
    measurement: measurement.name,
    channels,
    bins: bins.length,
    parameters: list.parameters,
    poi: list.poi,
    unused: list.unused,
    observed: { bins: Float64Array.from(bins), auxiliary: Float64Array.from(auxiliary) },
    normsysCode: options.normsysCode ?? "code4",
    histosysCode: options.histosysCode ?? "code4p",
  };
}

/** @throws {StatisticsError} if there is none of this name */
export function measurementOf({ measurements }: Workspace, name: string | undefined): WorkspaceMeasurement {
  const found = name === undefined ? measurements[0] : measurements.find((each) => each.name === name);
  if (found !== undefined) return found;
  const names = measurements.map((each) => each.name);
  const near = nearestNames(name ?? "", names);
  throw new StatisticsError(
    `The workspace has no measurement ${JSON.stringify(name ?? "")}; it has: ${(near.length > 0 ? near : names).join(", ")}`,
  );
}

function compileChannel(channel: WorkspaceChannel, start: number, first: ReadonlyMap<string, number>): ModelChannel {
  const columns: { first: number; perBin: 0 | 1 }[] = [];
  const columnOf = (name: string, perBin: 0 | 1): number => {
    const parameter = first.get(name)!;
    const known = columns.findIndex((each) => each.first === parameter);
    return known >= 0 ? known : columns.push({ first: parameter, perBin }) - 1;
  };
  const samples = [...channel.samples]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((sample) => compileSample(sample, columnOf));
  return { name: channel.name, start, bins: channel.samples[0]!.data.length, samples, columns };
}

function compileSample(sample: WorkspaceSample, columnOf: (name: string, perBin: 0 | 1) => number): ModelSample {
  const nominal = Float64Array.from(sample.data);
  const shapes: { column: number; mean: Float64Array; eighth: Float64Array }[] = [];
  const factors: { column: number; curve: Float64Array | undefined }[] = [];
  const perBin: number[] = [];
  for (const each of sample.modifiers)
    if (each.type === "histosys") {
      const { hi_data: hi, lo_data: lo } = each.data;
      const mean = nominal.map((_, b) => (hi[b]! - lo[b]!) / 2);
      const eighth = nominal.map((yieldOf, b) => (hi[b]! + lo[b]! - 2 * yieldOf) / 16);
      shapes.push({ column: columnOf(each.name, 0), mean, eighth });
    } else if (each.type === "normsys")
      factors.push({ column: columnOf(each.name, 0), curve: normsysCurve(each.data.hi, each.data.lo) });
    else if (each.type === "normfactor" || each.type === "lumi")
      factors.push({ column: columnOf(each.name, 0), curve: undefined });
    else perBin.push(columnOf(each.name, 1));
  return { name: sample.name, nominal, shapes, factors, perBin };
}
