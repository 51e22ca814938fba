import { setTimeout as pause } from "node:timers/promises";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { expect, it, onTestFinished } from "vitest";
import { STREAMS } from "../src/messaging/jetstream/names.ts";
import type { AnalysisSummary } from "../src/protocol/documents/analysis-document.ts";
import { startService } from "./support/built-service.ts";
import * as fixture from "./support/fixture-log.ts";
import { startNatsServer } from "./support/nats-server.ts";

/** Half a megabyte that asks for much: a recipe of 240 kB, and 40,000 files that need it. */
function largeRequest(): string {
  const [group] = fixture.spec.groups;
  const [sample] = group!.samples;
  const files = Array.from({ length: 40_000 }, (_, i) => i.toString(16));
  const sum = Array<string>(245).fill("1").join("+");
  const define = Array.from({ length: 480 }, (_, i) => ({ name: `d${i}`, expression: sum }));
  return JSON.stringify({ ...fixture.spec, define, groups: [{ ...group!, samples: [{ ...sample!, files }] }] });
}

it(
  "a small request that asks for very much work is accepted in good time, listed and cancelled, and fills no store",
  {
    timeout: 300_000,
  },
  async () => {
    const nats = await startNatsServer();
    const service = startService("plotter.js", { HZZ_BROKER: nats.url, HZZ_PORT: "0" });
    const nc = await connect({ servers: nats.url });
    onTestFinished(async () => {
      await nc.close();
      await service.end();
      await nats.remove();
    });
    const { streams } = await jetstreamManager(nc);
    const stored = async (stream: string) => (await streams.info(stream)).state;
    const url = String((await service.line("The plotter takes requests"))["url"]);
    await service.line("The plotter has read the log");

    let isOver = false;
    const probing = (async () => {
      const answers: number[] = [];
      while (!isOver) {
        const asked = performance.now();
        const { status } = await fetch(`${url}/healthz`);
        expect(status).toBe(200);
        answers.push(performance.now() - asked);
        await pause(5);
      }
      return answers;
    })();
    const body = largeRequest();
    expect(body.length).toBeLessThan(600_000);
    const headers = { "content-type": "application/json" };
    const accepted = await fetch(`${url}/analyses`, { method: "POST", headers, body });
    expect(accepted.status).toBe(202);
    const { id } = (await accepted.json()) as AnalysisSummary;
    isOver = true;
    const answers = await probing;
    expect(answers.length).toBeGreaterThan(10);
    // Some ten milliseconds on a quiet machine; without pauses there would be one answer, after all the work was sent.
    expect(Math.max(...answers)).toBeLessThan(10_000);

    const work = await stored(STREAMS.work);
    expect(work.messages).toBe(40_000);
    // The recipe in each item made 10 GB of it.
    expect(work.bytes).toBeLessThan(32 * 2 ** 20);
    expect((await stored(STREAMS.recipes)).bytes).toBeLessThan(2 ** 20);
    const list = (await (await fetch(`${url}/analyses`)).json()) as { analyses: AnalysisSummary[] };
    expect(list.analyses).toMatchObject([{ id, status: "running", progress: { files: 40_000 } }]);

    const cancelled = await fetch(`${url}/analyses/${id}`, { method: "DELETE" });
    expect(cancelled.status).toBe(202);
    expect(await cancelled.json()).toMatchObject({ status: "cancelled" });
    expect((await stored(STREAMS.work)).messages).toBe(0);
  },
);
