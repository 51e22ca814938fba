import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { RefusedError, UnreachableError } from "./errors.ts";
import { keepAsking } from "./keep-asking.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Answers one after the other. */
function asking(...answers: (string | Error)[]) {
  const told: unknown[] = [];
  const ask = vi.fn(() => {
    const answer = answers.shift()!;
    return typeof answer === "string" ? Promise.resolve(answer) : Promise.reject(answer);
  });
  const stop = keepAsking(
    ask,
    (answer) => told.push(answer),
    (error) => told.push(error),
  );
  return { ask, told, stop };
}

const away = () => new UnreachableError("away");
const busy = () => new RefusedError({ title: "Busy", status: 503 });

it("a server that is away or busy is asked again until it answers", async () => {
  const { ask, told } = asking(away(), busy(), "here");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([told, ask.mock.calls.length]).toEqual([["here"], 3]);
});

it("a server that refuses is asked no more", async () => {
  const refusal = new RefusedError({ title: "Unknown", status: 404 });
  const { ask, told } = asking(refusal);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([told, ask.mock.calls.length]).toEqual([[refusal], 1]);
});

it("who has stopped asks and is told nothing", async () => {
  const one = asking(away(), "here");
  await vi.advanceTimersByTimeAsync(0);
  one.stop();
  const other = asking("here");
  other.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([one.told, one.ask.mock.calls.length, other.told]).toEqual([[], 1, []]);
});
