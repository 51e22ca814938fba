import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { presetByName } from "../src/analysis/presets/presets.ts";
import { selectSamples } from "../src/analysis/select-samples.ts";
import type { AnalysisSpec } from "../src/analysis/spec.ts";
import { acceptAnalysis } from "../src/ledger/accept-analysis.ts";
import { followLedger } from "../src/ledger/follow-ledger.ts";
import { createLogger } from "../src/logging/logger.ts";
import { createMemoryBroker } from "../src/messaging/memory.ts";
import { decodeLogEvent } from "../src/protocol/codec.ts";
import { toUhiDocument } from "../src/results/uhi-document.ts";
import { openProcessing } from "../src/serve/open-processing.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { distFolder, runInProcess } from "./support/run-in-process.ts";
import { toyCacheOfTests } from "./support/toy-files.ts";

const preset = presetByName(filesAtHand.preset);
const inOneLane = { ...preset, groups: preset.groups.map((group) => ({ ...group, lane: "default" })) };
const specOf = (title: string, samples: readonly string[]): AnalysisSpec => ({
  ...selectSamples(inOneLane, samples),
  title,
});
const larges = ["One", "Two", "Three"].map((title) => specOf(title, samplesAtHand));
const small = specOf("Small", ["data_A"]);

it("a small analysis that is posted after large ones is not held up by them, and each has the bits that it has alone", async () => {
  const { mirrors } = filesAtHand;
  await using broker = createMemoryBroker();
  const ids: string[] = [];
  for (const spec of [...larges, small]) {
    const priority = spec === larges[0] ? "batch" : "interactive";
    const prepared = await prepareAnalysis(spec);
    ids.push((await acceptAnalysis(broker, prepared, new Date(), undefined, 0, priority)).analysis);
  }
  await using work = openProcessing({
    settings: { workers: 2, maxDeliveries: 1, itemTimeoutMs: 60_000 },
    broker,
    lanes: ["default"],
    workerUrl: pathToFileURL(join(distFolder, "worker.js")),
    workerSettings: { mirrors, http: {}, toys: toyCacheOfTests() },
    startAtOnce: false,
    logger: createLogger({ level: "error", format: "text", write: () => undefined }),
  });
  const stop = new AbortController();
  const processing = work.run(stop.signal);
  const views = await Promise.all(
    ids.map((id) => followLedger(broker.log, id, () => undefined, AbortSignal.timeout(120_000))),
  );
  stop.abort();
  await processing;

  const order: string[] = [];
  for await (const { analysis, body } of broker.log.read(undefined))
    if (decodeLogEvent(body).kind === "partition-done") order.push(analysis);
  const [batch, , , smallId] = ids;
  // One item of each large one comes before, and one is in the hands of the other thread.
  expect(order.indexOf(smallId!)).toBeLessThanOrEqual(3);
  // The batch has each 24th item, and one by chance of the threads, until the others have nothing left.
  const withOthers = order.slice(
    0,
    order.findLastIndex((id) => id !== batch),
  );
  expect(withOthers.filter((id) => id === batch).length).toBeLessThanOrEqual(Math.ceil(withOthers.length / 24) + 3);

  for (const [i, spec] of [...larges, small].entries()) {
    expect(views[i]!.status).toBe("complete");
    const alone = (await runInProcess(spec, { mirrors })).view;
    expect(JSON.stringify(toUhiDocument(views[i]!))).toBe(JSON.stringify(toUhiDocument(alone)));
  }
});
