import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { metricsPage, registeredMetrics } from "./support/metrics-reference.ts";

const services = await registeredMetrics();
const all = [...services.values()].flat();

describe("docs/metrics.md", () => {
  it("is up to date (else: npx vitest run test/metrics-reference.test.ts -u)", async () => {
    const filepath = join(import.meta.dirname, "../docs/metrics.md");
    const page = await format(metricsPage(services), { ...(await resolveConfig(filepath)), filepath });
    await expect(page).toMatchFileSnapshot(filepath);
  });
});

describe("every metric", () => {
  it("has a name of its own that ends in a unit, or counts what it names", () => {
    /** Gauges that count, or are 0 or 1. */
    const counts =
      /_(items|items_in_flight|replicas|letters|threads|analyses|streams|in_flight)$|_(caught_up|dry_run|set_aside)$/;
    expect(all.length).toBeGreaterThan(30);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const wrong = all.filter(({ name, kind }) => {
      if (!/^hzz_[a-z]+(_[a-z]+)+$/.test(name)) return true;
      if (kind === "counter") return !name.endsWith("_total");
      if (kind === "histogram") return !/_(seconds|bytes)$/.test(name);
      return !/_(seconds|bytes)$/.test(name) && !counts.test(name);
    });
    expect(wrong).toEqual([]);
  });

  it("says in a sentence what it is", () => {
    expect(all.filter(({ help }) => !/^[A-Z0-9].{10,}\.$/.test(help))).toEqual([]);
  });

  it("has no label whose values a client could make up", () => {
    const labels = new Set(all.flatMap(({ labelNames }) => labelNames));
    expect([...labels].sort()).toEqual([
      "beside",
      "direction",
      "error",
      "function",
      "kind",
      "lane",
      "method",
      "outcome",
      "queue",
      "reason",
      "refusal",
      "route",
      "service",
      "source",
      "status",
    ]);
  });
});
