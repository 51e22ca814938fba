import type { Where } from "../errors/app-error.ts";
import { type Axis, createCategoryAxis, createRegularAxis, createVariableAxis } from "../histogram/axis.ts";
import { createLogAxis } from "../histogram/log-axis.ts";
import type { AxisSpec } from "./spec.ts";

/**
 * The axis that a spec describes.
 *
 * @param where where the axis stands, for the message
 * @throws {InvalidAxisError} if its borders cannot be (the schema alone cannot tell, see `createRegularAxis`).
 */
export function axisOf(spec: AxisSpec, where: Where = {}): Axis {
  switch (spec.type) {
    case "regular":
      return spec.scale === "log" ? createLogAxis(spec, where) : createRegularAxis(spec, where);
    case "integer":
      return createRegularAxis({ ...spec, bins: spec.upper - spec.lower }, where);
    case "variable":
      return createVariableAxis(spec, where);
    case "category":
      return createCategoryAxis(spec, where);
  }
}
