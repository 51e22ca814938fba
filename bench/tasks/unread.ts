import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { presetInput } from "../../src/analysis/presets/presets.ts";
import { postAnalysis, waitForState } from "../../test/support/http-plotter.ts";
import { startUp } from "../../test/support/hzz-up.ts";
import { withLargeHistograms } from "../../test/support/large-analysis.ts";
import { startHelper } from "../helper.ts";
import type { StreamTimes } from "./readers.ts";

interface Load {
  /** The longest time until `/healthz` answered. */
  readonly worstHealthMs: number;
  /** Of the plotter since its start. */
  readonly peakRssMb: number;
}

/** A plotter with a large document that many ask for. */
export interface Unread {
  readonly documentMb: number;
  readonly streams: Load & StreamTimes;
  readonly unread: Load;
}

process.once("SIGTERM", () => process.exit(1));
const [dist = ""] = process.argv.slice(2);
await using up = await startUp([], { HZZ_WORKERS: "2" }, dist);

function peakRssMb(): number {
  const status = readFileSync(`/proc/${up.process.pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

async function under<T>(load: Promise<T>): Promise<T & Load> {
  let [worstHealthMs, isOver] = [0, false];
  const probe = async () => {
    while (!isOver) {
      const asked = performance.now();
      await (await fetch(`${up.url}/healthz`)).text();
      worstHealthMs = Math.max(worstHealthMs, performance.now() - asked);
      await pause(20);
    }
  };
  const probing = probe();
  const result = await load;
  isOver = true;
  await probing;
  return { ...result, worstHealthMs, peakRssMb: peakRssMb() };
}

const { id } = (await postAnalysis(up.url, withLargeHistograms(presetInput("hzz-toy") as never))).summary;
await waitForState(up.url, id, ({ status }) => status === "complete");
const document = await (await fetch(`${up.url}/analyses/${id}`)).arrayBuffer();
await using readers = await startHelper("readers", [up.url, id]);
await fetch(`${up.url}/healthz`);
const streams = await under(readers.ask<StreamTimes>("streams"));
const unread = await under(readers.ask<object>("unread"));
console.log(JSON.stringify({ documentMb: document.byteLength / 1e6, streams, unread } satisfies Unread));
