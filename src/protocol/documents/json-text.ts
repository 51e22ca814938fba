/**
 * JSON text of plain data in which every float64 number keeps its bits. `JSON.stringify` alone would write −0 as 0, and ±Infinity (a sum
 * beyond the largest number) as null; here they are `-0` and `±1e999`, which JSON readers take for what they are. A NaN never occurs:
 * sums are checked before they are added.
 */
export function toJsonText(value: unknown): string {
  // The engine's own writer is several times faster, and such numbers are rare.
  return hasOddNumber(value) ? write(value) : JSON.stringify(value);
}

/**
 * The same text, made part by part.
 *
 * @param step called before each part, with what to wait for if others should have their turn
 */
export async function toJsonTextInSteps(value: unknown, step: () => Promise<void> | undefined): Promise<string> {
  const turn = step();
  if (turn !== undefined) await turn;
  if (!hasParts(value)) return toJsonText(value);
  if (Array.isArray(value)) {
    const items: string[] = [];
    for (const item of value) items.push(hasParts(item) ? await toJsonTextInSteps(item, step) : toJsonText(item));
    return `[${items.join(",")}]`;
  }
  const fields: string[] = [];
  for (const [key, field] of Object.entries(value))
    if (field !== undefined)
      fields.push(
        `${JSON.stringify(key)}:${hasParts(field) ? await toJsonTextInSteps(field, step) : toJsonText(field)}`,
      );
  return `{${fields.join(",")}}`;
}

/** A list of numbers is one part. */
function hasParts(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(Array.isArray(value) && typeof value[0] !== "object");
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
