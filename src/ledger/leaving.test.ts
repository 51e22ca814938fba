import { describe, expect, it } from "vitest";
import { isFull, leaving } from "./leaving.ts";

const now = new Date("2026-03-01T00:00:00Z");
const one = (id: string, day: number, { status = "complete", pinned = false } = {}) => ({
  id,
  status: status as "complete" | "running" | "incomplete" | "cancelled",
  ledger: { pinned, startedAt: `2026-02-${String(day).padStart(2, "0")}T00:00:00Z` },
});
const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id).join("");
const list = [
  one("a", 9),
  one("b", 1, { status: "running" }),
  one("c", 5, { status: "cancelled" }),
  one("d", 2, { pinned: true }),
  one("e", 3),
  one("f", 4, { status: "incomplete" }),
];

describe("which analyses leave", () => {
  it.each([
    ["none without a rule and below the limit", { all: false }, 6, ""],
    ["the oldest that may, when there are too many", { all: false, most: 4 }, 100, "ef"],
    ["those beyond the limit, without a rule", { all: false }, 5, "e"],
    ["those beyond the lower of the two", { all: false, most: 5 }, 3, "efc"],
    ["the old ones, however few there are", { all: false, maxAgeMs: 24 * 86_400_000 }, 100, "ef"],
    ["what either says", { all: false, maxAgeMs: 24 * 86_400_000, most: 3 }, 100, "efc"],
    ["all that may, but never what runs or is pinned", { all: false, most: 1 }, 100, "efca"],
    ["none if all are kept", { all: true }, 1, ""],
  ])("%s", (_, rule, limit, expected) => {
    expect(ids(leaving(list, rule, limit, now))).toBe(expected);
  });

  it("are enough for a new one as long as one may leave", () => {
    const stay = list.filter(({ id }) => id === "b" || id === "d");
    expect(isFull(list, 6, { all: false })).toBe(false);
    expect(isFull(list, 6, { all: true })).toBe(true);
    expect(isFull(stay, 2, { all: false })).toBe(true);
    expect(isFull(stay, 3, { all: true })).toBe(false);
  });
});
