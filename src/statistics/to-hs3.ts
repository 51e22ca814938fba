import {
  type Hs3Axis,
  type Hs3Channel,
  type Hs3Document,
  type Hs3Gaussian,
  type Hs3Modifier,
  type Hs3Sample,
  hs3Version,
} from "./hs3-document.ts";
import { measurementOf } from "./model.ts";
import { type Parameter, type ParameterList, parametersOf } from "./parameters.ts";
import type { Modifier, Workspace, WorkspaceChannel, WorkspaceMeasurement, WorkspaceSample } from "./workspace.ts";
import { StatisticsError } from "./workspace-error.ts";

/** A name for the axis of a channel, and the borders of its bins: one more than bins, rising. */
export interface ChannelAxis {
  readonly name: string;
  readonly edges: readonly number[];
}

/**
 * One measurement of a workspace in HS3 0.2. Variations are whole yields, and values of shapesys relative, as ROOT has them; no
 * `interpolation` is named, which is HistFactory's own. A luminosity is a normfactor with a normal constraint among the `aux_distributions`.
 *
 * @param axes by channel; a channel without one has bins from 0 to their number
 * @throws {WorkspaceError} if parameters contradict each other
 * @throws {StatisticsError} if there is no such measurement, or it sets a constraint that HS3 has no place for
 */
export function toHs3(
  workspace: Workspace,
  { axes = new Map(), measurement: wanted }: { axes?: ReadonlyMap<string, ChannelAxis>; measurement?: string } = {},
): Hs3Document {
  const measurement = measurementOf(workspace, wanted);
  const list = parametersOf(workspace, measurement);
  requireExpressible(list, measurement);
  const names = new Names();
  const parameters = list.parameters.map(({ name, type }) => names.free(isBinwise(type) ? binName(name) : name));
  const gaussians = list.parameters.flatMap((parameter, i): Hs3Gaussian[] => {
    const { constraint } = parameter;
    if (constraint?.kind !== "normal" || !hasOwnConstraint(parameter)) return [];
    const { observed, sigma } = constraint;
    const name = names.free(`${parameters[i]!}_constraint`);
    return [{ name, type: "gaussian_dist", x: parameters[i]!, mean: observed, sigma }];
  });
  const channels = workspace.channels.map((channel): Hs3Channel => {
    const modifier = (each: Modifier) => modifierOf(each, channel, list, parameters);
    return {
      name: names.free(`model_${channel.name}`),
      type: "histfactory_dist",
      axes: [axisOf(channel, axes.get(channel.name))],
      samples: channel.samples.map((sample) => sampleOf(sample, modifier)),
    };
  });
  const data = workspace.channels.map((channel) => ({
    name: names.free(`obs_${channel.name}`),
    type: "binned",
    contents: [...workspace.observations.find(({ name }) => name === channel.name)!.data],
    axes: [axisOf(channel, axes.get(channel.name))],
  }));
  const [likelihood, domain, start] = ["likelihood", "domain", "start"].map((name) => names.free(name));
  const { poi } = list;
  return {
    metadata: { hs3_version: hs3Version },
    distributions: [...channels, ...gaussians],
    data,
    likelihoods: [
      {
        name: likelihood!,
        distributions: channels.map(({ name }) => name),
        data: data.map(({ name }) => name),
        ...(gaussians.length === 0 ? {} : { aux_distributions: gaussians.map(({ name }) => name) }),
      },
    ],
    domains: [
      {
        name: domain!,
        type: "product_domain",
        axes: list.parameters.map(({ lower, upper }, i) => ({ name: parameters[i]!, min: lower, max: upper })),
      },
    ],
    parameter_points: [
      {
        name: start!,
        parameters: list.parameters.map(({ init, fixed }, i) => ({
          name: parameters[i]!,
          value: init,
          ...(fixed ? { const: true } : {}),
        })),
      },
    ],
    analyses: [
      {
        name: names.free(measurement.name),
        likelihood: likelihood!,
        domain: domain!,
        init: start!,
        parameters_of_interest: poi === undefined ? [] : [parameters[poi]!],
      },
    ],
  };
}

