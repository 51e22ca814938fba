import { connect } from "node:net";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { serveHelper } from "../helper.ts";
import { openStream } from "../plain-http.ts";

/** In milliseconds since the first was asked for. */
export interface StreamTimes {
  /** Until all have begun. */
  readonly openedMs: number;
  /** Until all have brought the last state. */
  readonly endedMs: number;
}

// Clients of one analysis, in a process of their own.
const [url = "", id = ""] = process.argv.slice(2);

async function leaveUnread(requests: number): Promise<() => void> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.pause().write(`GET /analyses/${id} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(requests));
  return () => socket.destroy();
}

serveHelper({
  streams: async (): Promise<StreamTimes> => {
    const begun = performance.now();
    const streams = Array.from({ length: 100 }, () => openStream(url, id));
    await Promise.all(streams.map(({ opened }) => opened));
    const openedMs = performance.now() - begun;
    await Promise.all(streams.map(({ ended }) => ended));
    return { openedMs, endedMs: performance.now() - begun };
  },
  unread: async () => {
    const sockets = await Promise.all(Array.from({ length: 30 }, () => leaveUnread(30)));
    await pause(5000);
    for (const close of sockets) close();
  },
});
