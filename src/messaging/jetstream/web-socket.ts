import { wsconnect, type ConnectionOptions, type NatsConnection } from "@nats-io/transport-node";
import { readFile } from "node:fs/promises";
import { WebSocket } from "ws";
import type { TlsFiles } from "./broker-url.ts";

/** Longest wait for the farewell of a server that may be gone. */
const CLOSE_MS = 2000;

/**
 * As the client's `connect`, over WebSocket. Node 20 has no WebSocket unless a flag asks for it, and none of the runtimes' own takes a
 * certificate; this one does, on Node, Deno and Bun.
 *
 * The client keeps its way to connect in a variable of its module: a process is not to use `connect` beside this.
 */
export async function connectOverWebSocket(options: ConnectionOptions, files: TlsFiles): Promise<NatsConnection> {
  const [ca, cert, key] = await Promise.all([files.caFile, files.certFile, files.keyFile].map(bytesOf));
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  const settings = { ...tls, perMessageDeflate: false, closeTimeout: CLOSE_MS };
  return wsconnect({
    ...options,
    wsFactory: (url) => {
      const socket = new WebSocket(url, settings);
      // The client stops listening when it has heard of one error; nobody is there for another, which would end the process.
      socket.on("error", () => undefined);
      return Promise.resolve({
        socket: socket as unknown as globalThis.WebSocket,
        encrypted: url.startsWith("wss:"),
      });
    },
  });
}

async function bytesOf(file: string | undefined): Promise<Buffer | undefined> {
  return file === undefined ? undefined : await readFile(file);
}
