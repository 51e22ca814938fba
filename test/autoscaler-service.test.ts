import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BuiltService, startService } from "./support/built-service.ts";
import { type FakeDockerEngine, startFakeDockerEngine } from "./support/fake-docker-engine.ts";
import { freePort } from "./support/free-ports.ts";
import { postAnalysis } from "./support/http-plotter.ts";

/** A plotter in a process of its own, whose work nobody takes; a fake engine; an autoscaler in a process of its own. */
const cleanUp: (() => Promise<unknown>)[] = [];
let fake: FakeDockerEngine;
let plotter: { readonly service: BuiltService; readonly url: string };
beforeAll(async () => {
  fake = await startFakeDockerEngine();
  cleanUp.push(() => fake.close());
  plotter = await startPlotter(String(await freePort()));
});
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

async function start(program: string, env: Record<string, string>, message: string) {
  const service = startService(program, env);
  cleanUp.push(() => service.end());
  const { url } = await service.line(message);
  return { service, url: String(url) };
}

function startPlotter(port: string) {
  return start("plotter.js", { HZZ_PORT: port }, "The plotter takes requests");
}

function startAutoscaler(env: Record<string, string> = {}) {
  const settings = {
    HZZ_URL: plotter.url,
    HZZ_AUTOSCALER_DOCKER_URL: fake.url,
    HZZ_AUTOSCALER_PORT: "0",
    HZZ_AUTOSCALER_INTERVAL_MS: "50",
    HZZ_AUTOSCALER_UP_DELAY_MS: "200",
    HZZ_AUTOSCALER_COOL_DOWN_MS: "1000",
    HZZ_AUTOSCALER_ITEMS_PER_REPLICA: "1",
    ...env,
  };
  return start("autoscaler.js", settings, "The autoscaler is up");
}

const statusOf = async (url: string) => (await fetch(url)).status;
const soon = { timeout: 45_000, interval: 20 };

describe("the autoscaler as a service", () => {
  it(
    "scales by the work of a plotter, survives both going away, and ends in good order",
    { timeout: 90_000 },
    async () => {
      const data = fake.add("hzz_data", { "org.hzz-edge.lane": "data", "org.hzz-edge.max": "3" }, 1);
      const signal = fake.add("hzz_signal", { "org.hzz-edge.lane": "signal" }, 1);
      const idle = fake.add("hzz_bridge", {}, 1);
      const { service, url } = await startAutoscaler();
      await expect.poll(() => statusOf(`${url}/startedz`), soon).toBe(200);
      expect(await statusOf(`${url}/readyz`)).toBe(200);
      expect(await statusOf(`${url}/healthz`)).toBe(200);

      const { summary } = await postAnalysis(plotter.url, { preset: "hzz-toy", samples: ["data_*"] });
      await expect.poll(() => fake.replicasOf(data), soon).toBe(3);
      expect(fake.replicasOf(signal)).toBe(1);
      expect(fake.replicasOf(idle)).toBe(1);

      // Away: nothing changes, although the work is gone when it is back.
      const { port } = new URL(plotter.url);
      await plotter.service.end();
      await expect.poll(() => statusOf(`${url}/readyz`), soon).toBe(503);
      expect(await statusOf(`${url}/startedz`)).toBe(200);
      fake.misbehave.cut = true;
      plotter = await startPlotter(port);
      await expect
        .poll(async () => metric(await (await fetch(`${url}/metrics`)).text(), 'errors_total{source="docker"}'), soon)
        .toBeGreaterThan(1);
      expect(fake.replicasOf(data)).toBe(3);
      expect(await statusOf(`${plotter.url}/analyses/${summary.id}`)).toBe(404);
      fake.misbehave.cut = false;
      await expect.poll(() => fake.replicasOf(data), soon).toBe(1);

      const text = await (await fetch(`${url}/metrics`)).text();
      expect(metric(text, 'decisions_total{service="hzz_data",direction="down",outcome="done"}')).toBe(1);
      expect(metric(text, "last_reading_age_seconds")).toBeLessThan(10);
      expect(fake.updates.every(({ TaskTemplate }) => TaskTemplate["ForceUpdate"] === 3)).toBe(true);
      service.signal("SIGTERM");
      expect(await service.exited).toBe(0);
      const warnings = service.lines.filter(({ level }) => level === "warn").map(({ message }) => message);
      expect(new Set(warnings)).toEqual(
        new Set([
          "The plotter cannot be asked now, so nothing is scaled",
          "The Docker engine cannot be asked now, so nothing is scaled",
        ]),
      );
    },
  );

  it("refuses settings that do not fit together", async () => {
    const service = startService("autoscaler.js", { HZZ_AUTOSCALER_MIN: "5", HZZ_AUTOSCALER_PORT: "0" });
    expect(await service.exited).toBe(1);
    expect(service.text()).toContain("HZZ_AUTOSCALER_MIN is 5; expected no more than HZZ_AUTOSCALER_MAX (4)");
  });
});

function metric(text: string, name: string): number {
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`hzz_autoscaler_${name} `))
      ?.split(" ")
      .at(-1) ?? NaN,
  );
}
