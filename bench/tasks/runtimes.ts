import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { normalisationOf } from "../../src/analysis/normalisation.ts";
import { presetByName } from "../../src/analysis/presets/presets.ts";
import { recipeIn } from "../../src/analysis/spec-recipe.ts";
import { encodeWorkItem } from "../../src/protocol/codec.ts";
import type { FilePlanned } from "../../src/protocol/log-event.ts";
import type { FileWorkItem, WorkItem } from "../../src/protocol/work-item.ts";
import { startService } from "../../test/support/built-service.ts";
import { type EdgePlatform, startEdge } from "../../test/support/edge-platforms.ts";
import { freePort } from "../../test/support/free-ports.ts";
import { type MisbehavingServer, part, startMisbehavingServer } from "../../test/support/misbehaving-server.ts";
import { distFolder } from "../../test/support/run-in-process.ts";
import { type OtherRuntime, runtimeProgram } from "../../test/support/runtimes.ts";
import type { Ask, Contestant, OnRuntime } from "../contestants.ts";
import { startInChromium } from "../edge-in-chromium.ts";
import { cpuSecondsBelow, memoryMbBelow } from "../process-tree.ts";

interface Started extends AsyncDisposable {
  readonly ask: Ask;
  readonly programs: readonly string[];
}

/** Until then engines are still compiling what they run. */
const warmUp = 2;
const passes = 3;

process.once("SIGTERM", () => process.exit(1));
const [contestant = "", preset = "", path = ""] = process.argv.slice(2);
console.log(JSON.stringify(await measure(contestant as Contestant, preset, path)));

async function measure(contestant: Contestant, preset: string, path: string): Promise<OnRuntime> {
  await using files = await startMisbehavingServer();
  files.serve(`/${basename(path)}`, part(await readFile(path), { headers: { "cache-control": "no-store" } }));
  const begun = performance.now();
  await using started = await start(contestant, dirname(path), files);
  const startMs = performance.now() - begun;
  const item = itemOf(preset, basename(path), files.origin);
  const hash = createHash("sha256");
  let [entries, memoryMb] = [0, 0];
  let clock = { at: 0, cpu: 0 };
  for (let pass = -warmUp; pass < passes; pass++) {
    if (pass === 0) clock = { at: performance.now(), cpu: await cpuSecondsBelow(process.pid) };
    const events = await onePass(started.ask, item);
    if (pass < 0) memoryMb = Math.max(memoryMb, await memoryMbBelow(process.pid));
    if (pass === 0) hash.update(JSON.stringify(events.map((event) => ({ ...event, source: "", stats: "" }))));
    if (pass >= 0) entries += events.find(isPlanned)!.identity.entries;
  }
  const seconds = (performance.now() - clock.at) / 1000;
  const cpu = (await cpuSecondsBelow(process.pid)) - clock.cpu;
  memoryMb = Math.max(memoryMb, await memoryMbBelow(process.pid));
  const sizes = await Promise.all(started.programs.map(async (name) => (await stat(join(distFolder, name))).size));
  return {
    eventsPerSecond: entries / seconds,
    cpuPerMillion: (1e6 * cpu) / entries,
    memoryMb,
    startMs,
    programMb: sizes.reduce((sum, size) => sum + size, 0) / 1e6,
    hash: hash.digest("hex"),
  };
}

/** The file, and then its other partitions, one after the other. */
async function onePass(ask: Ask, item: FileWorkItem): Promise<readonly object[]> {
  const events = await eventsOf(ask, item);
  const { identity, edges } = events.find(isPlanned)!;
  for (let index = 1; index < edges.length - 1; index++) {
    const partition = { index, count: edges.length - 1, entryStart: edges[index]!, entryStop: edges[index + 1]! };
    events.push(...(await eventsOf(ask, { ...item, kind: "partition", identity, partition })));
  }
  return events;
}

async function eventsOf(ask: Ask, item: WorkItem): Promise<object[]> {
  const { status, text } = await ask(encodeWorkItem(item) as Uint8Array<ArrayBuffer>);
  if (status !== 200) throw new Error(`An item was answered with ${status}: ${text}`);
  return (JSON.parse(text) as { events: object[] }).events;
}

function isPlanned(event: object): event is FilePlanned {
  return "kind" in event && event.kind === "file-planned";
}

function itemOf(preset: string, path: string, origin: string): FileWorkItem {
  const spec = presetByName(preset);
  const group = spec.groups.find(({ kind }) => kind === "background")!;
  const sample = group.samples[0]!;
  return {
    ...{ version: 1, kind: "file", analysis: "bench", run: 1, recipe: recipeIn(spec), baseUrls: [origin] },
    isToy: preset === "hzz-toy",
    sample: {
      ...{ group: group.name, name: sample.name, index: 0 },
      ...{ weighted: true, normalisation: normalisationOf(spec, group, sample) },
    },
    file: { index: 0, path },
  };
}

async function start(contestant: Contestant, mirror: string, files: MisbehavingServer): Promise<Started> {
  const [runtime = "", kind] = contestant.toLowerCase().split(", ");
  if (kind === "processor") return startProcessor(runtime as "node" | OtherRuntime, mirror);
  const programs = ["edge.js", ...(runtime === "workerd" ? ["edge-zstd.wasm", "edge-xxhash.wasm"] : [])];
  const settings = { HZZ_PRIVATE_ORIGINS: files.origin, HZZ_LOG_LEVEL: "error" };
  if (runtime === "chromium") {
    const page = await startInChromium(files, settings);
    return { ...page, programs };
  }
  const edge = await startEdge(runtime as EdgePlatform, settings, files.origin);
  return { ask: askOf(edge.url), programs, [Symbol.asyncDispose]: () => edge[Symbol.asyncDispose]() };
}

async function startProcessor(runtime: "node" | OtherRuntime, mirror: string): Promise<Started> {
  const port = await freePort();
  const settings = {
    ...{ HZZ_MIRROR: mirror, HZZ_WORKERS: "1", HZZ_HOST: "127.0.0.1", HZZ_PROCESSOR_PORT: String(port) },
    ...{ HZZ_LOG_LEVEL: "info", DENO_NO_UPDATE_CHECK: "1" },
  };
  const deno = ["run", "--no-prompt", "--no-config", "--allow-net", "--allow-read", "--allow-env", "--allow-sys"];
  const program = runtime === "node" ? process.execPath : await runtimeProgram(runtime);
  const service = startService("processor.js", settings, [program, ...(runtime === "deno" ? deno : [])]);
  await service.line("The processor is ready");
  return {
    ask: askOf(`http://127.0.0.1:${port}`),
    programs: ["processor.js", "worker.js"],
    [Symbol.asyncDispose]: () => service.end(),
  };
}

function askOf(url: string): Ask {
  return async (body) => {
    const response = await fetch(`${url}/work`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    return { status: response.status, text: await response.text() };
  };
}
