import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { Hono } from "hono";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "../logging/logger.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { listen } from "./listen.ts";
import { sendInPieces } from "./send-in-pieces.ts";
import { UnsentAnswers } from "./unsent-answers.ts";
import { wholeBody } from "./whole-body.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** More than the network between two sockets of this machine takes. */
const large = 32 * 1024 * 1024;

/** Large answers, each with bytes of its own, as the states of a running analysis are. */
async function serve(mostBytes: number) {
  const logger = createLogger({ level: "error", format: "text", write: () => undefined });
  const unsent = new UnsentAnswers({ mostBytes, logger, metrics: createMetrics("x") });
  const app = new Hono();
  app.use(sendInPieces(unsent));
  app.get("/document", () => new Response(wholeBody(new Uint8Array(large))));
  app.get("/events", () => {
    const events = [new Uint8Array(10), new Uint8Array(large)];
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      const event = events.shift();
      if (event === undefined) return new Promise<void>(() => undefined);
      controller.enqueue(event);
      return undefined;
    };
    const body = new ReadableStream<Uint8Array>({ pull }, { highWaterMark: 0 });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  });
  const server = await listen((request, env) => app.fetch(request, env), { host: "127.0.0.1", port: 0 });
  cleanUp.push(() => server.close(0));
  /** Asks, and reads nothing yet. */
  const ask = async (path: string): Promise<Socket> => {
    const socket = connect(server.port, "127.0.0.1");
    cleanUp.push(() => {
      socket.destroy();
    });
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.pause().write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  };
  return { app, unsent, ask, url: server.url };
}

describe.each(["/document", "/events"])("large answers of %s", (path) => {
  it("are held until they are read, and no longer, though the connection stays", async () => {
    const { unsent, ask } = await serve(1e9);
    const socket = await ask(path);
    await expect.poll(() => unsent.bytes).toBe(large);
    let received = 0;
    socket.on("data", (data: Buffer) => (received += data.length)).resume();
    await expect.poll(() => received).toBeGreaterThanOrEqual(large);
    await expect.poll(() => unsent.bytes).toBeLessThanOrEqual(10);
    expect(socket.destroyed).toBe(false);
  });

  it("are held no longer when their client goes", async () => {
    const { unsent, ask } = await serve(1e9);
    const socket = await ask(path);
    await expect.poll(() => unsent.bytes).toBe(large);
    socket.destroy();
    await expect.poll(() => unsent.bytes).toBe(0);
  });

  it("are cut off when a client leaves too many unread, and the last is whole", async () => {
    const { unsent, ask } = await serve(2 * large);
    const hold = vi.spyOn(unsent, "hold");
    const sockets: Socket[] = [];
    for (let i = 1; i <= 4; i++) {
      sockets.push(await ask(path));
      await expect.poll(() => hold.mock.calls.filter(([, { byteLength }]) => byteLength === large).length).toBe(i);
    }
    let received = 0;
    const last = sockets.pop()!;
    last.on("data", (data: Buffer) => (received += data.length)).resume();
    for (const socket of sockets) socket.resume();
    await expect.poll(() => sockets.map(({ destroyed }) => destroyed)).toEqual([true, true, true]);
    await expect.poll(() => received).toBeGreaterThanOrEqual(large);
  });
});

it("tells the length of a document, and sends none for HEAD", async () => {
  const { url, unsent } = await serve(1e9);
  const answer = await fetch(`${url}/document`);
  expect(answer.headers.get("content-length")).toBe(String(large));
  expect((await answer.arrayBuffer()).byteLength).toBe(large);
  const head = await fetch(`${url}/document`, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  await expect.poll(() => unsent.bytes).toBe(0);
});
