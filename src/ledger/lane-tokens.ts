import type { LaneItem } from "./missing-work.ts";

/**
 * Items with the token of their lane, a new one for each start: whoever serves another lane cannot use up the keys of these items, nor of
 * what comes of them.
 */
export function* withTokens(work: Iterable<LaneItem>): Generator<LaneItem, void, undefined> {
  const tokens = new Map<string, string>();
  for (const each of work) {
    let token = tokens.get(each.lane);
    if (token === undefined) tokens.set(each.lane, (token = crypto.randomUUID().replaceAll("-", "")));
    yield { ...each, item: { ...each.item, token } };
  }
}
