import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "amqplib";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { allParts, bridgeRun, queueOf, toBody } from "./support/bridge-parts.ts";
import { type BuiltService, startService } from "./support/built-service.ts";
import { commandOnPage, type Places } from "./support/edge-page.ts";
import { freePorts } from "./support/free-ports.ts";
import { numbersOfDocument, postAnalysis, waitForState } from "./support/http-plotter.ts";
import { startUp } from "./support/hzz-up.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { startRabbitMqServer, type TestRabbitMqServer } from "./support/rabbitmq-server.ts";
import { filesAtHand, samplesAtHand } from "./support/release-or-toy.ts";
import { distFolder } from "./support/run-in-process.ts";
import { runHzz } from "./support/run-hzz.ts";
import { installMs, runtimeProgram } from "./support/runtimes.ts";

const runtimes = ["deno", "bun"] as const;
type Runtime = (typeof runtimes)[number];

let folder: string;
let mirror: string;
let specFile: string;
let rabbit: TestRabbitMqServer;
/** What `hzz run` on Node prints of the analysis, and writes. */
let reference: { printed: string; results: string };

const spec = {
  ...filesAtHand.input,
  groups: filesAtHand.input.groups.flatMap((group) => {
    const samples = group.samples.filter(({ name }) => samplesAtHand.some((each) => each === name));
    return samples.length === 0 ? [] : [{ ...group, lane: "default", samples }];
  }),
};

beforeAll(async () => {
  await runtimeProgram("deno");
  folder = await realpath(await mkdtemp(join(tmpdir(), "hzz-programs-")));
  mirror = await realpath(await filesAtHand.folder());
  specFile = join(folder, "spec.json");
  await writeFile(specFile, JSON.stringify(spec));
  const out = join(folder, "reference.json");
  const { code, stdout, stderr } = await runHzz(["run", specFile, "--mirror", mirror, "--out", out]);
  expect(code, stderr).toBe(0);
  reference = { printed: stdout.replace(/^.*reference\.json.*\n/m, ""), results: await readFile(out, "utf8") };
  rabbit = await startRabbitMqServer();
}, installMs);

afterAll(async () => {
  await rabbit.remove();
  await rm(folder, { recursive: true, force: true });
});

/**
 * A command of docs/edge.md: what runs the program, and what follows it. Deno may then do what the page says, and nothing else.
 * @param places what the page has for Deno's permissions
 */
async function commandOf(runtime: Runtime | "node", program: string, places: Places) {
  if (runtime === "node") return { command: [process.execPath] as const, rest: [] };
  const start = runtime === "deno" ? "deno run" : "bun";
  const args = commandOnPage(start, runtime === "deno" ? places : {}, `dist/${program}`);
  const at = args.indexOf(`dist/${program.split(" ")[0]!}`);
  const command: readonly [string, ...string[]] = [await runtimeProgram(runtime), ...args.slice(0, at)];
  const own = { "hzz-2020": specFile, "/data": mirror } as Readonly<Record<string, string>>;
  return { command, rest: args.slice(at + 1).map((arg) => own[arg] ?? arg) };
}

const readable = () => ({ "=dist,/data": `=${distFolder},${mirror},${folder}` });
/** Nothing may be made there, be it a toy or something that Deno compiled. */
const away = () => ({
  HZZ_CACHE: join(folder, "never-made"),
  DENO_DIR: join(folder, "deno"),
  DENO_NO_UPDATE_CHECK: "1",
});

