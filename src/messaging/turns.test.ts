import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAST_TURN, turnAfter, turnOfPart, TurnOrder, TURNS } from "./turns.ts";

describe("the turn of an item", () => {
  it("is the first one for the first item of an analysis, and a later one the more come before it", () => {
    expect([0, 1, 15, 16, 255, 256, 1e9].map(turnAfter)).toEqual([0, 1, 1, 2, 2, 3, 3]);
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (one, other) => {
        expect(turnAfter(Math.min(one, other))).toBeLessThanOrEqual(turnAfter(Math.max(one, other)));
      }),
      { seed: 5 },
    );
  });
});

describe("the turn of a part of a file", () => {
  it("comes after the parts of the other files that have the same number", () => {
    const ahead = { first: 3, step: 10 };
    expect([0, 1, 2, 25, 26].map((part) => turnOfPart(ahead, part))).toEqual([1, 1, 2, 2, 3]);
    expect([0, 1, 2, 15, 16, 256].map((part) => turnOfPart({ first: 0, step: 1 }, part))).toEqual([0, 1, 1, 1, 2, 3]);
  });

  it("is the last one in a batch, and the first one if nothing is known", () => {
    expect([0, 1000].map((part) => turnOfPart("batch", part))).toEqual([3, 3]);
    expect([0, 1000].map((part) => turnOfPart(undefined, part))).toEqual([0, 0]);
  });
});

describe("the order of turns", () => {
  it("is ascending, and each eighth time another one comes first", () => {
    const order = new TurnOrder();
    const firsts = Array.from({ length: 32 }, () => {
      const [first] = order.next();
      order.took();
      return first;
    });
    const seven = [0, 0, 0, 0, 0, 0, 0];
    expect(firsts).toEqual([...seven, 3, ...seven, 2, ...seven, 1, ...seven, 3]);
  });

  it("tells whoever takes many items together which higher turns come first for some of them", () => {
    let now = 0;
    const order = new TurnOrder(() => now);
    expect([order.spares(7), order.spares(8), order.spares(24)]).toEqual([[], [3], [3, 2, 1]]);
    order.took(7);
    expect([order.spares(1), order.spares(9), order.ascending()]).toEqual([[3], [3, 2], [0, 1, 2, 3]]);
    order.foundEmpty(3);
    now = 10;
    // Asked in its place, but not before the others.
    expect([order.spares(9), order.ascending()]).toEqual([[2], [0, 1, 2, 3]]);
    now = 100;
    expect(order.spares(9)).toEqual([3, 2]);
  });

  it("stays the same until an item is taken, and names each turn once", () => {
    const order = new TurnOrder();
    for (let i = 0; i < 24; i++) {
      expect(order.next()).toEqual(order.next());
      expect([...order.next()].sort()).toEqual([0, 1, 2, 3]);
      order.took();
    }
    expect([TURNS, LAST_TURN]).toEqual([4, 3]);
  });

  it("leaves out for a moment what was empty", () => {
    let now = 0;
    const order = new TurnOrder(() => now);
    order.foundEmpty(0);
    order.foundEmpty(2);
    expect(order.next()).toEqual([1, 3]);
    now = 9;
    order.foundEmpty(1);
    expect(order.next()).toEqual([3]);
    now = 10;
    expect(order.next()).toEqual([0, 2, 3]);
  });
});
