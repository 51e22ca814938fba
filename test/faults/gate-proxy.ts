import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Stands between a client and the broker, and can hold back what either says. Connections stay open all the while. */
export interface GateProxy extends AsyncDisposable {
  readonly port: number;
  /** How often the mark has gone by from the client to the broker. */
  readonly marks: number;
  /** Lets through what comes before the mark for the `nth` time, from now on, and nothing after that in either direction. */
  holdBefore(nth: number): Promise<void>;
  /** Lets the mark through for the `nth` time, from now on, with all that was sent with it; but no answer to it. */
  holdAnswer(nth: number): Promise<void>;
}

interface Trap {
  readonly kind: "before" | "answer";
  left: number;
  readonly caught: () => void;
}

/** @param mark a text of single-byte characters */
export async function startGateProxy(host: string, port: number, mark: string): Promise<GateProxy> {
  const pattern = Buffer.from(mark, "latin1");
  const sockets = new Set<Socket>();
  let trap: Trap | undefined;
  let marks = 0;
  let toBroker = true;
  let toClient = true;

  /** @returns where to stop in the bytes, if they hold what the trap waits for */
  const inspect = (tail: Buffer, chunk: Buffer): number | undefined => {
    const text = Buffer.concat([tail, chunk]);
    for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, at + pattern.length)) {
      if (trap !== undefined && --trap.left === 0) {
        const { kind, caught } = trap;
        trap = undefined;
        toClient = false;
        if (kind === "before") toBroker = false;
        else marks++;
        // The answer to what follows in the same chunk must not come either, so the rest may go through.
        queueMicrotask(caught);
        return kind === "before" ? Math.max(0, at - tail.length) : undefined;
      }
      marks++;
    }
    return undefined;
  };

  const server = createServer((client) => {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => {
        sockets.delete(socket);
        (socket === client ? upstream : client).destroy();
      });
    }
    let tail: Buffer = Buffer.alloc(0);
    client.on("data", (chunk: Buffer) => {
      if (!toBroker) return;
      const stop = inspect(tail, chunk);
      tail = Buffer.concat([tail, chunk]).subarray(-(pattern.length - 1));
      upstream.write(stop === undefined ? chunk : chunk.subarray(0, stop));
    });
    upstream.on("data", (chunk: Buffer) => {
      if (toClient) client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const wait = (kind: Trap["kind"], nth: number) =>
    new Promise<void>((resolve) => {
      trap = { kind, left: nth, caught: resolve };
    });
  return {
    port: (server.address() as AddressInfo).port,
    get marks() {
      return marks;
    },
    holdBefore: (nth) => wait("before", nth),
    holdAnswer: (nth) => wait("answer", nth),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