describe.each(runtimes)("on %s, as docs/edge.md says", (runtime) => {
  it("`hzz run` prints the same as on Node", async () => {
    const { command, rest } = await commandOf(runtime, "hzz.js run", readable());
    const { code, stdout, stderr } = await runHzz(rest, { env: away(), runtime: command });
    expect(code, stderr).toBe(0);
    expect(stdout).toBe(reference.printed);
  }, 120_000);

  it("`hzz up` serves page and analysis, the same bits, and ends well", async () => {
    const [port] = await freePorts(1);
    const { command, rest } = await commandOf(runtime, "hzz.js up", { ...readable(), ":8080": `:${port}` });
    expect(rest.shift()).toBe("up");
    await using up = await startUp([...rest, "--port", String(port)], away(), distFolder, command);
    await up.printed(/ is complete: http/, 120_000);
    const { analyses } = (await (await fetch(`${up.url}/analyses`)).json()) as { analyses: { id: string }[] };
    const results = await fetch(`${up.url}/analyses/${analyses[0]!.id}/results.json`);
    expect(await results.text()).toBe(reference.results);
    const page = await fetch(up.url, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(await up.end("SIGTERM")).toBe(0);
    // It tells of files, and nothing else.
    expect(up.stderr.split("\n").filter((line) => !/^(\w+: 1 of 1 files, \d+ entries)?$/.test(line))).toEqual([]);
  }, 180_000);
});

/** Plotter, processor and bridge; gives the numbers of the events that came by the bridge, when all have ended well. */
async function serveOn(runtime: Runtime | "node"): Promise<unknown> {
  const nats = await startNatsServer();
  onTestFinished(() => nats.remove());
  const [plotterPort, processorPort, bridgePort] = await freePorts(3);
  const started: BuiltService[] = [];
  const start = async (program: string, places: Places, settings: Record<string, string>, ready: string) => {
    const { command, rest } = await commandOf(runtime, program, { ":4222": `:${nats.port}`, ...places });
    expect(rest).toEqual([]);
    const service = startService(
      program,
      { ...away(), HZZ_BROKER: nats.url, HZZ_HOST: "127.0.0.1", ...settings },
      command,
    );
    onTestFinished(() => service.end());
    started.push(service);
    await service.line(ready);
  };
  const own = { "=dist": `=${distFolder}` };
  await start(
    ...(["plotter.js", { ...own, ":8080": `:${plotterPort}` }] as const),
    ...([{ HZZ_PORT: String(plotterPort) }, "The plotter takes requests"] as const),
  );
  await start(
    ...(["processor.js", { ...readable(), ":8081": `:${processorPort}` }] as const),
    ...([{ HZZ_PROCESSOR_PORT: String(processorPort), HZZ_MIRROR: mirror }, "The processor is ready"] as const),
  );
  const url = `http://127.0.0.1:${plotterPort}`;
  const { summary } = await postAnalysis(url, spec);
  await waitForState(url, summary.id, ({ status }) => status !== "running", 120_000);
  const results = await fetch(`${url}/analyses/${summary.id}/results.json`);
  const told = () => started.map((service) => service.text()).join("\n");
  expect(await results.text(), told()).toBe(reference.results);

  const { host } = new URL(rabbit.url);
  await start(
    ...(["bridge.js", { ...own, ":8082": `:${bridgePort}`, "127.0.0.1:5672": host }] as const),
    ...([{ HZZ_BRIDGE_PORT: String(bridgePort), HZZ_BRIDGE_URL: rabbit.url }, "The bridge is up"] as const),
  );
  await expect.poll(async () => (await fetch(`http://127.0.0.1:${bridgePort}/readyz`)).status).toBe(200);
  const name = `On ${runtime}`;
  const connection = await connect(rabbit.url);
  const channel = await connection.createConfirmChannel();
  for (const part of allParts(bridgeRun(name, 2))) channel.sendToQueue(queueOf[part.sample]!, toBody(part));
  await channel.waitForConfirms();
  await connection.close();
  const id = async () => {
    const { analyses } = (await (await fetch(`${url}/analyses`)).json()) as {
      analyses: { id: string; title: string }[];
    };
    return analyses.find(({ title }) => title === name)?.id;
  };
  await expect.poll(id).toBeDefined();
  const document = await waitForState(url, (await id())!, ({ status }) => status !== "running");
  expect(document.status, told()).toBe("complete");

  for (const service of started) service.signal("SIGTERM");
  expect(await Promise.all(started.map(({ exited }) => exited)), told()).toEqual([0, 0, 0]);
  expect(started.map((service) => service.otherText())).toEqual(["", "", ""]);
  return numbersOfDocument(document);
}

it("plotter, processor and bridge work together on each, with the same bits as on Node", async () => {
  const expected = await serveOn("node");
  for (const runtime of runtimes) expect(await serveOn(runtime)).toEqual(expected);
}, 400_000);
