import { expect, it } from "vitest";
import { LookedUp } from "./looked-up.ts";

it("looks up what is asked for, and makes all only for those who go through it", () => {
  const all = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  let made = 0;
  const map = new LookedUp(
    (key) => all.get(key),
    () => {
      made++;
      return all;
    },
  );
  expect([map.get("a"), map.get("c"), map.has("b"), map.has("c")]).toEqual([1, undefined, true, false]);
  expect(made).toBe(0);
  expect([map.size, [...map], [...map.keys()], [...map.values()]]).toEqual([2, [...all], ["a", "b"], [1, 2]]);
  const seen: unknown[] = [];
  map.forEach((value, key, whole) => seen.push([key, value, whole === map]));
  expect(seen).toEqual([
    ["a", 1, true],
    ["b", 2, true],
  ]);
  expect([made, map.get("b")]).toEqual([1, 2]);
});
