import type { Where } from "../errors/app-error.ts";
import { createRegularAxis, createVariableAxis, type NumericAxis } from "../histogram/axis.ts";
import type { AxisSpec } from "./spec.ts";

/**
 * The axis that a spec describes.
 *
 * @param where where the axis stands, for the message
 * @throws {InvalidAxisError} if its borders cannot be (the schema alone cannot tell, see `createRegularAxis`).
 */
export function axisOf(spec: AxisSpec, where: Where = {}): NumericAxis {
  return spec.type === "regular" ? createRegularAxis(spec, where) : createVariableAxis(spec, where);
}
