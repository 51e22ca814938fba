import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { nextTurn } from "./next-turn.ts";

test("another turn comes, after what waits already", async () => {
  const order: string[] = [];
  const waiting = Promise.resolve().then(() => order.push("microtask"));
  const turn = nextTurn().then(() => order.push("turn"));
  order.push("now");
  await Promise.all([waiting, turn, setImmediate()]);
  expect(order).toEqual(["now", "microtask", "turn"]);
});
