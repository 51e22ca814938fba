import { nearestNames } from "../errors/nearest-names.ts";
import type { AxisChange, PresetRequest } from "./preset-request.ts";
import type { AnalysisSpec, AnalysisSpecInput } from "./spec.ts";
import type { SpecProblem } from "./spec-error.ts";
import { formatPath } from "./spec-path.ts";

type CutInput = NonNullable<AnalysisSpecInput["cuts"]>[number];
type HistogramInput = AnalysisSpecInput["histograms"][number];

/** A preset with changes, before it is checked. */
export interface ChangedPreset extends Omit<AnalysisSpecInput, "cuts" | "histograms"> {
  readonly cuts: readonly CutInput[];
  readonly histograms: readonly (Omit<HistogramInput, "axis"> & { readonly axis: object })[];
}

/** The preset as the request wants it; `parseSpec` decides whether that can be. */
export function applyChanges(preset: AnalysisSpecInput, request: PresetRequest): ChangedPreset {
  const { axes = {}, define = [], histograms = [] } = request;
  return {
    ...preset,
    luminosityInvFb: request.luminosityInvFb ?? preset.luminosityInvFb,
    ...(request.scale === undefined ? {} : { groups: scaled(preset.groups, request.scale) }),
    ...(define.length === 0 ? {} : { define: replacedByName(preset.define ?? [], define) }),
    cuts: changedCuts(preset.cuts ?? [], request.cuts ?? {}),
    histograms: replacedByName(preset.histograms, histograms).map((histogram) => ({
      ...histogram,
      axis: changedAxis(histogram.axis, ownField(axes, histogram.name)),
    })),
  };
}

/** Those of the same name take the place of the former ones, the others come after them. */
function replacedByName<T extends { readonly name: string }>(former: readonly T[], named: readonly T[]): T[] {
  const isNew = ({ name }: T) => !former.some((one) => one.name === name);
  return [...former.map((one) => named.find(({ name }) => name === one.name) ?? one), ...named.filter(isNew)];
}

/** A list is all of them in their order; a record changes single ones. What a name in a list stands for is checked by `changeProblems`. */
function changedCuts(known: readonly CutInput[], cuts: NonNullable<PresetRequest["cuts"]>): CutInput[] {
  if (isList(cuts))
    return cuts.flatMap((wanted) =>
      typeof wanted === "string" ? known.filter((cut) => cut.name === wanted) : [wanted],
    );
  const kept = known.flatMap((cut) => changedCut(cut, ownField(cuts, cut.name)));
  const added = Object.entries(cuts).flatMap(([name, expression]) =>
    expression === null || known.some((cut) => cut.name === name) ? [] : [{ name, expression }],
  );
  return [...kept, ...added];
}

function isList(cuts: NonNullable<PresetRequest["cuts"]>): cuts is Extract<PresetRequest["cuts"], unknown[]> {
  return Array.isArray(cuts);
}

function scaled(
  groups: AnalysisSpecInput["groups"],
  scale: NonNullable<PresetRequest["scale"]>,
): AnalysisSpecInput["groups"] {
  return groups.map((group) => ({
    ...group,
    samples: group.samples.map((sample) => {
      const own = ownField(scale, sample.name);
      return own === undefined ? sample : { ...sample, scale: own };
    }),
  }));
}

/** Changes that change nothing, or contradict each other. */
export function changeProblems(preset: AnalysisSpec, request: PresetRequest): SpecProblem[] {
  const cuts = preset.cuts.map((cut) => cut.name);
  const histograms = [...preset.histograms, ...(request.histograms ?? [])].map((histogram) => histogram.name);
  const samples = preset.groups.flatMap((group) => group.samples.map(({ name }) => name));
  return [
    ...Object.keys(request.scale ?? {})
      .filter((name) => !samples.includes(name))
      .map((name) => unknownName(["scale", name], "sample", samples)),
    ...unknownCuts(request.cuts ?? {}, cuts),
    ...repeatedNames("define", request.define),
    ...repeatedNames("histograms", request.histograms),
    ...Object.keys(request.axes ?? {})
      .filter((name) => !histograms.includes(name))
      .map((name) => unknownName(["axes", name], "histogram", histograms)),
    ...Object.entries(request.axes ?? {})
      .filter(([, { edges, ...regular }]) => edges !== undefined && Object.keys(regular).length > 0)
      .map(([name]) => ({
        path: formatPath(["axes", name]),
        message: "give either edges, or bins, lower and upper; found both",
      })),
  ];
}

