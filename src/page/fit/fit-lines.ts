import { withError } from "../../plot/numbers.ts";
import type { FitAnswer } from "../../protocol/documents/fit-document.ts";

/** One result of a fit in words. */
export interface FitLine {
  readonly name: string;
  readonly text: string;
  readonly more?: string;
}

/** The results that a fit has; what it has not is left out, and its reason stands in `missing`. */
export function fitLines(fit: FitAnswer): FitLine[] {
  return [...strength(fit), ...significance(fit), ...upperLimit(fit), ...goodness(fit)];
}

function strength({ poi, parameters = [] }: FitAnswer): FitLine[] {
  if (poi === undefined) return [];
  const { name, value, up, down } = poi;
  const error = parameters.find((each) => each.name === name)?.error;
  const one = (side: number | undefined) => (side === undefined ? "(to its bound)" : withError(value, side).error);
  const shown = withError(value, error ?? up ?? 0);
  return [
    {
      name: `Signal strength ${name === "mu" ? "μ" : name}`,
      text: `${shown.value} +${one(up)} −${one(down)}`,
      more: `from its profile${error === undefined ? "" : `; ±${shown.error} from the curvature`}`,
    },
  ];
}

function significance({ discovery }: FitAnswer): FitLine[] {
  if (discovery === undefined) return [];
  const { observed, expected, expectedNominal } = discovery;
  return [
    {
      name: "Significance",
      text: sigma(observed),
      more: `expected for a strength of 1: ${expected === undefined ? "none" : sigma(expected)}, before the fit ${sigma(expectedNominal)}`,
    },
  ];
}

function upperLimit({ limit }: FitAnswer): FitLine[] {
  if (limit === undefined) return [];
  const [low2, low1, median, high1, high2] = limit.expected.map(bounded);
  return [
    {
      name: `Upper limit, ${Number((100 * (1 - limit.level)).toPrecision(4))} % CLs`,
      text: bounded(limit.observed),
      more: `expected without signal: ${median!} (1σ ${low1!} … ${high1!}, 2σ ${low2!} … ${high2!})`,
    },
  ];
}

function goodness({ goodness: found }: FitAnswer): FitLine[] {
  if (found === undefined) return [];
  const { chi2, freedom, p } = found;
  return [
    {
      name: "Goodness of fit",
      text: `χ² ${chi2 === null ? "infinite" : rounded(chi2, 4)} / ${freedom}`,
      ...(p === undefined ? {} : { more: `p ${rounded(p, 3)}, if events are many` }),
    },
  ];
}

function sigma(value: number | null): string {
  return value === null ? "infinite" : `${value.toFixed(2)} σ`;
}

function bounded(value: number | null | undefined): string {
  return value === null || value === undefined ? "beyond its bound" : rounded(value, 3);
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toPrecision(digits)));
}
