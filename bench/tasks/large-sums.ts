import { startNatsServer } from "../../test/support/nats-server.ts";
import { layoutOf } from "../../src/analysis/layout.ts";
import { parseSpec } from "../../src/analysis/parse-spec.ts";
import { prepareAnalysis } from "../../src/analysis/prepared-analysis.ts";
import { presetInput } from "../../src/analysis/presets/presets.ts";
import type { AnalysisSpec } from "../../src/analysis/spec.ts";
import { openBroker } from "../../src/messaging/open-broker.ts";
import type { Broker } from "../../src/messaging/port.ts";
import { encodeLogEvent } from "../../src/protocol/codec.ts";
import { logDedupKey } from "../../src/protocol/dedup-keys.ts";
import type { LogEvent } from "../../src/protocol/log-event.ts";
import { splitDelta } from "../../src/protocol/split-delta.ts";
import { startBenchPlotter } from "../bench-plotter.ts";
import { cpuMs, rssMb } from "../memory-use.ts";

/** An analysis with many variations: each delta takes several messages. */
export interface LargeSums {
  readonly deltas: number;
  /** In each delta. */
  readonly numbers: number;
  readonly messages: number;
  /** From sums to messages that NATS has stored. */
  readonly appendMs: number;
  /** From the start of a plotter until all is folded. */
  readonly foldMs: number;
  readonly foldCpuMs: number;
  /** Until the answer to the first who asks for the result is read. */
  readonly answerMs: number;
  readonly answerCpuMs: number;
  readonly answerBytes: number;
  readonly peakRssMb: number;
}

const entries = 1000;

/** 100 variations of 20 histograms of 50 bins, each up alone. */
function specOf(): AnalysisSpec {
  const axis = { type: "regular", bins: 50, lower: 0, upper: 500, label: "", unit: "GeV" } as const;
  return parseSpec({
    ...presetInput("hzz-toy"),
    histograms: Array.from({ length: 20 }, (_, i) => ({ name: `h${i}`, expression: "m4l", axis })),
    variations: Array.from({ length: 100 }, (_, i) => ({ name: `w${i}`, weight: { up: `${1.01 + i / 1000}` } })),
  });
}

/** @param partitions of each sample, every one filled everywhere */
function* logOf(spec: AnalysisSpec, analysis: string, partitions: number): Generator<LogEvent, void, undefined> {
  const base = { version: 1, analysis } as const;
  const { length, fingerprint } = layoutOf(spec);
  yield { ...base, kind: "accepted", run: 1, spec, at: "2026-01-01T00:00:00Z" };
  const edges = Array.from({ length: partitions + 1 }, (_, i) => entries * i);
  for (const { name } of spec.groups.flatMap(({ samples }) => samples)) {
    const identity = { uuid: name, size: 1e9, entries: entries * partitions };
    const file = { ...base, sample: name, file: 0, source: name, identity };
    yield { ...file, kind: "file-planned", edges };
    for (let index = 0; index < partitions; index++) {
      const partition = { index, count: partitions, entryStart: edges[index]!, entryStop: edges[index + 1]! };
      const sums = Float64Array.from({ length }, (_, i) => Math.sqrt(i + 1) * (1 + index / 7));
      const stats = { requests: 1, bytes: 1, milliseconds: 1 };
      yield { ...file, kind: "partition-done", partition, seen: entries, layout: fingerprint, sums, stats };
    }
  }
}

async function append(broker: Broker, analysis: string, event: LogEvent): Promise<number> {
  const messages = await splitDelta(event);
  for (const message of messages) {
    const dedupKey = logDedupKey(message);
    await broker.log.append({ analysis, body: encodeLogEvent(message), dedupKey, origin: undefined });
  }
  return messages.length;
}

async function measureLargeSums(partitions: number): Promise<LargeSums> {
  const spec = specOf();
  const { id } = await prepareAnalysis(spec);
  const server = await startNatsServer();
  try {
    await using broker = await openBroker(server.url);
    let [deltas, messages, appendMs] = [0, 0, 0];
    for (const event of logOf(spec, id, partitions)) {
      const begun = performance.now();
      const count = await append(broker, id, event);
      if (event.kind !== "partition-done") continue;
      appendMs += performance.now() - begun;
      messages += count;
      deltas++;
    }
    const [since, begun] = [process.cpuUsage(), performance.now()];
    await using plotter = await startBenchPlotter(broker);
    const { book, url } = plotter.service;
    await book.caughtUp;
    const [foldMs, foldCpuMs] = [performance.now() - begun, cpuMs(since)];
    if (book.get(id)?.status !== "complete") throw new Error(`The analysis is ${String(book.get(id)?.status)}`);
    const [sinceAsked, asked] = [process.cpuUsage(), performance.now()];
    const answer = await (await fetch(new URL(`/analyses/${id}`, url))).arrayBuffer();
    const [answerMs, answerCpuMs] = [performance.now() - asked, cpuMs(sinceAsked)];
    const numbers = layoutOf(spec).length;
    const answerBytes = answer.byteLength;
    const { peak: peakRssMb } = rssMb();
    return { deltas, numbers, messages, appendMs, foldMs, foldCpuMs, answerMs, answerCpuMs, answerBytes, peakRssMb };
  } finally {
    await server.remove();
  }
}

process.once("SIGTERM", () => process.exit(1));
console.log(JSON.stringify(await measureLargeSums(Number(process.argv[2]))));
