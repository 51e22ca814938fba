import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import { WriteTurns } from "./write-turns.ts";

it("lets all together write so much in a turn of the event loop, those first who came first", async () => {
  const turns = new WriteTurns(100);
  const written: string[] = [];
  const all = ["a", "b", "c", "d", "e"].map(async (name) => {
    await turns.take(50);
    written.push(name);
  });
  // This one has its turn between theirs, as an answer to somebody else has.
  const seen: number[] = [];
  const other = (async () => {
    while (written.length < 5) {
      await nextTurn();
      seen.push(written.length);
    }
  })();
  await Promise.all([...all, other]);
  expect(written).toEqual(["a", "b", "c", "d", "e"]);
  for (const [i, count] of seen.entries()) expect(count - (seen[i - 1] ?? 0)).toBeLessThanOrEqual(4);
  expect(seen.length).toBeGreaterThanOrEqual(2);
});

it("lets something larger than a turn pass, and has room again later", async () => {
  const turns = new WriteTurns(100);
  await turns.take(1000);
  await turns.take(1000);
  await nextTurn();
  await nextTurn();
  let isWritten = false;
  void turns.take(100).then(() => (isWritten = true));
  await Promise.resolve();
  expect(isWritten).toBe(true);
});
