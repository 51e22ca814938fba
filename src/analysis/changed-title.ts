import { specLimits } from "./spec-limits.ts";

/** As much of a specification as people change. */
export interface Changeable {
  readonly title: string;
  readonly luminosityInvFb: number;
  readonly define: readonly Named[];
  readonly cuts: readonly Named[];
  readonly histograms: readonly (Named & { readonly axis: object })[];
  readonly groups: readonly {
    readonly samples: readonly { readonly name: string; readonly scale?: { readonly factor: number } | undefined }[];
  }[];
}

interface Named {
  readonly name: string;
  readonly expression: string;
}

/** A longer expression is told by its name alone. */
const longestExpression = 40;

/**
 * A title that says what is other than in the analysis from which this one was made: `H → ZZ* → 4ℓ (without type; hard: lep_pt[0] > 40000;
 * 5 fb⁻¹)`. Cut off at the longest title there may be. `… (changed)` for changes that it has no words for.
 */
export function changedTitle(base: Changeable, changed: Changeable): string {
  const what = changesOf(base, changed).join("; ");
  const title = `${base.title} (${what === "" ? "changed" : what})`;
  return title.length <= specLimits.labelCharacters
    ? title
    : `${title.slice(0, specLimits.labelCharacters - 2).trimEnd()}…)`;
}

function changesOf(base: Changeable, changed: Changeable): string[] {
  const scales = (of: Changeable) =>
    new Map(of.groups.flatMap(({ samples }) => samples).map((s) => [s.name, s.scale?.factor]));
  const before = scales(base);
  return [
    ...changesIn(base.define, changed.define, " ="),
    ...changesIn(base.cuts, changed.cuts, ":"),
    ...(isReordered(base.cuts, changed.cuts) ? ["cuts in another order"] : []),
    ...histogramChanges(base.histograms, changed.histograms),
    ...(changed.luminosityInvFb === base.luminosityInvFb ? [] : [`${changed.luminosityInvFb} fb⁻¹`]),
    ...Array.from(scales(changed)).flatMap(([name, factor]) =>
      !before.has(name) || before.get(name) === factor ? [] : [`${name} × ${factor ?? 1}`],
    ),
  ];
}

function changesIn(before: readonly Named[], after: readonly Named[], sign: string): string[] {
  const known = new Map(before.map(({ name, expression }) => [name, expression]));
  const left = new Set(after.map(({ name }) => name));
  return [
    ...before.filter(({ name }) => !left.has(name)).map(({ name }) => `without ${name}`),
    ...after
      .filter(({ name, expression }) => known.get(name) !== expression)
      .map(({ name, expression }) =>
        expression.length > longestExpression ? `other ${name}` : `${name}${sign} ${expression}`,
      ),
  ];
}

/** Those that both have, in another order. */
function isReordered(before: readonly Named[], after: readonly Named[]): boolean {
  const of = (cuts: readonly Named[], others: readonly Named[]) =>
    cuts.filter(({ name }) => others.some((other) => other.name === name)).map(({ name }) => name);
  const [first, second] = [of(before, after), of(after, before)];
  return first.some((name, i) => second[i] !== name);
}

function histogramChanges(before: Changeable["histograms"], after: Changeable["histograms"]): string[] {
  const known = new Map(before.map((histogram) => [histogram.name, histogram]));
  return after.flatMap((histogram) => {
    const { name, expression, axis } = histogram;
    const former = known.get(name);
    if (former === undefined) return [`with ${name}`];
    if (former.expression !== expression) return [`other ${name}`];
    return JSON.stringify(former.axis) === JSON.stringify(axis) ? [] : [`${name} in other bins`];
  });
}
