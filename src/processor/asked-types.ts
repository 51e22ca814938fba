import { LookedUp } from "../collections/looked-up.ts";
import type { LeafType } from "../rootio/column.ts";

/** Names of branches that were asked for, and what each was; undefined: there was none that can be read. */
export type AskedTypes = ReadonlyMap<string, LeafType | undefined>;

type Types = ReadonlyMap<string, LeafType>;

/** The types of the branches of a tree, with a note of each that is asked for: what was made of them is the same where these are. */
export function noteAsked(types: Types): { readonly noted: Types; readonly asked: AskedTypes } {
  const asked = new Map<string, LeafType | undefined>();
  const noted = new LookedUp(
    (name) => {
      const type = types.get(name);
      asked.set(name, type);
      return type;
    },
    () => types, // only for messages
  );
  return { noted, asked };
}

/** Whether the branches of another tree are the same, as far as they were asked for. */
export function agreesWith(asked: AskedTypes, types: Types): boolean {
  for (const [name, before] of asked) {
    const now = types.get(name);
    if (JSON.stringify(before) !== JSON.stringify(now)) return false;
  }
  return true;
}
