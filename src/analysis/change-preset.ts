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
  const { cuts = {}, axes = {} } = request;
  const known = preset.cuts ?? [];
  const kept = known.flatMap((cut) => changedCut(cut, ownField(cuts, cut.name)));
  const added = Object.entries(cuts).flatMap(([name, expression]) =>
    expression === null || known.some((cut) => cut.name === name) ? [] : [{ name, expression }],
  );
  return {
    ...preset,
    luminosityInvFb: request.luminosityInvFb ?? preset.luminosityInvFb,
    cuts: [...kept, ...added],
    histograms: preset.histograms.map((histogram) => ({
      ...histogram,
      axis: changedAxis(histogram.axis, ownField(axes, histogram.name)),
    })),
  };
}

/** Changes that change nothing, or contradict each other. */
export function changeProblems(preset: AnalysisSpec, request: PresetRequest): SpecProblem[] {
  const cuts = preset.cuts.map((cut) => cut.name);
  const histograms = preset.histograms.map((histogram) => histogram.name);
  return [
    ...Object.entries(request.cuts ?? {})
      .filter(([name, expression]) => expression === null && !cuts.includes(name))
      .map(([name]) => unknownName(["cuts", name], "cut", cuts)),
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

/** Where in the request the part of the changed preset comes from that a path speaks of. */
export function toRequestPath(path: string, changed: ChangedPreset): string {
  const [, list, index, rest = ""] = /^(cuts|histograms)\[(\d+)\](.*)$/.exec(path) ?? [];
  const position = Number(index);
  const cut = list === "cuts" ? changed.cuts[position] : undefined;
  if (cut !== undefined) return formatPath(["cuts", cut.name]);
  const histogram = list === "histograms" ? changed.histograms[position] : undefined;
  if (histogram !== undefined && rest.startsWith(".axis"))
    return `${formatPath(["axes", histogram.name])}${rest.slice(".axis".length)}`;
  // Limits on all histograms or cuts together are passed by what was changed about them.
  if (path === "histograms") return "axes";
  // What is sound in the preset leaves the range of numbers by the luminosity.
  if (/^groups.*\.(crossSectionPb|kFactor|filterEfficiency|sumOfWeights)$/.test(path)) return "luminosityInvFb";
  return ["cuts", "luminosityInvFb"].includes(path) ? path : "preset";
}

/** A label speaks of the expression that it was written for. */
function changedCut(cut: CutInput, expression: string | null | undefined): CutInput[] {
  if (expression === null) return [];
  return [expression === undefined || expression === cut.expression ? cut : { name: cut.name, expression }];
}

function changedAxis(axis: HistogramInput["axis"], change: AxisChange | undefined): object {
  if (change === undefined || Object.keys(change).length === 0) return axis;
  const { edges, ...regular } = change;
  const { label, unit } = axis;
  if (edges !== undefined) return { type: "variable", edges, label, unit };
  return axis.type === "regular" ? { ...axis, ...regular } : { type: "regular", ...regular, label, unit };
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
