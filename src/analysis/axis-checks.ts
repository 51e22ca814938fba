import { createRegularAxis, type RegularAxisOptions } from "../histogram/axis.ts";
import { InvalidAxisError } from "../histogram/errors.ts";
import { createLogAxis } from "../histogram/log-axis.ts";
import { fieldsIn, listIn, numberIn, textIn } from "./loose-fields.ts";
import { specLimits } from "./spec-limits.ts";

interface AxisProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Every broken rule between the fields of a histogram's axes; see `spec-checks.ts`. @param makesAxes whether edges are computed, to look at them */
export function axesProblems(histogram: unknown, path: (string | number)[], makesAxes = true): AxisProblem[] {
  const fields = fieldsIn(histogram);
  return [
    ...axisProblems(fields?.["axis"], [...path, "axis"], makesAxes),
    ...axisProblems(fieldsIn(fields?.["y"])?.["axis"], [...path, "y", "axis"], makesAxes),
    ...windowProblems(fields, [...path, "window"]),
  ];
}

function windowProblems(
  fields: Readonly<Record<string, unknown>> | undefined,
  path: (string | number)[],
): AxisProblem[] {
  const window = fields?.["window"];
  const [from, to] = [numberIn(window, "from"), numberIn(window, "to")];
  if (from === undefined || to === undefined) return [];
  if (textIn(fields?.["axis"], "type") === "category")
    return [{ path, message: "expected none, as categories have no range" }];
  return to > from ? [] : [{ path: [...path, "to"], message: `expected a number above from (${from}), found ${to}` }];
}

function axisProblems(axis: unknown, path: (string | number)[], makesAxes: boolean): AxisProblem[] {
  if (textIn(axis, "type") === "category")
    return categoryProblems(listIn(axis, "categories").slice(0, specLimits.categories), [...path, "categories"]);
  const isLog = textIn(axis, "scale") === "log";
  if (textIn(axis, "type") === "variable") return edgeProblems(listIn(axis, "edges"), [...path, "edges"], isLog);
  const lower = numberIn(axis, "lower");
  const upper = numberIn(axis, "upper");
  if (lower === undefined || upper === undefined) return [];
  if (!(upper > lower))
    return [{ path: [...path, "upper"], message: `expected a number above lower (${lower}), found ${upper}` }];
  if (isLog && !(lower > 0))
    return [{ path: [...path, "lower"], message: `expected a number above 0 on a logarithmic axis, found ${lower}` }];
  const isInteger = textIn(axis, "type") === "integer";
  const bins = isInteger ? upper - lower : numberIn(axis, "bins");
  if (isInteger && bins !== undefined && bins > specLimits.bins)
    return [{ path: [...path, "upper"], message: `expected at most ${specLimits.bins} numbers, found ${bins}` }];
  if (!makesAxes || bins === undefined || !Number.isInteger(bins) || bins < 1 || bins > specLimits.bins) return [];
  const message = axisFault({ bins, lower, upper }, isLog ? createLogAxis : createRegularAxis);
  return message === undefined ? [] : [{ path, message }];
}

function edgeProblems(edges: readonly unknown[], path: (string | number)[], isLog: boolean): AxisProblem[] {
  const [first] = edges;
  if (isLog && typeof first === "number" && !(first > 0))
    return [{ path: [...path, 0], message: `expected a number above 0 on a logarithmic axis, found ${first}` }];
  for (let i = 1; i < edges.length; i++) {
    const [before, edge] = [edges[i - 1], edges[i]];
    if (typeof before !== "number" || typeof edge !== "number" || edge > before) continue;
    return [{ path: [...path, i], message: `expected a number above the edge before it (${before}), found ${edge}` }];
  }
  return [];
}

function categoryProblems(categories: readonly unknown[], path: (string | number)[]): AxisProblem[] {
  const known = new Map<unknown, number>();
  const kind = typeof categories[0];
  return categories.flatMap((category, i) => {
    if (!["string", "number"].includes(typeof category)) return [];
    const shown = JSON.stringify(category).slice(0, 60);
    if (typeof category !== kind && ["string", "number"].includes(kind))
      return [
        {
          path: [...path, i],
          message: `expected a ${kind === "string" ? "text" : "number"} as the first category is, found ${shown}`,
        },
      ];
    const first = known.get(category);
    known.set(category, first ?? i);
    return first === undefined ? [] : [{ path: [...path, i], message: `the same as categories[${first}]: ${shown}` }];
  });
}

/** Bins too narrow or too wide for float64: what the axis itself would say. */
function axisFault(borders: RegularAxisOptions, create: (options: RegularAxisOptions) => unknown): string | undefined {
  try {
    create(borders);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidAxisError) return error.summary;
    throw error;
  }
}
