import { afterEach, expect, it, vi } from "vitest";
import { BrokerGoneError, watchBroker } from "./watch-broker.ts";
import { BrokerClosedError, BrokerUnavailableError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import type { Broker } from "../messaging/port.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** Watches a broker that answers as told, on a clock that the test moves. */
function watch(check: () => Promise<void>, waitMs = 60_000) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  const said: string[] = [];
  const stop = new AbortController();
  const broker = { checkReachable: check } as Broker;
  const watching = watchBroker({ broker, waitMs, say: (line) => said.push(line), signal: stop.signal });
  const outcome = watching.then(
    () => "ended",
    (error: unknown) => error,
  );
  return { said, stop, outcome, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

const unavailable = () => Promise.reject(new BrokerUnavailableError("checkReachable"));

it("says nothing while the broker answers, and ends when it is told to", async () => {
  const { said, stop, outcome, pass } = watch(() => Promise.resolve());
  await pass(100_000);
  stop.abort();
  await pass(0);
  expect(await outcome).toBe("ended");
  expect(said).toEqual([]);
});

it("says once that it waits, not before some seconds, and once that the broker is back", async () => {
  let away = true;
  const { said, stop, pass } = watch(() => (away ? unavailable() : Promise.resolve()));
  await pass(2500);
  expect(said).toEqual([]);
  await pass(20_000);
  expect(said).toEqual(["waiting for the broker, which does not answer (for up to 60 s)"]);
  away = false;
  await pass(20_000);
  expect(said.slice(1)).toEqual(["the broker is back"]);
  stop.abort();
});

it("forgets a silence that was over in time", async () => {
  let checks = 0;
  const { said, stop, pass } = watch(() => (++checks % 50 === 0 ? Promise.resolve() : unavailable()));
  await pass(190_000);
  expect(said.map((line) => line.slice(0, 7))).toEqual([
    "waiting",
    "the bro",
    "waiting",
    "the bro",
    "waiting",
    "the bro",
    "waiting",
  ]);
  stop.abort();
});

it("gives up after the whole wait, saying that nothing is lost and what to do", async () => {
  const { outcome, pass } = watch(unavailable, 10_000);
  await pass(11_000);
  const error = await outcome;
  expect(error).toBeInstanceOf(BrokerGoneError);
  expect((error as Error).message).toMatch(/for 10 s.*What it has stored is kept: run the same command again/);
});

it("ends with the connection", async () => {
  const broker = createMemoryBroker();
  const watching = watchBroker({ broker, waitMs: 1000, say: () => undefined, signal: new AbortController().signal });
  await broker[Symbol.asyncDispose]();
  await expect(watching).rejects.toBeInstanceOf(BrokerClosedError);
});
