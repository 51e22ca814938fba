import { expect, test } from "vitest";
import { Limiter } from "./limiter.ts";
import { Watchdog } from "./watchdog.ts";

test("no more than the limit run at once, in order of arrival, and failures free their slot", async () => {
  const limiter = new Limiter(2);
  using watchdog = new Watchdog([]);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 9 }, (_, i) =>
      limiter.run(watchdog, async () => {
        started.push(i);
        most = Math.max(most, ++running);
        await Promise.resolve();
        running--;
        if (i % 2 === 0) throw new Error("no");
      }),
    ),
  );
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(2);
  expect(results.filter(({ status }) => status === "rejected")).toHaveLength(5);
});

test("who is ended while waiting leaves the queue, and its slot is not lost", async () => {
  const limiter = new Limiter(1);
  using patient = new Watchdog([]);
  const controller = new AbortController();
  using impatient = new Watchdog([controller.signal]);
  let finish = () => {};
  const first = limiter.run(patient, () => new Promise<void>((resolve) => (finish = resolve)));
  const second = limiter.run(impatient, () => Promise.reject(new Error("must not run")));
  const third = limiter.run(patient, () => Promise.resolve("third"));
  controller.abort(new Error("enough"));
  await expect(second).rejects.toThrow("enough");
  finish();
  await first;
  await expect(third).resolves.toBe("third");
  await expect(limiter.run(patient, () => Promise.resolve("fourth"))).resolves.toBe("fourth");
});

test("a slot that is given in the moment of the end is handed on", async () => {
  const limiter = new Limiter(1);
  using patient = new Watchdog([]);
  const controller = new AbortController();
  using impatient = new Watchdog([controller.signal]);
  let finish = () => {};
  const first = limiter.run(patient, () => new Promise<void>((resolve) => (finish = resolve)));
  const second = limiter.run(impatient, () => Promise.resolve("second")).catch(() => "ended");
  const third = limiter.run(patient, () => Promise.resolve("third"));
  finish();
  await first;
  controller.abort(new Error("enough"));
  await second;
  await expect(third).resolves.toBe("third");
});

test("many may wait without a warning from Node", async () => {
  const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
  const limiter = new Limiter(1);
  using watchdog = new Watchdog([]);
  await Promise.all(Array.from({ length: 50 }, () => limiter.run(watchdog, () => Promise.resolve())));
  // Warnings come in the next tick.
  expect(await Promise.race([warned, new Promise((resolve) => setImmediate(resolve))])).toBeUndefined();
});
