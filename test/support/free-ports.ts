import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";

/** Below those that systems give to outgoing connections: one of those could take the port before its server does, or while it is away. */
const FIRST = 11_000;
const COUNT = 20_000;
const TRIES = 100;

/** Ports that were free just now, for servers that must be told theirs, or start again on it. Held at the same time, so that they differ. */
export async function freePorts(count: number, host = "127.0.0.1"): Promise<number[]> {
  const held: Server[] = [];
  try {
    while (held.length < count) held.push(await hold(host));
    return held.map((server) => (server.address() as AddressInfo).port);
  } finally {
    await Promise.all(held.map((server) => once(server.close(), "close")));
  }
}

export async function freePort(host?: string): Promise<number> {
  const [port] = await freePorts(1, host);
  return port!;
}

async function hold(host: string): Promise<Server> {
  for (let tries = 1; ; tries++) {
    const server = createServer();
    try {
      server.listen(FIRST + Math.floor(Math.random() * COUNT), host);
      await once(server, "listening");
      return server;
    } catch (error) {
      if (tries === TRIES) throw error;
    }
  }
}
