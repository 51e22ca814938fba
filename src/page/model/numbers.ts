/** Numbers as a physicist writes them. */

/**
 * Value and error with the same decimals, so many that the error shows two digits (at most 8): `43.1` and `3.5`.
 * Edge: an error of 0 leaves the value with up to six digits.
 */
export function withError(value: number, error: number): { readonly value: string; readonly error: string } {
  if (!(error > 0) || !Number.isFinite(error)) return { value: plainNumber(value), error: plainNumber(error) };
  const decimals = Math.min(Math.max(1 - Math.floor(Math.log10(error)), 0), 8);
  return { value: grouped(value, decimals), error: grouped(error, decimals) };
}

/** `43.1 ± 3.5` */
export function valueAndError(value: number, error: number): string {
  const text = withError(value, error);
  return `${text.value} ± ${text.error}`;
}

/** Up to six digits, without trailing zeros. */
export function plainNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return count(value);
  return String(Number(value.toPrecision(6)));
}

/** `12,345` */
export function count(value: number): string {
  return grouped(value, 0);
}

/** `34%`, `100%` only when all of it is there, `0%` only when nothing is. */
export function percentage(part: number, whole: number): string {
  if (!(whole > 0)) return "";
  const rounded = Math.round((100 * part) / whole);
  if (part < whole) return `${Math.min(99, part > 0 ? Math.max(1, rounded) : 0)}%`;
  return "100%";
}

function grouped(value: number, decimals: number): string {
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const digits = Math.abs(value) < 1e21 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, ",") : whole;
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}
