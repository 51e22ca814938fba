import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { prepareAnalysis } from "../src/analysis/prepared-analysis.ts";
import { acceptAnalysis } from "../src/ledger/accept-analysis.ts";
import { followLedger } from "../src/ledger/follow-ledger.ts";
import { openBroker } from "../src/messaging/open-broker.ts";
import type { AnalysisView } from "../src/protocol/documents/analysis-view.ts";
import { toJsonText } from "../src/protocol/documents/json-text.ts";
import { toGroupState } from "../src/protocol/documents/to-analysis-document.ts";
import { startService } from "./support/built-service.ts";
import { commandOnPage } from "./support/edge-page.ts";
import { freePort, freePorts } from "./support/free-ports.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { distFolder, runInProcess } from "./support/run-in-process.ts";
import { installMs, runtimeProgram } from "./support/runtimes.ts";

let folder: string;
let mirror: string;

beforeAll(async () => {
  await runtimeProgram("deno");
  folder = await mkdtemp(join(tmpdir(), "hzz-runtimes-"));
  // Deno permits places, not the links that lead there.
  mirror = await realpath(await filesAtHand.folder());
}, installMs);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A group for each runtime, which alone serves its lane. */
const samplesOf = { node: ["data_A", "data_B"], deno: ["Zee", "Zmumu"], bun: ["ttbar_lep"] } as const;
type Runtime = keyof typeof samplesOf;
const runtimes = Object.keys(samplesOf) as Runtime[];

const { input } = filesAtHand;
const spec = parseSpec(
  {
    ...input,
    groups: runtimes.map((runtime) => {
      const names: readonly string[] = samplesOf[runtime];
      const group = input.groups.find(({ samples }) => samples.some(({ name }) => name === names[0]))!;
      const samples = group.samples.filter(({ name }) => names.includes(name));
      return { ...group, name: runtime, label: runtime, lane: runtime, samples };
    }),
  },
  "runtimes",
);

/** As docs/edge.md says, which gives Deno no permission to write or to run programs. */
async function commandOf(
  runtime: Runtime,
  brokerPort: number,
  ownPort: number,
): Promise<readonly [string, ...string[]]> {
  if (runtime === "node") return [process.execPath];
  const places = { "=dist,/data": `=${distFolder},${mirror}`, ":4222": `:${brokerPort}`, ":8081": `:${ownPort}` };
  const program = "dist/processor.js";
  const args = runtime === "bun" ? commandOnPage("bun", {}, program) : commandOnPage("deno run", places, program);
  expect(args.pop()).toBe(program);
  return [await runtimeProgram(runtime), ...args];
}

/** Sums as their JSON, which has every bit of a number. */
const bitsOf = ({ groups }: AnalysisView): string[] =>
  groups.map((group) => toJsonText(toGroupState(group, { samples: true })));

it("processors on Node, Deno and Bun, these two over WebSocket, do one analysis side by side, with the same bits as on Node alone", async () => {
  const webSocketPort = await freePort();
  const text = `jetstream: { store_dir: "STORE" }\nwebsocket: { listen: "127.0.0.1:${webSocketPort}", no_tls: true }`;
  const server = await startNatsServer({ config: { files: { "nats.conf": text }, main: "nats.conf" } });
  onTestFinished(() => server.remove());
  const ports = await freePorts(runtimes.length);
  const services = await Promise.all(
    runtimes.map(async (runtime, i) => {
      const isNode = runtime === "node";
      const settings = {
        ...{
          HZZ_BROKER: isNode ? server.url : `ws://127.0.0.1:${webSocketPort}`,
          HZZ_MIRROR: mirror,
          HZZ_LANES: runtime,
          HZZ_WORKERS: "1",
        },
        ...{ HZZ_HOST: "127.0.0.1", HZZ_PROCESSOR_PORT: String(ports[i]), HZZ_CACHE: join(folder, "never-made") },
        ...{ DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1" },
      };
      const command = await commandOf(runtime, isNode ? server.port : webSocketPort, ports[i]!);
      const service = startService("processor.js", settings, command);
      onTestFinished(() => service.end());
      await service.line("The processor is ready");
      return service;
    }),
  );
  await using broker = await openBroker(server.url);
  const { analysis, run } = await acceptAnalysis(broker, await prepareAnalysis(spec), new Date());
  const signal = AbortSignal.timeout(150_000);
  const view = await followLedger(broker.log, analysis, () => undefined, signal, run);
  const told = services.map((service) => service.text()).join("\n");
  expect(view.missing, told).toEqual([]);
  expect(view.status, told).toBe("complete");
  const { view: alone } = await runInProcess(spec, { mirrors: [mirror] });
  expect(bitsOf(view)).toEqual(bitsOf(alone));
  for (const service of services) service.signal("SIGTERM");
  expect(await Promise.all(services.map(({ exited }) => exited)), told).toEqual([0, 0, 0]);
}, 240_000);
