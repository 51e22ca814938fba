import { changedTitle } from "../../analysis/changed-title.ts";
import type { AnalysisSpec } from "../../analysis/spec.ts";

/**
 * The fields of a specification that the form changes, as the user types them. What is not a number yet stays a text: the server says
 * what it expects there, as it does for every other mistake.
 */
export interface SpecDraft {
  readonly title: string;
  readonly luminosityInvFb: string;
  readonly cuts: readonly CutDraft[];
  readonly axes: readonly AxisDraft[];
}

export interface CutDraft {
  /** Stays with the cut when others are removed, so that the form's inputs keep their place. */
  readonly key: number;
  readonly name: string;
  readonly expression: string;
}

export type AxisDraft =
  | { readonly type: "regular"; readonly bins: string; readonly lower: string; readonly upper: string }
  | { readonly type: "integer"; readonly lower: string; readonly upper: string }
  | { readonly type: "variable"; readonly edges: string }
  | { readonly type: "category" };

export function draftOf(spec: AnalysisSpec): SpecDraft {
  return {
    title: spec.title,
    luminosityInvFb: String(spec.luminosityInvFb),
    cuts: spec.cuts.map(({ name, expression }, key) => ({ key, name, expression })),
    axes: spec.histograms.map(({ axis }): AxisDraft => {
      if (axis.type === "category") return { type: axis.type };
      if (axis.type === "variable") return { type: "variable", edges: axis.edges.join(", ") };
      const [lower, upper] = [String(axis.lower), String(axis.upper)];
      return axis.type === "integer"
        ? { type: "integer", lower, upper }
        : { type: "regular", bins: String(axis.bins), lower, upper };
    }),
  };
}

/**
 * The whole specification with the draft's fields in it, to be posted. A cut whose expression is new loses its label, which spoke of the
 * old one. A title that was left as it is says what was changed.
 */
export function specOf(draft: SpecDraft, base: AnalysisSpec): unknown {
  const changed = withFields(draft, base);
  const isSame = JSON.stringify(withFields(draftOf(base), base)) === JSON.stringify(changed);
  if (draft.title !== base.title || isSame) return changed;
  return { ...changed, title: changedTitle(base, { ...changed, luminosityInvFb: Number(changed.luminosityInvFb) }) };
}

function withFields(draft: SpecDraft, base: AnalysisSpec) {
  const labels = new Map(base.cuts.map((cut) => [`${cut.name}\n${cut.expression}`, cut.label]));
  return {
    ...base,
    title: draft.title,
    luminosityInvFb: numberOrText(draft.luminosityInvFb),
    cuts: draft.cuts.map(({ name, expression }) => {
      const label = labels.get(`${name}\n${expression}`);
      return label === undefined ? { name, expression } : { name, expression, label };
    }),
    histograms: base.histograms.map((histogram, i) => {
      const axis = draft.axes[i];
      if (axis === undefined) return histogram;
      return { ...histogram, axis: { ...histogram.axis, ...axisFields(axis) } };
    }),
  };
}

/** A further cut at the end, named so that it is not one of the others. */
export function withNewCut(draft: SpecDraft): SpecDraft {
  const names = new Set(draft.cuts.map((cut) => cut.name));
  let number = draft.cuts.length + 1;
  while (names.has(`cut${number}`)) number++;
  const key = Math.max(-1, ...draft.cuts.map((cut) => cut.key)) + 1;
  return { ...draft, cuts: [...draft.cuts, { key, name: `cut${number}`, expression: "" }] };
}

function axisFields(axis: AxisDraft): Record<string, unknown> {
  if (axis.type === "category") return {};
  if (axis.type === "variable")
    return {
      edges: axis.edges
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map(numberOrText),
    };
  const borders = { lower: numberOrText(axis.lower), upper: numberOrText(axis.upper) };
  return axis.type === "integer" ? borders : { bins: numberOrText(axis.bins), ...borders };
}

function numberOrText(text: string): number | string {
  const trimmed = text.trim();
  const number = Number(trimmed);
  return trimmed === "" || !Number.isFinite(number) ? text : number;
}

const axisFieldNames = {
  regular: ["bins", "lower", "upper"],
  integer: ["lower", "upper"],
  variable: ["edges"],
  category: [],
} as const;

/** Paths of everything that can be typed, in the order of the form, as a refusal names them. */
export function fieldPaths(draft: SpecDraft): string[] {
  return [
    "title",
    "luminosityInvFb",
    ...draft.cuts.flatMap((_, i) => [`cuts[${i}].name`, `cuts[${i}].expression`]),
    ...draft.axes.flatMap((axis, i) => axisFieldNames[axis.type].map((field) => `histograms[${i}].axis.${field}`)),
  ];
}
