import { type Choice, flag, names, oneOf, range, text, texts } from "./choices.ts";

/**
 * What a page of an analysis shows, as its user has chosen it: each choice once, with its word in the address. A choice more is a row here,
 * and `view.panel` and `change({ panel: "pulls" })` in the component that has it.
 */
const choices = {
  /** Key of the histogram (`histogramKey`); absent: the first one. Its name alone stands first in the address: `#m4l`. */
  histogram: text("histogram"),
  /** Of a histogram of two axes, the one that it is projected onto; absent: the map. */
  axis: oneOf("axis", [undefined, "0", "1"]),
  /** Bins that are shown; absent: all. */
  zoom: range("zoom"),
  /** The window as it is typed; absent: the one that the specification names. */
  window: texts("window", "from", "to"),
  /** All histograms, small, in place of one. */
  overview: flag("overview"),
  /** The chosen histogram in all its regions, small, in place of one. */
  regions: flag("regions"),
  /** These have one y axis, to be compared by eye. */
  commonY: flag("common-y"),
  /** Logarithmic y axis, or colours of a map. */
  log: flag("log"),
  /** Contents are drawn per unit of the axis, where bins have different widths. */
  perUnit: flag("per-unit"),
  /** Error bars of data. */
  countErrors: oneOf("errors", ["interval", "root"]),
  /** What the panel below the plot compares. */
  below: oneOf("below", ["none", "ratio", "pulls"]),
  /** Name of the variation whose alternatives are lines over the stack; absent: none. */
  variation: text("variation"),
  /** Colours of the simulated groups: their own, or ones that everybody can tell apart. */
  colors: oneOf("colours", ["own", "distinct"]),
  /** What the stack is made of. */
  stack: oneOf("stack", ["groups", "samples"]),
  /** Each group by itself, of area 1, in place of the stack. */
  shapes: flag("shapes"),
  /** Bars beside the table of the cutflow. */
  cutflow: oneOf("cutflow", ["table", "stacked", "each"]),
  cutflowLog: flag("cutflow-log"),
  /** Groups that are left out of the plot, and samples `group/sample` where those are stacked. */
  hidden: names("hidden"),
  /** The group that a map shows; absent: the one that says most. */
  mapOf: text("map"),
} as const satisfies Readonly<Record<string, Choice<unknown>>>;

type Choices = typeof choices;

/** Everything that can be chosen; a choice that is not made has its first value. */
export type View = { readonly [Name in keyof Choices]: Choices[Name]["first"] };

const rows = Object.entries(choices) as readonly (readonly [keyof View, Choice<unknown>])[];

/** Nothing is chosen. */
export const firstView = Object.fromEntries(rows.map(([name, { first }]) => [name, first])) as unknown as View;

/** Of these each axis of each histogram has its own; elsewhere they mean nothing. */
export const ofPlace = ["zoom", "window"] as const satisfies readonly (keyof View)[];

/** A view, and each part of the address that says nothing, as it stands there. */
export interface ReadView {
  readonly view: View;
  readonly unread: readonly string[];
}

/** @param hash of an address, with its `#`, such as `#m4l&log=yes&zoom=3:8`; `#m4l` alone, as earlier versions wrote it, is one */
export function readView(hash: string): ReadView {
  const view: Record<string, unknown> = { ...firstView };
  const unread: string[] = [];
  for (const [i, part] of hash.replace(/^#/, "").split("&").entries()) {
    if (part === "") continue;
    const [word, value] = i === 0 && !part.includes("=") ? [choices.histogram.word, part] : wordAndValue(part);
    const row = rows.find(([, choice]) => choice.word === word);
    const read = row?.[1].read(value);
    if (row === undefined || read === undefined) unread.push(part);
    else view[row[0]] = read;
  }
  return { view: view as unknown as View, unread };
}

/** The hash of an address that shows the view; empty where nothing is chosen. `readView` gives back the same. */
export function hashOf(view: View): string {
  const parts = partsOf(view);
  return parts.length === 0 ? "" : `#${parts.join("&")}`;
}

/** What an analysis has, as far as views name it. */
export interface Shown {
  /** In their order, each with the number of bins of each of its axes. */
  readonly histograms: readonly { readonly key: string; readonly bins: readonly number[] }[];
  readonly groups: readonly string[];
  readonly variations: readonly string[];
}

/** A view that fits an analysis: its histogram is there. */
export interface FittingView extends View {
  readonly histogram: string;
}

/** The view without what the analysis does not have, and that as it would stand in an address. */
export function fitView(
  view: View,
  { histograms, groups, variations }: Shown,
): { readonly view: FittingView; readonly unread: readonly string[] } {
  const has = (group: string) => groups.includes(group);
  const { key, bins } = histograms.find((each) => each.key === view.histogram) ??
    histograms[0] ?? { key: "", bins: [] };
  const axis = bins.length > 1 ? view.axis : undefined;
  const most = bins.length > 1 && axis === undefined ? 0 : (bins[Number(axis ?? 0)] ?? 0);
  const left: Partial<View> = {
    ...(view.histogram !== undefined && view.histogram !== key && { histogram: view.histogram }),
    ...(view.axis !== axis && { axis: view.axis }),
    ...(view.zoom !== undefined && view.zoom.stop > most && { zoom: view.zoom }),
    ...(!view.hidden.every(has) && { hidden: view.hidden.filter((group) => !has(group)) }),
    ...(view.variation !== undefined && !variations.includes(view.variation) && { variation: view.variation }),
    ...(view.mapOf !== undefined && !has(view.mapOf) && { mapOf: view.mapOf }),
  };
  const fitting = {
    ...view,
    ...Object.fromEntries(Object.keys(left).map((name) => [name, firstView[name as keyof View]])),
    histogram: key,
    hidden: view.hidden.filter(has),
  };
  return { view: fitting, unread: partsOf({ ...firstView, ...left }) };
}

function partsOf(view: View): string[] {
  return rows.flatMap(([name, choice]) => {
    const value = choice.write(view[name]);
    return value === undefined ? [] : [name === "histogram" ? value : `${choice.word}=${value}`];
  });
}

function wordAndValue(part: string): readonly [string, string] {
  const at = part.indexOf("=");
  return at < 0 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}
