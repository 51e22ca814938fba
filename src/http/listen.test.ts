import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { listen, ListenError, type FetchHandler, type ListenOptions, type Listening } from "./listen.ts";

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const hello: FetchHandler = () => new Response("hello");

async function open(fetch: FetchHandler, options: Partial<ListenOptions> = {}): Promise<Listening> {
  const server = await listen(fetch, { host: "127.0.0.1", port: 0, ...options });
  cleanUp.push(() => server.close(0));
  return server;
}

/** Takes a port of this machine, as another program would. */
async function occupy(port = 0): Promise<number> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  cleanUp.push(() => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function dial(port: number, text: string): Promise<{ socket: Socket; received: () => string }> {
  const socket = connect(port, "127.0.0.1");
  cleanUp.push(() => {
    socket.destroy();
  });
  let all = "";
  socket.on("data", (data: Buffer) => (all += data.toString("latin1")));
  socket.write(text);
  await once(socket, "connect");
  return { socket, received: () => all };
}

/** A stream that says one thing and then nothing until it is ended. */
function endlessStream() {
  let end = (): void => undefined;
  const handler: FetchHandler = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode("first\n"));
          end = () => {
            controller.close();
          };
        },
      }),
    );
  return {
    handler,
    end: () => {
      end();
    },
  };
}

describe("listen", () => {
  it("serves on any free port and tells its address", async () => {
    const server = await open((request) => new Response(new URL(request.url).pathname));
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await (await fetch(`${server.url}/a/b`)).text()).toBe("/a/b");
  });

  it("tells an address that leads here when it is bound to every network", async () => {
    const server = await open(hello, { host: "0.0.0.0" });
    expect(server.url).toBe(`http://localhost:${server.port}`);
    expect((await fetch(server.url)).status).toBe(200);
  });

  it("says which port is taken and what to do", async () => {
    const port = await occupy();
    const error = await listen(hello, { host: "127.0.0.1", port }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ListenError);
    expect((error as ListenError).message).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program. End that one, or choose another port.`,
    );
  });

  it("takes one of the ports that follow when told so", async () => {
    const port = await occupy();
    const server = await open(hello, { port, nextPorts: 50 });
    expect(server.port).toBeGreaterThan(port);
    expect(server.port).toBeLessThanOrEqual(port + 50);
    expect((await fetch(server.url)).status).toBe(200);
  });

  it("names the ports it tried when all are taken", async () => {
    const port = await occupy();
    const neighbour = await occupy(port + 1).catch(() => port + 1);
    await expect(listen(hello, { host: "127.0.0.1", port, nextPorts: 1 })).rejects.toThrow(
      `The ports ${port} to ${neighbour} on 127.0.0.1 are all taken`,
    );
  });

  it("says that an address is not of this machine", async () => {
    await expect(listen(hello, { host: "192.0.2.1", port: 0 })).rejects.toThrow(
      /^Cannot listen on port 0 of 192\.0\.2\.1 \(EADDRNOTAVAIL\)/,
    );
  });

  it("ends a connection that takes too long to send its request", async () => {
    const server = await open(hello, { receiveLimits: { headersMs: 50, requestMs: 100 } });
    const { socket, received } = await dial(server.port, "POST / HTTP/1.1\r\nHost: x\r\n");
    await once(socket, "close");
    expect(received()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("lets an answer take longer than a request may", async () => {
    const { handler, end } = endlessStream();
    const server = await open(handler, { receiveLimits: { headersMs: 50, requestMs: 100 } });
    const response = await fetch(server.url);
    setTimeout(end, 500);
    expect(await response.text()).toBe("first\n");
  });
});

describe("Listening.close", () => {
  it("waits for a request in work, and takes no more connections", async () => {
    let answer: (response: Response) => void = () => undefined;
    let asked = (): void => undefined;
    const inWork = new Promise<void>((resolve) => (asked = resolve));
    const server = await open(() => {
      asked();
      return new Promise<Response>((resolve) => (answer = resolve));
    });
    const response = fetch(server.url);
    await inWork;
    const closed = server.close(10_000);
    await expect(fetch(server.url)).rejects.toThrow();
    answer(new Response("late"));
    expect(await (await response).text()).toBe("late");
    await closed;
  });

  it("ends open streams by onClose, and does not wait out its grace", async () => {
    const { handler, end } = endlessStream();
    const server = await open(handler, { onClose: end });
    const response = await fetch(server.url);
    const started = performance.now();
    await server.close(20_000);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await response.text()).toBe("first\n");
  });

  it("does not wait for a connection that never sent anything, as browsers open in advance", async () => {
    const server = await open(hello);
    const { socket } = await dial(server.port, "");
    // Only then has the server taken the connection before it.
    await (await fetch(server.url)).text();
    const gone = once(socket, "close");
    const started = performance.now();
    await server.close(20_000);
    expect(performance.now() - started).toBeLessThan(10_000);
    await gone;
  });

  it("cuts what is left after its grace", async () => {
    const server = await open(endlessStream().handler);
    const response = await fetch(server.url);
    await server.close(50);
    await expect(response.text()).rejects.toThrow();
  });

  it("cuts at once when it is called again without grace", async () => {
    const server = await open(endlessStream().handler);
    await fetch(server.url);
    const first = server.close(20_000);
    const started = performance.now();
    await server.close(0);
    await first;
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
