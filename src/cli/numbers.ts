/** Numbers of the terminal; those with errors are in `plot/numbers.ts`. */

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
