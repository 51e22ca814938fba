import { readFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { analysisIdOf } from "../src/analysis/analysis-id.ts";
import { layoutOf } from "../src/analysis/layout.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { mostBytesOf } from "../src/ledger/memory-need.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import { encodeLogEvent } from "../src/protocol/codec.ts";
import type { LogEvent } from "../src/protocol/log-event.ts";
import { type BuiltService, startService } from "./support/built-service.ts";
import * as fixture from "./support/fixture-log.ts";
import { startNatsServer, type TestNatsServer } from "./support/nats-server.ts";
import { everything } from "./support/plotter-answers.ts";

const budget = 40_000_000;
/** Of the process, beside what the analyses take: the program, messages on their way, documents. */
const beside = 250_000_000;

let nats: TestNatsServer;
beforeAll(async () => {
  nats = await startNatsServer();
});
afterAll(() => nats.remove());

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** A few kilobytes that ask for many sums in each of 22 samples. */
function large(title: string, bins: number): AnalysisSpec {
  const [histogram] = fixture.spec.histograms;
  const [group] = fixture.spec.groups;
  const axis = { type: "regular", bins, lower: 0, upper: 3, label: "", unit: "" } as const;
  const samples = Array.from({ length: 22 }, (_, i) => ({
    ...group!.samples[0]!,
    name: `s${i}`,
    files: [`${title}-${i}.root`],
  }));
  return { ...fixture.spec, title, histograms: [{ ...histogram!, axis }], groups: [{ ...group!, samples }] };
}

/** Partitions whose sums have all magnitudes that there are: exact sums take the most that they can. */
function* allMagnitudes(spec: AnalysisSpec): Generator<LogEvent> {
  const layout = layoutOf(spec);
  const edges = Array.from({ length: 18 }, (_, i) => i);
  for (const { name } of spec.groups[0]!.samples) {
    const plan = fixture.planned(name, 0, edges, `${spec.title}-${name}`);
    yield plan;
    for (let i = 0; i < 17; i++) {
      const sums = new Float64Array(layout.length).fill(2 ** (-1060 + 120 * i)).map((x, slot) => x * (1 + slot / 7));
      yield { ...fixture.done(plan, i, sums), layout: layout.fingerprint };
    }
  }
}

/** Puts an analysis into the log as it was accepted and done by others. @returns its id */
async function record(spec: AnalysisSpec, events: Iterable<LogEvent>): Promise<string> {
  await using broker = await openBroker(nats.url);
  const analysis = await analysisIdOf(spec);
  let n = 0;
  for (const event of [fixture.accepted(spec), ...events])
    await broker.log.append({
      analysis,
      body: encodeLogEvent({ ...event, analysis }),
      dedupKey: `${analysis}/${++n}`,
      origin: undefined,
    });
  return analysis;
}

async function startPlotter(): Promise<{ service: BuiltService; url: string }> {
  const service = startService("plotter.js", {
    HZZ_BROKER: nats.url,
    HZZ_PORT: "0",
    HZZ_MEMORY_BUDGET: String(budget),
    HZZ_MAX_BODY_BYTES: "1000000",
    HZZ_LOG_LEVEL: "info",
  });
  cleanUp.push(() => service.end());
  const url = String((await service.line("The plotter takes requests"))["url"]);
  return { service, url };
}

/** The most that the process has held of the machine's memory. */
async function peakBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)![1]) * 1024;
}

describe("a plotter with little memory, and a log that asks for much", () => {
  it("starts, answers for all, and stays small, again and again", { timeout: 120_000 }, async () => {
    const bins = 800;
    const [one, other] = [large("One", bins), large("Other", bins)];
    const need = mostBytesOf(one, layoutOf(one));
    // The two do not fit together, but each fits alone.
    expect(need).toBeGreaterThan(budget / 2 + 1);
    expect(need).toBeLessThan(budget);
    const bomb = large("Bomb", 1200);
    expect(mostBytesOf(bomb, layoutOf(bomb))).toBeGreaterThan(budget);
    const small = await record(fixture.spec, everything);
    const bombId = await record(bomb, allMagnitudes(bomb));
    const ids = [await record(one, allMagnitudes(one)), await record(other, allMagnitudes(other))];

    const told: string[] = [];
    for (let start = 0; start < 3; start++) {
      const { service, url } = await startPlotter();
      const get = async (path: string): Promise<string> => {
        const answer = await fetch(`${url}${path}`);
        expect(answer.status, `${path}: ${service.text()}`).toBe(200);
        return answer.text();
      };
      await service.line("The plotter has read the log");
      let texts = "";
      for (const id of [small, ...ids, ids[0]!]) {
        texts += await get(`/analyses/${id}/results.csv`);
        await get("/healthz");
      }
      told.push(texts);
      const document = JSON.parse(await get(`/analyses/${bombId}`)) as { status: string; warnings: object[] };
      expect(document).toMatchObject({ status: "complete", warnings: [{ name: "HistogramsNotKeptWarning" }] });
      const list = JSON.parse(await get("/analyses")) as { analyses: { status: string }[] };
      expect(list.analyses.map(({ status }) => status)).toEqual(["complete", "complete", "complete", "complete"]);
      const used = Number(/^hzz_plotter_memory_used_bytes (\d+)$/m.exec(await get("/metrics"))![1]);
      expect(used).toBeLessThanOrEqual(budget);
      const refused = await fetch(`${url}/analyses`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(large(`Bomb ${start}`, 9990)),
      });
      expect(refused.status).toBe(422);
      expect(await peakBytes(service.pid)).toBeLessThan(budget + beside);
      service.signal("SIGKILL");
      await service.exited;
    }
    expect(new Set(told).size).toBe(1);
  });
});
