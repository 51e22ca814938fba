import type { BinRange } from "../../../plot/bin-range.ts";

/** One thing that can be chosen, and how it stands in an address. */
export interface Choice<Value> {
  /** Its name in the address; of letters and dashes. */
  readonly word: string;
  /** Before anything is chosen: it does not stand in the address. */
  readonly first: Value;
  /** @param written what stands behind `word=`; undefined: it says nothing that could be chosen */
  read(written: string): Value | undefined;
  /** Undefined where it is the first one. */
  write(value: Value): string | undefined;
}

/** On or off, off at first. */
export function flag(word: string): Choice<boolean> {
  return {
    word,
    first: false,
    read: (written) => (written === "yes" ? true : undefined),
    write: (value) => (value ? "yes" : undefined),
  };
}

/** One of some words, the first one at first; undefined among them stands for no word. */
export function oneOf<const Value extends string | undefined>(word: string, values: readonly Value[]): Choice<Value> {
  const first = values[0]!;
  return {
    word,
    first,
    read: (written) => values.find((value) => value === written),
    write: (value) => (value === first ? undefined : value),
  };
}

/** A name or another text that is not empty; none at first. */
export function text(word: string): Choice<string | undefined> {
  return {
    word,
    first: undefined,
    read: (written) => decoded(written) || undefined,
    write: (value) => (value === undefined ? undefined : encoded(value)),
  };
}

/** Some names, none at first. */
export function names(word: string): Choice<readonly string[]> {
  return {
    word,
    first: [],
    read: (written) => {
      const all = written.split(",").map(decoded);
      return all.every((name) => name !== undefined && name !== "") ? [...new Set(all as string[])] : undefined;
    },
    write: (value) => (value.length === 0 ? undefined : value.map(encoded).join(",")),
  };
}

/** Two texts that belong together, as they are typed; none at first. */
export function texts<const A extends string, const B extends string>(
  word: string,
  a: A,
  b: B,
): Choice<{ readonly [Name in A | B]: string } | undefined> {
  return {
    word,
    first: undefined,
    read: (written) => {
      const [left, right, ...more] = written.split(":").map(decoded);
      if (left === undefined || right === undefined || more.length > 0) return undefined;
      return { [a]: left, [b]: right } as { readonly [Name in A | B]: string };
    },
    write: (value) => (value === undefined ? undefined : `${encoded(value[a])}:${encoded(value[b])}`),
  };
}

/** Bins `start:stop`, without the last one; all at first. */
export function range(word: string): Choice<BinRange | undefined> {
  return {
    word,
    first: undefined,
    read: (written) => {
      const [start, stop] = (/^(\d{1,7}):(\d{1,7})$/.exec(written) ?? []).slice(1).map(Number);
      return start !== undefined && stop !== undefined && start < stop ? { start, stop } : undefined;
    },
    write: (value) => (value === undefined ? undefined : `${value.start}:${value.stop}`),
  };
}

/** As it can stand in an address; `m4l@control` stays as it is. */
function encoded(value: string): string {
  return encodeURIComponent(value).replaceAll("%40", "@");
}

function decoded(written: string): string | undefined {
  try {
    return decodeURIComponent(written);
  } catch {
    return undefined;
  }
}
