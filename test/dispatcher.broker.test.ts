import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { parseSpec } from "../src/analysis/parse-spec.ts";
import { startService } from "./support/built-service.ts";
import { commandOnPage } from "./support/edge-page.ts";
import { startEdge } from "./support/edge-platforms.ts";
import { numbersOfDocument, numbersOfView, postAnalysis, waitForState } from "./support/http-plotter.ts";
import { part, startMisbehavingServer } from "./support/misbehaving-server.ts";
import { startNatsServer } from "./support/nats-server.ts";
import { filesAtHand } from "./support/release-or-toy.ts";
import { runInProcess } from "./support/run-in-process.ts";
import { installMs, runtimeProgram } from "./support/runtimes.ts";

beforeAll(() => runtimeProgram("workerd"), installMs);

const token = "a-token-for-tests-0123";
const samples = ["data_A", "data_B", "Zee", "ttbar_lep"];

/** The preset's analysis of some files, read from a server. */
async function analysisOf(folder: string) {
  const files = await startMisbehavingServer();
  onTestFinished(() => files[Symbol.asyncDispose]());
  const { input } = filesAtHand;
  const groups = input.groups
    .map((group) => ({
      ...group,
      samples: group.samples.filter(({ name }) => samples.includes(name)),
    }))
    .filter((group) => group.samples.length > 0);
  for (const { path } of groups.flatMap((group) => group.samples.flatMap((sample) => sample.files)).map(asFile))
    files.serve(`/${path}`, part(await readFile(join(folder, path))));
  return { origin: files.origin, input: { ...input, release: { ...input.release, baseUrls: [files.origin] }, groups } };
}

const asFile = (file: string | { readonly path: string }) => (typeof file === "string" ? { path: file } : file);

/** A function that always breaks off. */
async function startBroken(): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-length": 1000 });
      response.write('{"events":[', () => response.destroy());
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** As docs/edge.md starts it. */
function startDispatcher(broker: string, functions: readonly string[]) {
  const words = commandOnPage(
    "env",
    {
      "nats://zz:PASSWORD@nats:4222": broker,
      "https://hzz.example.org": functions.join(","),
      "sixteen-or-more-characters": token,
      "HZZ_LANES=zz": "HZZ_LANES=data,z-ttbar,zz,signal,default",
    },
    "dist/processor.js",
  );
  expect(words.splice(-2)).toEqual(["node", "dist/processor.js"]);
  const settings = Object.fromEntries(words.map((word) => [word.split("=")[0]!, word.slice(word.indexOf("=") + 1)]));
  const service = startService("processor.js", { ...settings, HZZ_PROCESSOR_PORT: "0" });
  onTestFinished(() => service.end());
  return service;
}

it("functions in workerd and Deno serve lanes by way of a dispatcher, beside one that always breaks off: the same bits as `hzz run`", async () => {
  const folder = await filesAtHand.folder();
  const { origin, input } = await analysisOf(folder);
  const server = await startNatsServer();
  onTestFinished(() => server.remove());
  const settings = { HZZ_PRIVATE_ORIGINS: origin, HZZ_TOKEN: token, HZZ_WORKERS: "4" };
  const [workerd, deno] = await Promise.all([
    startEdge("workerd", settings, origin),
    startEdge("deno", settings, origin),
  ]);
  onTestFinished(() => workerd[Symbol.asyncDispose]());
  onTestFinished(() => deno[Symbol.asyncDispose]());
  const functions = [workerd.url, await startBroken(), deno.url];
  const dispatcher = startDispatcher(server.url, functions);
  const plotter = startService("plotter.js", { HZZ_BROKER: server.url, HZZ_PORT: "0", HZZ_PRIVATE_ORIGINS: origin });
  onTestFinished(() => plotter.end());
  const [{ url }, { url: ownUrl }] = await Promise.all([
    plotter.line("The plotter takes requests"),
    dispatcher.line("The processor is ready"),
  ]);
  const { summary } = await postAnalysis(String(url), input);
  const document = await waitForState(String(url), summary.id, ({ status }) => status !== "running", 150_000);
  expect(document.status, `${JSON.stringify(document.missing)} ${dispatcher.text()}`).toBe("complete");
  const { view } = await runInProcess(parseSpec(input, "dispatched"), { mirrors: [folder] });
  expect(numbersOfDocument(document)).toEqual(numbersOfView(view));
  const metrics = await (await fetch(`${String(ownUrl)}/metrics`)).text();
  for (const [i, outcome] of ["done", "fault", "done"].entries())
    expect(metrics).toMatch(
      new RegExp(`hzz_processor_function_requests_total\\{function="${functions[i]}",outcome="${outcome}"\\} [1-9]`),
    );
  expect(metrics).toMatch(/hzz_processor_entries_total\{lane="data"\} [1-9]/);
  dispatcher.signal("SIGTERM");
  expect(await dispatcher.exited).toBe(0);
}, 240_000);

it("a dispatcher with a wrong token keeps its item, and says that it is not ready and why", async () => {
  const folder = await filesAtHand.folder();
  const { origin, input } = await analysisOf(folder);
  const server = await startNatsServer();
  onTestFinished(() => server.remove());
  await using edge = await startEdge("workerd", { HZZ_PRIVATE_ORIGINS: origin, HZZ_TOKEN: `${token}-another` }, origin);
  const plotter = startService("plotter.js", { HZZ_BROKER: server.url, HZZ_PORT: "0", HZZ_PRIVATE_ORIGINS: origin });
  onTestFinished(() => plotter.end());
  const { url } = await plotter.line("The plotter takes requests");
  const first = startDispatcher(server.url, [edge.url]);
  const { url: ownUrl } = await first.line("The processor is ready");
  const groups = input.groups.slice(0, 1).map((group) => ({ ...group, samples: group.samples.slice(0, 1) }));
  const { summary } = await postAnalysis(String(url), { ...input, groups });
  const ready = async () => (await fetch(`${String(ownUrl)}/readyz`)).text();
  await expect.poll(ready).toMatch(/No function takes work: .*refuses the token \(401.*HZZ_FUNCTIONS_TOKEN/);
  expect(await (await fetch(`${String(url)}/lanes`)).json()).toMatchObject({
    lanes: expect.arrayContaining([expect.objectContaining({ inFlight: 1 })]) as unknown,
  });
  first.signal("SIGTERM");
  // What it could not have done goes to others at the end of its grace.
  first.signal("SIGTERM");
  await first.exited;
  await using right = await startEdge("workerd", { HZZ_PRIVATE_ORIGINS: origin, HZZ_TOKEN: token }, origin);
  startDispatcher(server.url, [right.url]);
  const document = await waitForState(String(url), summary.id, ({ status }) => status !== "running", 150_000);
  expect(document.status).toBe("complete");
}, 240_000);