/** One of them would take the place of the preset's, and the other be lost. */
function repeatedNames(field: string, list: readonly { readonly name: string }[] = []): SpecProblem[] {
  return list.flatMap(({ name }, i) => {
    const first = placeIn(list, name);
    return first === i
      ? []
      : [{ path: `${field}[${i}].name`, message: `the same name as ${field}[${first}]: "${name}"` }];
  });
}

function unknownCuts(asked: NonNullable<PresetRequest["cuts"]>, known: readonly string[]): SpecProblem[] {
  if (isList(asked))
    return asked.flatMap((cut, i) =>
      typeof cut !== "string" || known.includes(cut)
        ? []
        : [{ ...unknownName([cut], "cut", known), path: `cuts[${i}]` }],
    );
  return Object.entries(asked)
    .filter(([name, expression]) => expression === null && !known.includes(name))
    .map(([name]) => unknownName(["cuts", name], "cut", known));
}

/** Where in the request the part of the changed preset comes from that a path speaks of. */
export function toRequestPath(path: string, changed: ChangedPreset, request: PresetRequest): string {
  const [, list, index, rest = ""] = /^(cuts|histograms|define)\[(\d+)\](.*)$/.exec(path) ?? [];
  const position = Number(index);
  if (list === "define") {
    const place = placeIn(request.define, changed.define?.[position]?.name);
    if (place >= 0) return `define[${place}]${rest}`;
  }
  const cut = list === "cuts" ? changed.cuts[position] : undefined;
  if (cut !== undefined && request.cuts !== undefined && isList(request.cuts)) {
    const asked = request.cuts.findIndex((one) => (typeof one === "string" ? one : one.name) === cut.name);
    return `cuts[${asked}]${typeof request.cuts[asked] === "string" ? "" : rest}`;
  }
  if (cut !== undefined) return formatPath(["cuts", cut.name]);
  const histogram = list === "histograms" ? changed.histograms[position] : undefined;
  if (histogram !== undefined) {
    const place = placeIn(request.histograms, histogram.name);
    const isRebinned = place < 0 || ownField(request.axes ?? {}, histogram.name) !== undefined;
    if (isRebinned && rest.startsWith(".axis"))
      return `${formatPath(["axes", histogram.name])}${rest.slice(".axis".length)}`;
    if (place >= 0) return `histograms[${place}]${rest}`;
  }
  const [, g, s, field = ""] = /^groups\[(\d+)\]\.samples\[(\d+)\]\.scale(.*)$/.exec(path) ?? [];
  const sample = changed.groups[Number(g)]?.samples[Number(s)];
  if (sample !== undefined) return `${formatPath(["scale", sample.name])}${field}`;
  // Limits on all histograms or cuts together are passed by what was changed about them.
  if (path === "histograms") return request.histograms === undefined ? "axes" : "histograms";
  // What is sound in the preset leaves the range of numbers by the luminosity.
  if (/^groups.*\.(crossSectionPb|kFactor|filterEfficiency|sumOfWeights)$/.test(path)) return "luminosityInvFb";
  return ["define", "cuts", "luminosityInvFb"].includes(path) ? path : "preset";
}

function placeIn(list: readonly { readonly name: string }[] | undefined, wanted: string | undefined): number {
  return list?.findIndex(({ name }) => name === wanted) ?? -1;
}

/** A label speaks of the expression that it was written for. */
function changedCut(cut: CutInput, expression: string | null | undefined): CutInput[] {
  if (expression === null) return [];
  return [expression === undefined || expression === cut.expression ? cut : { name: cut.name, expression }];
}

function changedAxis(axis: HistogramInput["axis"], change: AxisChange | undefined): object {
  if (change === undefined || Object.keys(change).length === 0) return axis;
  const { edges, ...regular } = change;
  const { label } = axis;
  const unit = "unit" in axis ? axis.unit : "";
  const scale = "scale" in axis && axis.scale !== undefined ? { scale: axis.scale } : {};
  if (edges !== undefined) return { type: "variable", edges, ...scale, label, unit };
  const keepsType = axis.type === "regular" || (axis.type === "integer" && regular.bins === undefined);
  return keepsType ? { ...axis, ...regular } : { type: "regular", ...regular, ...scale, label, unit };
}

/** A record made of JSON may have a field of any name; what is not its own is not there. */
function ownField<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function unknownName(path: readonly string[], what: string, known: readonly string[]): SpecProblem {
  const near = nearestNames(path.at(-1) ?? "", known);
  const hint = near.length > 0 ? `nearest names: ${near.join(", ")}` : `known: ${known.join(", ")}`;
  return { path: formatPath(path), message: `the preset has no ${what} of this name; ${hint}` };
}
