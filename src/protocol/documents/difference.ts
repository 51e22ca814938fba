/**
 * What has changed in JSON, as JSON: of an object or a list an object with the fields or positions that have changed, each with its own
 * difference; of anything else what stands there now, a list or an object in brackets, `[…]`.
 */
export type Difference = null | boolean | number | string | readonly [unknown] | { readonly [key: string]: Difference };

/** A list with more new numbers than this part of it is shorter as a whole. */
const mostInParts = 2 / 3;

/**
 * What makes `after` of `before`. Fields that are undefined count as absent, as in JSON.
 *
 * @param before and after plain data; numbers are equal if their bits are
 * @returns undefined if nothing has changed
 */
export function differenceOf(before: unknown, after: unknown): Difference | undefined {
  if (Object.is(before, after)) return undefined;
  if (!isHolder(after)) return after as Difference;
  if (!isHolder(before) || !hasSamePlaces(before, after)) return [after];
  const changed: [string, Difference][] = [];
  const compare = (key: string, old: unknown, value: unknown) => {
    const difference = value === undefined ? undefined : differenceOf(old, value);
    if (difference !== undefined) changed.push([key, difference]);
  };
  if (Array.isArray(after))
    after.forEach((value, i) => {
      if (!Object.is(before[i], value)) compare(String(i), before[i], value);
    });
  else for (const [key, value] of Object.entries(after)) compare(key, own(before, key), value);
  if (changed.length === 0) return undefined;
  if (Array.isArray(after) && !isHolder(after[0]) && changed.length > mostInParts * after.length) return [after];
  return Object.fromEntries(changed);
}

/**
 * What {@link differenceOf} was made with as `after`. What has not changed is the same object in both.
 *
 * @param difference as it came, of whatever shape
 * @throws {RangeError} if it is none of `before`
 */
export function withDifference(before: unknown, difference: unknown): unknown {
  if (!isHolder(difference)) return difference;
  if (Array.isArray(difference)) {
    if (difference.length !== 1) throw new RangeError(`A new value is one, found ${difference.length}`);
    return difference[0];
  }
  if (!isHolder(before)) throw new RangeError("There is nothing in it that could change");
  if (!Array.isArray(before)) {
    const changed = Object.entries(difference).map(([key, part]) => [key, withDifference(own(before, key), part)]);
    return Object.fromEntries([...Object.entries(before), ...changed]) as unknown;
  }
  const list: unknown[] = [...(before as unknown[])];
  for (const [key, part] of Object.entries(difference)) {
    const i = Number(key);
    if (!(i in list)) throw new RangeError(`The list has no place ${key}`);
    list[i] = withDifference(list[i], part);
  }
  return list;
}

type Holder = Readonly<Record<string, unknown>>;

function isHolder(value: unknown): value is Holder {
  return typeof value === "object" && value !== null;
}

/** Not what every object has. */
function own(holder: Holder, key: string): unknown {
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

/** Whether nothing is taken away, and a list is as long as before. */
function hasSamePlaces(before: Holder, after: Holder): boolean {
  if (Array.isArray(before) || Array.isArray(after))
    return Array.isArray(before) && Array.isArray(after) && before.length === after.length;
  return Object.keys(before).every((key) => before[key] === undefined || own(after, key) !== undefined);
}
