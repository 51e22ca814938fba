/** One thing that is wrong with a posted specification, as a 422 names it. */
export interface FieldError {
  /** JSON path such as `cuts[0].expression`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

export interface PlacedErrors {
  /** By the path of a field of the form. */
  readonly byField: ReadonlyMap<string, readonly string[]>;
  /** What belongs to no field of the form. */
  readonly others: readonly FieldError[];
}

/**
 * Puts each error at its field: the field of that path, else the nearest one around it (`axis.edges` for `axis.edges[3]`), else the
 * first one inside it (`axis.bins` for `axis`).
 */
export function placeErrors(errors: readonly FieldError[], fields: readonly string[]): PlacedErrors {
  const byField = new Map<string, string[]>();
  const others: FieldError[] = [];
  for (const error of errors) {
    const field = fieldFor(error.path, fields);
    if (field === undefined) others.push(error);
    else byField.set(field, [...(byField.get(field) ?? []), error.message]);
  }
  return { byField, others };
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
