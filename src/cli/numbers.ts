/** Numbers as a physicist writes them in a table. */

/**
 * Value and error with the same decimals, so many that the error shows two digits (at most 8): `43.1` and `3.5`.
 * Edge: an error of 0 leaves the value with up to six digits.
 */
export function withError(value: number, error: number): { value: string; error: string } {
  if (!(error > 0) || !Number.isFinite(error)) return { value: plainNumber(value), error: plainNumber(error) };
  const decimals = Math.min(Math.max(1 - Math.floor(Math.log10(error)), 0), 8);
  return { value: value.toFixed(decimals), error: error.toFixed(decimals) };
}

/** Up to six digits, without trailing zeros. */
export function plainNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** `34.5%`; empty if there is nothing to compare with. */
export function percentage(part: number, whole: number): string {
  return whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : "";
}

const byteUnits = ["B", "kB", "MB", "GB", "TB"];

/** `1.6 MB`, powers of 1000. */
export function byteText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.95 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? String(value) : value.toFixed(1)} ${byteUnits[unit] ?? ""}`;
}

/** Ticks at 1, 2 or 5 times a power of ten, about `count` of them, from `lower` to `upper`. */
export function niceTicks(lower: number, upper: number, count: number): number[] {
  const rough = (upper - lower) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const ticks: number[] = [];
  for (let i = Math.ceil(lower / step - 1e-9); i * step <= upper + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}
