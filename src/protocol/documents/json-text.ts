/**
 * JSON text of plain data in which every float64 number keeps its bits. `JSON.stringify` alone would write −0 as 0, and ±Infinity (a sum
 * beyond the largest number) as null; here they are `-0` and `±1e999`, which JSON readers take for what they are. A NaN never occurs:
 * sums are checked before they are added.
 */
export function toJsonText(value: unknown): string {
  // The engine's own writer is several times faster, and such numbers are rare.
  return hasOddNumber(value) ? write(value) : JSON.stringify(value);
}

function isOdd(number: number): boolean {
  return number === 0 ? Object.is(number, -0) : !Number.isFinite(number);
}

function hasOddNumber(value: unknown): boolean {
  if (typeof value === "number") return isOdd(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasOddNumber);
  for (const key in value) if (hasOddNumber((value as Record<string, unknown>)[key])) return true;
  return false;
}

function write(value: unknown): string {
  if (typeof value === "number" && isOdd(value)) return value === 0 ? "-0" : value < 0 ? "-1e999" : "1e999";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${write(field)}`).join(",")}}`;
}
