import { createRegularAxis } from "../histogram/axis.ts";
import { InvalidAxisError } from "../histogram/errors.ts";
import { fieldsIn, listIn, numberIn, textIn } from "./loose-fields.ts";
import { specLimits } from "./spec-limits.ts";

interface AxisProblem {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Every broken rule between the fields of a histogram's axes; see `spec-checks.ts`. */
export function axesProblems(histogram: unknown, path: (string | number)[]): AxisProblem[] {
  const fields = fieldsIn(histogram);
  return [
    ...axisProblems(fields?.["axis"], [...path, "axis"]),
    ...axisProblems(fieldsIn(fields?.["y"])?.["axis"], [...path, "y", "axis"]),
  ];
}

function axisProblems(axis: unknown, path: (string | number)[]): AxisProblem[] {
  if (textIn(axis, "type") === "variable") return edgeProblems(listIn(axis, "edges"), [...path, "edges"]);
  const lower = numberIn(axis, "lower");
  const upper = numberIn(axis, "upper");
  if (lower === undefined || upper === undefined) return [];
  if (!(upper > lower))
    return [{ path: [...path, "upper"], message: `expected a number above lower (${lower}), found ${upper}` }];
  const isInteger = textIn(axis, "type") === "integer";
  const bins = isInteger ? upper - lower : numberIn(axis, "bins");
  if (isInteger && bins !== undefined && bins > specLimits.bins)
    return [{ path: [...path, "upper"], message: `expected at most ${specLimits.bins} numbers, found ${bins}` }];
  if (bins === undefined || !Number.isInteger(bins) || bins < 1 || bins > specLimits.bins) return [];
  const message = axisFault(bins, lower, upper);
  return message === undefined ? [] : [{ path, message }];
}

function edgeProblems(edges: readonly unknown[], path: (string | number)[]) {
  for (let i = 1; i < edges.length; i++) {
    const [before, edge] = [edges[i - 1], edges[i]];
    if (typeof before !== "number" || typeof edge !== "number" || edge > before) continue;
    return [{ path: [...path, i], message: `expected a number above the edge before it (${before}), found ${edge}` }];
  }
  return [];
}

/** Bins too narrow or too wide for float64: what the axis itself would say. */
function axisFault(bins: number, lower: number, upper: number): string | undefined {
  try {
    createRegularAxis({ bins, lower, upper });
    return undefined;
  } catch (error) {
    if (error instanceof InvalidAxisError) return error.summary;
    throw error;
  }
}
