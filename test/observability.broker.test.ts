import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startService } from "./support/built-service.ts";
import { panels, rules } from "./support/dashboard.ts";
import { type FakeDockerEngine, startFakeDockerEngine } from "./support/fake-docker-engine.ts";
import { postAnalysis, waitForState } from "./support/http-plotter.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { until } from "./support/plotter-app.ts";
import { startPrometheus, type TestPrometheus } from "./support/prometheus-server.ts";

/** Real services on a real broker, asked by a real Prometheus with the rules that are shipped; the engine alone is a fake. */
const cleanUp: (() => Promise<unknown>)[] = [];
let urls: Record<"plotter" | "processor" | "autoscaler", string>;
/** A processor whose work functions do: it has other metrics. */
let dispatcher: string;
let fake: FakeDockerEngine;
let prometheus: TestPrometheus;

async function start(program: string, message: string, env: Record<string, string>): Promise<string> {
  const service = startService(program, env);
  cleanUp.push(() => service.end());
  const url = String((await service.line(message))["url"]);
  await until(async () => (await fetch(`${url}/startedz`)).status === 200);
  return url;
}

beforeAll(async () => {
  const nats = await startNatsServer();
  cleanUp.push(() => nats.remove());
  fake = await startFakeDockerEngine();
  cleanUp.push(() => fake.close());
  fake.add("hzz_data", { "org.hzz-edge.lane": "data" }, 1);
  const broker = { HZZ_BROKER: nats.url };
  const plotter = await start("plotter.js", "The plotter takes requests", { ...broker, HZZ_PORT: "0" });
  const [processor, autoscaler, withFunctions] = await Promise.all([
    start("processor.js", "The processor is ready", {
      ...broker,
      HZZ_PROCESSOR_PORT: "0",
      HZZ_WORKERS: "1",
      // So that the files of a release are refused, which is a failure for good.
      HZZ_ALLOWED_ORIGINS: "none",
    }),
    start("autoscaler.js", "The autoscaler is up", {
      HZZ_URL: plotter,
      HZZ_AUTOSCALER_DOCKER_URL: fake.url,
      HZZ_AUTOSCALER_PORT: "0",
      HZZ_AUTOSCALER_INTERVAL_MS: "500",
    }),
    start("processor.js", "The processor is ready", {
      ...broker,
      HZZ_PROCESSOR_PORT: "0",
      HZZ_LANES: "nobody",
      HZZ_FUNCTIONS: "http://127.0.0.1:9",
    }),
  ]);
  dispatcher = withFunctions;
  urls = { plotter, processor, autoscaler };
  prometheus = await startPrometheus({
    plotter: { plotter },
    processor: { data: processor },
    autoscaler: { autoscaler },
  });
  cleanUp.push(() => prometheus.remove());
  // The counters stand at 0 in it, so that it sees them rise.
  await until(async () => (await prometheus.query("hzz_processor_partitions_total")).length > 0);
}, 150_000);
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

describe("Prometheus with the shipped rules", () => {
  it("answers every query of the dashboard, and every rule", { timeout: 240_000 }, async () => {
    const value = async (expression: string) =>
      (await prometheus.query(expression)).reduce((sum, sample) => sum + sample.value, 0);
    const soon = { timeout: 60_000, interval: 500 };
    // Its file is tried several times, which may take a minute; the rates below are those of the last minute.
    const bad = await postAnalysis(urls.plotter, { preset: "hzz-2020", samples: ["data_A"] });
    await waitForState(urls.plotter, bad.summary.id, ({ status }) => status === "incomplete");
    await expect.poll(() => prometheus.alerts(), soon).toContain("HzzDeadLetters");
    const good = await postAnalysis(urls.plotter, { preset: "hzz-toy" });
    await waitForState(urls.plotter, good.summary.id, ({ status }) => status === "complete");
    await expect.poll(() => value("sum(lane:hzz_events:rate1m)"), soon).toBeGreaterThan(0);
    await expect.poll(() => value("sum(lane:hzz_read_bytes:rate1m)"), soon).toBeGreaterThan(0);
    expect(await value("sum(lane:hzz_partitions:rate1m)")).toBeGreaterThan(0);

    const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));
    expect(queries.length).toBeGreaterThan(25);
    const empty = async () => {
      const silent: string[] = [];
      for (const { title, expr } of queries) {
        const samples = await prometheus.query(expr.replaceAll("$__rate_interval", "1m"));
        if (!samples.some((sample) => Number.isFinite(sample.value))) silent.push(`${title}: ${expr}`);
      }
      return silent;
    };
    await expect.poll(empty, { timeout: 60_000, interval: 1000 }).toEqual([]);
    // Of an alert, what it compares; alone it is empty as long as all is well.
    for (const { alert, expr } of rules)
      if (alert !== undefined) await expect(prometheus.query(expr), alert).resolves.toBeDefined();
    // One worker serves all lanes one after the other; when all is done, none waits.
    await expect.poll(() => prometheus.alerts(), soon).not.toContain("HzzLaneWithoutProcessor");
  });

  it("finds at the services what docs/metrics.md lists, and nothing else of ours", async () => {
    const page = readFileSync(join(import.meta.dirname, "../docs/metrics.md"), "utf8");
    const metricsAt = async (url: string) => await (await fetch(`${url}/metrics`)).text();
    for (const [service, url] of Object.entries(urls)) {
      const text = (await metricsAt(url)) + (service === "processor" ? await metricsAt(dispatcher) : "");
      const types = [...text.matchAll(/^# TYPE (hzz_\w+) (\w+)$/gm)].map(([, name, kind]) => `${name} ${kind}`);
      const found = [...new Set(types)];
      const listed = [...page.matchAll(/^- `(hzz_([a-z]+)_\w+)` \((\w+)/gm)].flatMap(([, name, of, kind]) =>
        of === service ? [`${name} ${kind}`] : [],
      );
      expect(found.sort()).toEqual(listed.sort());
      const helps = [...text.matchAll(/^# HELP \S+ \S/gm)];
      expect(helps).toHaveLength([...text.matchAll(/^# TYPE /gm)].length);
    }
  });
});
