import { count, grouped } from "./counts.ts";

export { count, percentage } from "./counts.ts";

/** Numbers as a physicist writes them: in a terminal as they are, on the page with a comma between thousands. */

/**
 * Value and error with the same decimals, so many that the error shows two digits (at most 8): `43.1` and `3.5`.
 * Edge: an error of 0 leaves the value with up to six digits.
 */
export function withError(value: number, error: number): { readonly value: string; readonly error: string } {
  const decimals = decimalsOf(error);
  if (decimals === undefined) return { value: plainNumber(value), error: plainNumber(error) };
  return { value: value.toFixed(decimals), error: error.toFixed(decimals) };
}

/** The same for the page: `1,043.1` and `3.5`. */
export function groupedWithError(value: number, error: number): { readonly value: string; readonly error: string } {
  const decimals = decimalsOf(error);
  const text = (x: number) => (decimals === undefined ? groupedNumber(x) : grouped(x, decimals));
  return { value: text(value), error: text(error) };
}

/** The same in one: `1,043.1 ± 3.5`. */
export function valueAndError(value: number, error: number): string {
  const text = groupedWithError(value, error);
  return `${text.value} ± ${text.error}`;
}

/** The same with different errors to both sides: `24 +6.0 −4.8`; of equal ones as `valueAndError`. */
export function valueAndErrors(value: number, down: number, up: number): string {
  if (down === up) return valueAndError(value, up);
  const text = (x: number) => grouped(x, decimalsOf(x) ?? 0);
  return `${groupedNumber(value)} +${text(up)} −${text(down)}`;
}

/** Up to six digits, without trailing zeros. */
export function plainNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
}

/** The same for the page; whole numbers have all their digits. */
export function groupedNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return count(value);
  const text = String(Number(value.toPrecision(6)));
  return text.includes("e") ? text : grouped(Number(text), text.split(".")[1]?.length ?? 0);
}

function decimalsOf(error: number): number | undefined {
  if (!(error > 0) || !Number.isFinite(error)) return undefined;
  return Math.min(Math.max(1 - Math.floor(Math.log10(error)), 0), 8);
}
