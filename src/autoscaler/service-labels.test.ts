import { describe, expect, it } from "vitest";
import type { Bounds } from "./decide.ts";
import { ruleIn } from "./service-labels.ts";

const defaults: Bounds = { min: 1, max: 4, itemsPerReplica: 20, step: 2, upDelayMs: 10, coolDownMs: 100 };

describe("the labels of a service", () => {
  it("name its lanes; the rest comes from the settings", () => {
    expect(ruleIn({ "org.hzz-edge.lane": "data, default,data" }, defaults)).toEqual({
      lanes: ["data", "default"],
      bounds: defaults,
    });
  });

  it("may say its bounds and how much a replica can do", () => {
    const labels = {
      "org.hzz-edge.lane": "zz",
      "org.hzz-edge.min": "0",
      "org.hzz-edge.max": "9",
      "org.hzz-edge.items-per-replica": "5",
    };
    expect(ruleIn(labels, defaults)).toEqual({
      lanes: ["zz"],
      bounds: { ...defaults, min: 0, max: 9, itemsPerReplica: 5 },
    });
  });

  it("may ask for more than the settings' most as the fewest", () => {
    expect(ruleIn({ "org.hzz-edge.lane": "zz", "org.hzz-edge.min": "6" }, defaults)).toMatchObject({
      bounds: { min: 6, max: 6 },
    });
  });

  it.each([
    [{ "org.hzz-edge.lane": " ," }, "its label org.hzz-edge.lane names no lane"],
    [
      { "org.hzz-edge.lane": "zz", "org.hzz-edge.min": "-1", "org.hzz-edge.max": "0" },
      'its label org.hzz-edge.min is "-1"; expected a whole number of at least 0; its label org.hzz-edge.max is "0"; expected a whole number of at least 1',
    ],
    [
      { "org.hzz-edge.lane": "zz", "org.hzz-edge.min": "3", "org.hzz-edge.max": "2" },
      "its minimum of replicas (3) is above its maximum (2)",
    ],
  ])("that are wrong are told with what is wrong: %j", (labels, problem) => {
    expect(ruleIn(labels as unknown as Record<string, string>, defaults)).toEqual({ problem });
  });
});
