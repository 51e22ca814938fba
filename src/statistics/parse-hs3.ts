import type * as z from "zod";
import type { Where } from "../errors/app-error.ts";
import {
  type Hs3Axis,
  type Hs3Channel,
  hs3Channel,
  hs3Data,
  type Hs3Document,
  hs3Document,
  type Hs3Gaussian,
  hs3Gaussian,
  type Hs3Modifier,
  type Hs3Sample,
} from "./hs3-document.ts";
import { Hs3Parameters, type Refuse } from "./hs3-parameters.ts";
import { measurementOf } from "./model.ts";
import { issueProblem, requireConsistent } from "./parse-workspace.ts";
import type { Modifier, Workspace, WorkspaceChannel, WorkspaceSample } from "./workspace.ts";
import { WorkspaceError } from "./workspace-error.ts";

/** Whether a value of JSON is meant to be HS3, of whatever version. */
export function isHs3(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return "distributions" in value || ("metadata" in value && "likelihoods" in value);
}

/**
 * One analysis of an HS3 document as a workspace with one measurement of its name: HistFactory channels on binned data, in the forms that
 * `toHs3` writes, and with a Poisson staterror.
 *
 * @param analysis the first by default
 * @throws {WorkspaceError} naming what is not read, or contradicts itself
 * @throws {StatisticsError} if there is no such analysis
 */
export function readHs3(
  value: unknown,
  { analysis: wanted, ...where }: Where & { analysis?: string | undefined } = {},
): Workspace {
  const document = checked(hs3Document, value, where);
  const analyses = document.analyses.map((each) => ({ ...each, config: { poi: "", parameters: [] } }));
  const { name } = measurementOf({ version: "1.0.0", channels: [], observations: [], measurements: analyses }, wanted);
  const analysis = document.analyses.find((each) => each.name === name)!;
  const refuse: Refuse = (place, message) => {
    throw new WorkspaceError([{ place, message }], where);
  };
  const likelihood = namedIn(document.likelihoods, analysis.likelihood, `analysis ${name}, likelihood`, refuse);
  if (likelihood.data.length !== likelihood.distributions.length)
    refuse(`likelihood ${likelihood.name}`, "it has another number of data than of distributions");
  const channels: Hs3Channel[] = [];
  const observations: { name: string; data: number[] }[] = [];
  const gaussians: (Hs3Gaussian & { readonly seen?: number })[] = [];
  const distribution = (wantedName: string) =>
    namedIn(document.distributions, wantedName, `likelihood ${likelihood.name}`, refuse);
  for (const [i, each] of likelihood.distributions.entries()) {
    const [found, seen] = [distribution(each), likelihood.data[i]!];
    if (typeof seen === "number") {
      gaussians.push({ ...checked(hs3Gaussian, found, where, `distribution ${each}`), seen });
      continue;
    }
    const channel = checked(hs3Channel, found, where, `distribution ${each}`);
    const observed = namedIn(document.data, seen, `likelihood ${likelihood.name}`, refuse);
    const { contents, axes } = checked(hs3Data, observed, where, `data ${seen}`);
    requireBins(axes, contents.length, `data ${seen}`, refuse);
    requireBins(channel.axes, channel.samples[0]!.data.contents.length, `distribution ${each}`, refuse);
    channels.push(channel);
    observations.push({ name: channelName(channel.name), data: contents });
  }
  for (const each of likelihood.aux_distributions ?? [])
    gaussians.push(checked(hs3Gaussian, distribution(each), where, `distribution ${each}`));
  requireParameters(channels, refuse);
  const parameters = new Hs3Parameters(channels, gaussians, refuse);
  const [poi] = analysis.parameters_of_interest ?? [];
  const measurement = { name, config: { poi: poi === undefined ? "" : parameters.single(poi), parameters: [] } };
  const shape = requireConsistent(
    {
      version: "1.0.0",
      channels: channels.map((channel) => channelOf(channel, parameters)),
      observations,
      measurements: [measurement],
    },
    where,
  );
  const settings = parameters.settings(shape, {
    ranges: rangesOf(document, analysis, refuse),
    point: pointOf(document, analysis, refuse),
  });
  return { ...shape, measurements: [{ name, config: { ...measurement.config, parameters: settings } }] };
}

type Analysis = Hs3Document["analyses"][number];

