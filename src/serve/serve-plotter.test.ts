import { afterEach, describe, expect, it } from "vitest";
import * as fixture from "../../test/support/fixture-log.ts";
import { appendEvents } from "../../test/support/log-writer.ts";
import { analysisIdOf } from "../analysis/analysis-id.ts";
import { parseConfig } from "../config/config.ts";
import { ListenError } from "../http/listen.ts";
import { createLogger } from "../logging/logger.ts";
import { BrokerClosedError } from "../messaging/errors.ts";
import { createMemoryBroker } from "../messaging/memory.ts";
import { startPlotter, type StartPlotterOptions } from "./serve-plotter.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const machine = { cores: 1, memoryBytes: 8e9, pathDelimiter: ":", cacheFolder: "/cache", readText: () => "" };

async function serve(env: Record<string, string> = {}, options: Partial<StartPlotterOptions> = {}) {
  const stop = new AbortController();
  const messages: string[] = [];
  const write = (line: string) => messages.push((JSON.parse(line) as { message: string }).message);
  const broker = options.broker ?? createMemoryBroker();
  const service = await startPlotter({
    config: parseConfig({ HZZ_PORT: "0", HZZ_GRACE_MS: "500", ...env }, {}, machine),
    broker,
    logger: createLogger({ level: "info", format: "json", write }),
    assetsFolder: "/nonexistent",
    stop: stop.signal,
    ...options,
  });
  cleanUp.push(async () => {
    stop.abort();
    await service.finished.catch(() => undefined);
  });
  return { ...service, broker, messages, stop };
}

describe("startPlotter", () => {
  it("serves, says so, and becomes ready when it has read the log", async () => {
    const broker = createMemoryBroker();
    const id = await analysisIdOf(fixture.spec);
    await appendEvents(broker, [{ ...fixture.accepted(), analysis: id }]);
    const { url, book, messages } = await serve({}, { broker });
    await book.caughtUp;
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/analyses/${id}`)).status).toBe(200);
    expect(messages).toEqual([
      "There is no page to serve",
      "The plotter takes requests",
      "The plotter has read the log",
    ]);
  });

  it("answers no request for another host where it listens on this machine alone", async () => {
    const { port } = await serve();
    const { status } = await ask(port, "evil.example");
    expect(status).toBe(403);
    expect((await ask(port, `localhost:${port}`)).status).toBe(200);
    const open = await serve({ HZZ_HOST: "0.0.0.0" });
    expect((await ask(open.port, "hzz.example")).status).toBe(200);
  });

  it("ends in good order: streams end, and what was begun is finished", async () => {
    const { url, stop, finished, messages } = await serve();
    const response = await fetch(`${url}/analyses`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fixture.spec),
    });
    const { id } = (await response.json()) as { id: string };
    const stream = await fetch(`${url}/analyses/${id}/events`);
    stop.abort();
    expect(await stream.text()).toContain("event: state");
    await finished;
    expect(messages.at(-1)).toBe("The plotter has ended");
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it("ends at once at the second signal", async () => {
    const abort = new AbortController();
    const broker = createMemoryBroker();
    const { url, stop, finished, book } = await serve({ HZZ_GRACE_MS: "60000" }, { broker, abort: abort.signal });
    await book.caughtUp;
    const asked = new Promise<void>((resolve) => {
      broker.checkReachable = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    const hanging = fetch(`${url}/readyz`).catch((error: unknown) => error);
    await asked;
    stop.abort();
    abort.abort();
    await finished;
    expect(await hanging).toBeInstanceOf(Error);
  });

  it("ends with the error when the log can be followed no longer", async () => {
    const { broker, finished, book, url } = await serve();
    await book.caughtUp;
    await broker[Symbol.asyncDispose]();
    await expect(finished).rejects.toBeInstanceOf(BrokerClosedError);
    await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  });

  it("says that its port is taken, or takes the next one", async () => {
    const { port } = await serve();
    const taken = { HZZ_PORT: String(port) };
    await expect(serve(taken)).rejects.toBeInstanceOf(ListenError);
    expect((await serve(taken, { nextPorts: 20 })).port).toBeGreaterThan(port);
  });
});

/** `fetch` sets the host itself. */
async function ask(port: number, host: string): Promise<{ status: number }> {
  const { request } = await import("node:http");
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", path: "/analyses", headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    })
      .on("error", reject)
      .end();
  });
}
