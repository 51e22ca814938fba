import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { presetInput } from "../src/analysis/presets/presets.ts";
import type { AnalysisSummary } from "../src/protocol/documents/analysis-document.ts";
import { type BuiltService, startService } from "./support/built-service.ts";
import { presetNames } from "../src/analysis/presets/presets.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const title = presetInput("hzz-toy").title;
const caughtUp = "The plotter has read the log";
const begun = "The log was empty: the first analysis is started";

let nats: TestNatsServer;
beforeAll(async () => {
  nats = await startNatsServer();
});
afterAll(() => nats.remove());

function start(env: Record<string, string>): BuiltService {
  const service = startService("plotter.js", { HZZ_BROKER: nats.url, HZZ_PORT: "0", ...env });
  cleanUp.push(() => service.end());
  return service;
}

async function urlOf(service: BuiltService): Promise<string> {
  return String((await service.line("The plotter takes requests"))["url"]);
}

async function analysesAt(url: string): Promise<readonly AnalysisSummary[]> {
  const response = await fetch(`${url}/analyses`);
  return ((await response.json()) as { analyses: AnalysisSummary[] }).analyses;
}

describe("plotters with HZZ_START", () => {
  it("start the preset once, whatever comes and goes, and never again", { timeout: 60_000 }, async () => {
    const first = [start({ HZZ_START: "hzz-toy" }), start({ HZZ_START: "hzz-toy", HZZ_TOKEN: "0123456789abcdef" })];
    const [url = ""] = await Promise.all(first.map(urlOf));
    const [one] = await expect
      .poll(() => analysesAt(url))
      .toHaveLength(1)
      .then(() => analysesAt(url));
    expect(one).toMatchObject({ title, run: 1, status: "running" });
    expect((await fetch(`${url}/analyses/${one!.id}`, { method: "DELETE" })).status).toBe(202);
    for (const service of first) {
      service.signal("SIGTERM");
      expect(await service.exited, service.text()).toBe(0);
    }
    const again = start({ HZZ_START: "hzz-toy" });
    await again.line(caughtUp);
    expect(await analysesAt(await urlOf(again))).toMatchObject([{ id: one!.id, run: 1, status: "cancelled" }]);
    expect(again.lines.filter(({ message }) => message === begun)).toEqual([]);
  });

  it("end at once with the names that there are if there is no such preset", async () => {
    const service = start({ HZZ_START: "hzz-2021", HZZ_BROKER: "nats://127.0.0.1:1" });
    expect(await service.exited).toBe(1);
    const { error } = service.lines.at(-1) as { error: { message: string } };
    expect(error.message).toContain(
      `HZZ_START is "hzz-2021"; expected the name of a preset: ${presetNames().join(", ")}`,
    );
  });
});
