import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { stopSignals } from "./stop-signals.ts";

it.each(["SIGTERM", "SIGINT"] as const)("%s asks for a stop, and once more for an end at once", (signal) => {
  const source = new EventEmitter();
  const { stop, abort } = stopSignals(source);
  expect(stop.aborted).toBe(false);
  source.emit(signal);
  expect(stop.aborted).toBe(true);
  expect(abort.aborted).toBe(false);
  source.emit(signal);
  expect(abort.aborted).toBe(true);
});

it("counts both signals together, and leaves the third to Node", () => {
  const source = new EventEmitter();
  const { abort } = stopSignals(source);
  source.emit("SIGINT");
  source.emit("SIGTERM");
  expect(abort.aborted).toBe(true);
  expect(source.listenerCount("SIGINT") + source.listenerCount("SIGTERM")).toBe(0);
});
