import { expect, it } from "vitest";
import { InTurn } from "./in-turn.ts";

it("does what belongs to one subject one after the other, also after a failure", async () => {
  const turns = new InTurn();
  const said: string[] = [];
  let fail: (error: Error) => void = () => undefined;
  const first = turns.run("a", () => new Promise<void>((_, reject) => (fail = reject)));
  const second = turns.run("a", () => Promise.resolve(said.push("second")));
  await turns.run("b", () => Promise.resolve(said.push("other")));
  expect(said).toEqual(["other"]);
  fail(new Error("first"));
  await expect(first).rejects.toThrow("first");
  await second;
  expect(said).toEqual(["other", "second"]);
  expect(await turns.run("a", () => Promise.resolve(3))).toBe(3);
});
