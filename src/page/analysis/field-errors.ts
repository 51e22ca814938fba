/** One thing that is wrong with a posted specification, as a 422 names it. */
export interface FieldError {
  /** JSON path such as `cuts[0].expression`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

export interface PlacedError extends FieldError {
  /** Path of the field of the form that it belongs to; undefined: to none. */
  readonly field: string | undefined;
}

/**
 * Finds the field of each error: the one of its path, else the nearest one around it (`axis.edges` for `axis.edges[3]`), else the first one
 * inside it (`axis.bins` for `axis`).
 */
export function placeErrors(errors: readonly FieldError[], fields: readonly string[]): PlacedError[] {
  return errors.map((error) => ({ ...error, field: fieldFor(error.path, fields) }));
}

function fieldFor(path: string, fields: readonly string[]): string | undefined {
  if (path === "") return undefined;
  const around = fields.filter((field) => isWithin(path, field));
  if (around.length > 0) return around.reduce((a, b) => (b.length > a.length ? b : a));
  return fields.find((field) => isWithin(field, path));
}

/** Whether the path is the outer one, or a part of what it names. */
function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
