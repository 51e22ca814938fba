import { withError } from "../plot/numbers.ts";
import type { FitReport, FittedParameter } from "../statistics/fit-report.ts";
import { type FitColumn, renderFitting } from "./fit-table.ts";
import { printable, truncate, wrapLines } from "./terminal-text.ts";

/** Parameters of single bins that are shown one by one; more are left to JSON. */
const mostPerBin = 12;
/** Names are cut to that, so that a table fits 80 columns. */
const nameWidth = 26;
const correlationsShown = 5;
const impactsShown = 20;

/** What a fit says, as lines of at most `width` columns. @param width of the terminal; undefined: any */
export function renderFit(report: FitReport, width: number | undefined): string {
  return [
    heading(report),
    interest(report),
    parameterTable(report, width),
    correlations(report, width),
    impactTable(report, width),
    [...report.missing, ...report.notes].join("\n"),
  ]
    .filter((part) => part !== "")
    .map((part) => wrapLines(part, width))
    .join("\n\n");
}

function heading({ measurement, status, steps, twiceNll, goodness }: FitReport): string {
  const { chi2, freedom, p } = goodness;
  const quality = `χ² ${digits(chi2)} / ${freedom}${p === undefined ? "" : `, p ${digits(p, 3)}`}`;
  return `Fit of ${name(measurement)}: ${status}, ${steps} steps\n−2 ln L = ${digits(twiceNll, 8)}; goodness of fit: ${quality}`;
}

function interest({ poi, discovery, exclusion, limit, parameters }: FitReport): string {
  if (poi === undefined) return "";
  const error = parameters.find((each) => each.name === poi.name)?.error;
  const shown = withError(poi.value, error ?? poi.up ?? 0);
  const one = (value: number | undefined): string =>
    value === undefined ? "(to its bound)" : withError(value, error ?? value).value;
  const lines = [
    `${name(poi.name)} = ${shown.value} +${one(poi.up)} −${one(poi.down)}${error === undefined ? "" : `, ±${shown.error} from curvature`}`,
  ];
  if (discovery !== undefined) {
    const { observed, expected, expectedNominal } = discovery;
    lines.push(
      `significance ${sigma(observed)}; expected for 1: ${sigma(expected)}, before the fit ${sigma(expectedNominal)}`,
    );
  }
  if (exclusion !== undefined)
    lines.push(`CLs of ${exclusion.mu}: ${digits(exclusion.cls, 3)}; expected ${band(exclusion.clsExpected)}`);
  if (limit !== undefined)
    lines.push(
      `upper limit at ${100 * (1 - limit.level)} % CL: ${digits(limit.observed, 4)}; expected ${band(limit.expected)}`,
    );
  return lines.join("\n");
}

/** Median and what is around it: `1.55 (1σ: 1.09 … 2.15, 2σ: 0.77 … 3.09)`. */
function band(values: readonly (number | undefined)[]): string {
  const [a, b, median, c, d] = values.map((value) => digits(value, 3));
  return `${median!} (1σ ${b!} … ${c!}, 2σ ${a!} … ${d!})`;
}

function parameterTable({ parameters, status }: FitReport, width: number | undefined): string {
  if (status === "impossible") return "";
  const perBin = parameters.filter((each) => each.name.endsWith("]"));
  const shown = perBin.length > mostPerBin ? parameters.filter((each) => !perBin.includes(each)) : parameters;
  const columns: FitColumn[] = [
    { header: "parameter", align: "left" },
    { header: "value", align: "decimal" },
    { header: "± error", align: "decimal" },
    { header: "pull", align: "decimal", drop: 1 },
    { header: "of before", align: "right", drop: 2 },
    { header: "", align: "left" },
  ];
  const table = renderFitting(columns, shown.map(parameterRow), width);
  if (shown.length === parameters.length) return table;
  const far = perBin.reduce((most, each) => Math.max(most, Math.abs(each.pull ?? 0)), 0);
  return `${table}\n(and ${perBin.length} of single bins, pulls up to ${far.toFixed(2)}; --json has them)`;
}

function parameterRow({ name: own, value, error, state, pull, tightened }: FittedParameter): string[] {
  const shown = withError(value, error ?? 0);
  return [
    name(own),
    shown.value,
    error === undefined ? "" : shown.error,
    pull === undefined ? "" : pull.toFixed(2),
    tightened === undefined ? "" : `${Math.round(100 * tightened)}%`,
    { free: "", fixed: "fixed", "at-bound": "at its bound", undetermined: "not determined" }[state],
  ];
}

function correlations({ correlation: { parameters, matrix } }: FitReport, width: number | undefined): string {
  const pairs = parameters
    .flatMap((one, i) => parameters.slice(0, i).map((other, j) => ({ one, other, value: matrix[i]![j]! })))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, correlationsShown);
  if (pairs.length === 0) return "";
  const rows = pairs.map(({ one, other, value }) => [name(other), name(one), value.toFixed(2)]);
  const columns: FitColumn[] = [
    { header: "largest correlations", align: "left" },
    { header: "", align: "left" },
    { header: "", align: "decimal" },
  ];
  return renderFitting(columns, rows, width);
}

function impactTable({ impacts, poi }: FitReport, width: number | undefined): string {
  if (impacts === undefined || poi === undefined) return "";
  const columns: FitColumn[] = [
    { header: `impact on ${truncate(printable(poi.name), 12)}`, align: "left" },
    { header: "+1σ", align: "decimal" },
    { header: "−1σ", align: "decimal" },
    { header: "before: +1σ", align: "decimal", drop: 1 },
    { header: "−1σ", align: "decimal", drop: 2 },
  ];
  const move = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(4));
  const rows = impacts
    .slice(0, impactsShown)
    .map(({ name: own, after, before }) => [
      name(own),
      ...[after?.up, after?.down, before?.up, before?.down].map(move),
    ]);
  const table = renderFitting(columns, rows, width);
  const more = impacts.length - rows.length;
  return more > 0 ? `${table}\n(and ${more} smaller ones; --json has them)` : table;
}

function name(text: string): string {
  return truncate(printable(text), nameWidth);
}

function sigma(value: number | undefined): string {
  return value === undefined ? "none" : value === Infinity ? "infinite" : `${value.toFixed(2)}σ`;
}

function digits(value: number | undefined, count = 4): string {
  if (value === undefined) return "none";
  return value === Infinity ? "infinite" : String(Number(value.toPrecision(count)));
}
