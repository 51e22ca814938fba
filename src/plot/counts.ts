/** Whole numbers and parts of them, as the page writes them; in a file of its own, since the list of analyses needs no others. */

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

/** With a comma between thousands. */
export function grouped(value: number, decimals: number): string {
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const digits = Math.abs(value) < 1e21 ? whole.replaceAll(/\B(?=(\d{3})+$)/g, ",") : whole;
  return fraction === undefined ? digits : `${digits}.${fraction}`;
}
