import { connect, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createLogger } from "../logging/logger.ts";
import { createMetrics } from "../metrics/metrics.ts";
import { listen, type FetchHandler, type ListenOptions } from "./listen.ts";
import { UnsentAnswers } from "./unsent-answers.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

/** More than the network between two sockets of this machine takes. */
const large = new Uint8Array(32 * 1024 * 1024);

async function serve(fetch: FetchHandler, options: Partial<ListenOptions> = {}) {
  const unsent = new UnsentAnswers({
    mostBytes: 8_000_000,
    logger: createLogger({ level: "error", format: "text", write: () => undefined }),
    metrics: createMetrics("x"),
  });
  const cut: string[] = [];
  vi.spyOn(unsent, "tell").mockImplementation((reason, client) => cut.push(`${reason} ${client}`));
  const server = await listen(fetch, { host: "127.0.0.1", port: 0, unsent, ...options });
  cleanUp.push(() => server.close(0));
  const dial = async (text: string): Promise<Socket> => {
    const socket = connect(server.port, "127.0.0.1");
    cleanUp.push(() => {
      socket.destroy();
    });
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.pause().write(text);
    return socket;
  };
  return { unsent, cut, dial };
}

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

async function textOf(socket: Socket, isWhole: (text: string) => boolean): Promise<string> {
  let text = "";
  socket.on("data", (data: Buffer) => (text += data.toString("latin1"))).resume();
  await expect.poll(() => isWhole(text)).toBe(true);
  return text;
}

describe("requests that a client sends ahead", () => {
  it("are answered in order, each when the last answer is read", async () => {
    const asked: string[] = [];
    const { dial } = await serve((request) => {
      const path = new URL(request.url).pathname;
      asked.push(path);
      return new Response(path === "/large" ? large : path);
    });
    const socket = await dial(
      get("/first") + get("/large") + Array.from({ length: 40 }, (_, i) => get(`/${i}`)).join(""),
    );
    await expect.poll(() => asked).toEqual(["/first", "/large"]);
    // Whoever comes on another connection does not wait for it, and by then the others would have been asked for.
    const other = await dial(get("/other"));
    expect(await textOf(other, (text) => text.endsWith("/other"))).toMatch(/^HTTP\/1\.1 200 /);
    expect(asked).toEqual(["/first", "/large", "/other"]);
    let length = 0;
    let end = "";
    socket.on("data", (data: Buffer) => {
      length += data.length;
      end = (end + data.toString("latin1")).slice(-10);
    });
    socket.resume();
    await expect.poll(() => end).toMatch(/\/39$/);
    expect(length).toBeGreaterThan(large.length);
    expect(asked.filter((path) => path !== "/other").slice(2)).toEqual(Array.from({ length: 40 }, (_, i) => `/${i}`));
  });

  it("may have bodies, of which the later ones wait too", async () => {
    const { dial } = await serve(async (request) => new Response(`<${await request.text()}>`));
    const post = (body: string) => `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const bodies = ["a", "b".repeat(300_000), "c", "d".repeat(300_000)];
    const socket = await dial(bodies.map(post).join(""));
    const text = await textOf(socket, (all) => all.split(">").length > bodies.length);
    expect(Array.from(text.matchAll(/<(.*?)>/g), ([, body]) => body)).toEqual(bodies);
  });

  it("go on after an answer that came late, on a connection that is used again", async () => {
    let answer: (response: Response) => void = () => undefined;
    const { dial } = await serve((request) => {
      if (!request.url.endsWith("/late")) return new Response("now");
      return new Promise<Response>((resolve) => (answer = resolve));
    });
    const socket = await dial(get("/late") + get("/"));
    let text = "";
    socket.on("data", (data: Buffer) => (text += data.toString("latin1"))).resume();
    await expect
      .poll(() => {
        answer(new Response("late"));
        return text;
      })
      .toMatch(/late[^]*now$/);
    socket.write(get("/"));
    await expect.poll(() => text).toMatch(/late[^]*now[^]*now$/);
  });

  it("are not answered after an answer that ends the connection", async () => {
    let asked = 0;
    const { dial } = await serve(() => {
      asked++;
      return new Response("x");
    });
    const socket = await dial(`GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n${get("/")}`);
    socket.resume();
    await expect.poll(() => socket.destroyed).toBe(true);
    expect(asked).toBe(1);
  });

  it("end the connection when more than a hundred wait", async () => {
    let asked = 0;
    const { dial, cut, unsent } = await serve(() => {
      asked++;
      return new Response(large);
    });
    const within = await dial(get("/").repeat(101));
    await expect.poll(() => unsent.bytes).toBe(100 * 8192);
    const beyond = await dial(get("/").repeat(102));
    beyond.resume();
    await expect.poll(() => beyond.destroyed).toBe(true);
    expect(cut).toEqual(["pipelined 127.0.0.1"]);
    expect([asked, within.destroyed]).toEqual([2, false]);
  });

  it("count as memory of their client until it has them answered, or is gone", async () => {
    const { dial, unsent, cut } = await serve(() => new Response(large));
    const first = await dial(get("/").repeat(101));
    await expect.poll(() => unsent.bytes).toBe(100 * 8192);
    // A client has room for 244 of them.
    const second = await dial(get("/").repeat(101));
    await expect.poll(() => unsent.bytes).toBe(200 * 8192);
    const third = await dial(get("/").repeat(51));
    first.resume();
    await expect.poll(() => first.destroyed).toBe(true);
    await expect.poll(() => unsent.bytes).toBe(150 * 8192);
    expect(cut).toEqual(["client 127.0.0.1"]);
    third.destroy();
    second.destroy();
    await expect.poll(() => unsent.bytes).toBe(0);
  });
});

describe("a connection that takes nothing for long", () => {
  it("is closed when an answer waits for it, and not when it waits for an answer", async () => {
    const { dial, cut } = await serve(
      (request) => {
        if (request.url.endsWith("/large")) return new Response(large);
        if (request.url.endsWith("/never")) return new Promise<Response>(() => undefined);
        return new Response(
          new ReadableStream({
            start: (controller) => {
              controller.enqueue(new Uint8Array(10));
            },
          }),
        );
      },
      { silentMs: 1000 },
    );
    const waiting = [await dial(get("/never")), await dial(get("/stream"))];
    let closed = 0;
    for (const socket of waiting) socket.resume().once("close", () => closed++);
    // Its time begins later than theirs.
    await dial(get("/large"));
    await expect.poll(() => cut).toEqual(["silent 127.0.0.1"]);
    expect(closed).toBe(0);
  });

  it("is closed without a word when it asks for nothing more", async () => {
    const { dial, cut } = await serve(() => new Response("x"), { keepAliveMs: 50 });
    const socket = await dial(get("/"));
    socket.resume();
    await expect.poll(() => socket.destroyed).toBe(true);
    expect(cut).toEqual([]);
  });
});