/** All names of a document are in one space. */
class Names {
  readonly #taken = new Set<string>();

  free(wanted: string): string {
    let name = wanted;
    while (this.#taken.has(name)) name += "_";
    this.#taken.add(name);
    return name;
  }
}

const isBinwise = (type: Modifier["type"]): boolean => /^(shape|stat)/.test(type);
const binName = (name: string): string => name.replace(/\[(\d+)\]$/, "_bin_$1");

/** Of single parameters all but Gauss around 0 with width 1. */
function hasOwnConstraint({ type, constraint }: Parameter): boolean {
  if (constraint?.kind !== "normal" || isBinwise(type)) return false;
  return type === "lumi" || constraint.observed !== 0 || constraint.sigma !== 1;
}

function requireExpressible({ parameters, start }: ParameterList, measurement: WorkspaceMeasurement): void {
  for (const { name, auxdata, sigmas, factors } of measurement.config.parameters) {
    const first = start.get(name);
    const isSet = (auxdata ?? sigmas ?? factors) !== undefined;
    if (first !== undefined && isSet && isBinwise(parameters[first]!.type))
      throw new StatisticsError(
        `HS3 derives the constraints of ${name} from uncertainties of bins, and has no place for the auxdata, sigmas or factors that the measurement ${measurement.name} sets; remove them, or use the workspace of pyhf`,
      );
  }
}

function axisOf({ name, samples }: WorkspaceChannel, axis: ChannelAxis | undefined): Hs3Axis {
  const nbins = samples[0]!.data.length;
  if (axis === undefined) return { name: `bin_of_${name}`, min: 0, max: nbins, nbins };
  return { name: axis.name, min: axis.edges[0]!, max: axis.edges.at(-1)!, edges: [...axis.edges] };
}

function sampleOf({ name, data, modifiers }: WorkspaceSample, modifier: (each: Modifier) => Hs3Modifier): Hs3Sample {
  const statistical = modifiers.filter(({ type }) => type === "staterror");
  if (statistical.length > 1)
    throw new StatisticsError(
      `The sample ${name} has the staterrors ${statistical.map((each) => each.name).join(" and ")}, and in HS3 a sample has one set of errors`,
    );
  const [own] = statistical;
  const errors = own?.type === "staterror" ? [...own.data] : data.map(() => 0);
  return { name, data: { contents: [...data], errors }, modifiers: modifiers.map(modifier) };
}

function modifierOf(
  modifier: Modifier,
  channel: WorkspaceChannel,
  { parameters: all, start }: ParameterList,
  written: readonly string[],
): Hs3Modifier {
  const { name } = modifier;
  const first = start.get(name)!;
  const bins = channel.samples[0]!.data.length;
  const [parameter, parameters] = [written[first]!, written.slice(first, first + bins)];
  const constraint = hasOwnConstraint(all[first]!) ? {} : { constraint: "Gauss" as const };
  switch (modifier.type) {
    case "normfactor":
    case "lumi":
      return { name, type: "normfactor", parameter };
    case "normsys":
      return { name, type: "normsys", parameter, ...constraint, data: { ...modifier.data } };
    case "histosys": {
      const { hi_data: hi, lo_data: lo } = modifier.data;
      const data = { hi: { contents: [...hi] }, lo: { contents: [...lo] } };
      return { name, type: "histosys", parameter, ...constraint, data };
    }
    case "shapefactor":
      return { name, type: "shapefactor", parameters };
    case "shapesys": {
      const sample = channel.samples.find(({ modifiers }) => modifiers.includes(modifier))!;
      const vals = modifier.data.map((error, b) => (error === 0 ? 0 : error / Math.abs(sample.data[b]!)));
      // Of an empty bin pyhf fixes the parameter whatever its uncertainty.
      const data = { vals: vals.map((each) => (Number.isFinite(each) ? each : 0)) };
      return { name, type: "shapesys", parameters, constraint: "Poisson", data };
    }
    case "staterror":
      return {
        name,
        type: "staterror",
        parameters,
        constraint: modifier.constraint === "poisson" ? "Poisson" : "Gauss",
      };
  }
}