const kinds: Readonly<Record<string, string>> = {
  distributions: "distribution",
  samples: "sample",
  modifiers: "modifier",
  axes: "axis",
  data: "data",
  likelihoods: "likelihood",
  domains: "domain",
  parameter_points: "parameter point",
  parameters: "parameter",
  analyses: "analysis",
};

function checked<Schema extends z.ZodType>(schema: Schema, value: unknown, where: Where, place = ""): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    const own = issueProblem(issue, value, kinds);
    return { ...own, place: [place, own.place].filter((each) => each !== "").join(", ") };
  });
  throw new WorkspaceError(problems, where);
}

function namedIn<Thing extends { readonly name: string }>(
  things: readonly Thing[],
  name: string,
  place: string,
  refuse: Refuse,
): Thing {
  const found = things.filter((each) => each.name === name);
  if (found.length === 1) return found[0]!;
  return refuse(place, `${found.length === 0 ? "there is nothing" : "there are several things"} called ${name}`);
}

const channelName = (name: string): string => (name.startsWith("model_") ? name.slice(6) : name) || name;

function requireBins(axes: readonly Hs3Axis[], bins: number, place: string, refuse: Refuse): void {
  let product = 1;
  for (const { name, nbins, edges } of axes) {
    if ((nbins === undefined) === (edges === undefined))
      refuse(`${place}, axis ${name}`, "expected nbins or edges, one of both");
    product *= nbins ?? edges!.length - 1;
  }
  if (product !== bins) refuse(place, `its axes have ${product} bins, and it has ${bins} contents`);
}

function requireParameters(channels: readonly Hs3Channel[], refuse: Refuse): void {
  for (const { name, samples } of channels)
    for (const [s, { name: sample = `sample ${s}`, data, modifiers }] of samples.entries())
      for (const each of modifiers)
        if ("parameters" in each && each.parameters.length !== data.contents.length)
          refuse(
            `distribution ${name}, sample ${sample}, modifier ${each.name ?? each.parameters[0]!}`,
            `parameters: expected one for each of ${data.contents.length} bins, found ${each.parameters.length}`,
          );
}

function channelOf({ name, samples }: Hs3Channel, parameters: Hs3Parameters): WorkspaceChannel {
  return {
    name: channelName(name),
    samples: samples.map((sample, s): WorkspaceSample => {
      const modifiers = sample.modifiers.map((each) => modifierOf(each, sample, parameters));
      return { name: sample.name ?? `sample ${s}`, data: sample.data.contents, modifiers };
    }),
  };
}

function modifierOf(modifier: Hs3Modifier, { data: nominal }: Hs3Sample, parameters: Hs3Parameters): Modifier {
  const name = parameters.nameOf(modifier);
  switch (modifier.type) {
    case "normfactor":
      return { name, type: parameters.isMeasured(modifier.parameter) ? "lumi" : "normfactor", data: null };
    case "normsys":
      return { name, type: "normsys", data: modifier.data };
    case "histosys": {
      const { hi, lo } = modifier.data;
      return { name, type: "histosys", data: { hi_data: hi.contents, lo_data: lo.contents } };
    }
    case "shapefactor":
      return { name, type: "shapefactor", data: null };
    case "shapesys": {
      const data = modifier.data.vals.map((relative, b) => relative * Math.abs(nominal.contents[b] ?? 0));
      return { name, type: "shapesys", data };
    }
    case "staterror": {
      const data = nominal.errors ?? nominal.contents.map(() => 0);
      const constraint = modifier.constraint === "Poisson" ? { constraint: "poisson" as const } : {};
      return { name, type: "staterror", data, ...constraint };
    }
  }
}

function rangesOf(document: Hs3Document, analysis: Analysis, refuse: Refuse): Map<string, readonly [number, number]> {
  const place = `analysis ${analysis.name}, domain`;
  const wanted = [...(analysis.domain === undefined ? [] : [analysis.domain]), ...(analysis.domains ?? [])];
  const domains = wanted.map((name) => namedIn(document.domains, name, place, refuse));
  return new Map(domains.flatMap(({ axes }) => axes.map(({ name, min, max }) => [name, [min, max]])));
}

function pointOf(document: Hs3Document, { name, init }: Analysis, refuse: Refuse) {
  const points = document.parameter_points ?? [];
  const point = init === undefined ? points[0] : namedIn(points, init, `analysis ${name}, init`, refuse);
  const parameters = point?.parameters ?? [];
  return new Map(parameters.map(({ name, value, const: isConst }) => [name, { value, fixed: Boolean(isConst) }]));
}
