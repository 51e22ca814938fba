import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type Answer, part, stall, status } from "../support/misbehaving-server.ts";

/** Serves files slowly, so that faults find processors in the middle of reading. */
export interface FileServer extends AsyncDisposable {
  readonly origin: string;
  /** The pause before each answer. */
  delayMs: number;
  /** @returns its URL */
  serve(path: string, content: Uint8Array): string;
  /** Holds every answer back until `release`. */
  hold(): void;
  release(): void;
  /** A path with an answer of its own. @returns its URL */
  misbehave(path: string, answer: Answer): string;
  /** Resolves when a body has been sent half, after so many whole ones; the rest of it never comes. */
  stallAfter(answers: number): Promise<void>;
}

export async function startFileServer(host: string): Promise<FileServer> {
  const files = new Map<string, { readonly answer: Answer; readonly stalled: Answer }>();
  let trap: { left: number; readonly caught: () => void } | undefined;
  let delayMs = 0;
  let held: (() => void)[] | undefined;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (response.destroyed) return;
    const file = files.get(request.url ?? "");
    if (file === undefined) {
      status(404)(request, response);
      return;
    }
    if (trap !== undefined && --trap.left < 0) {
      const { caught } = trap;
      trap = undefined;
      file.stalled(request, response);
      // The first half is on its way by the next turn.
      setImmediate(caught);
      return;
    }
    file.answer(request, response);
  };
  const server = createServer((request, response) => {
    const go = () => {
      answer(request, response);
    };
    void pause(delayMs).then(() => {
      if (held === undefined) go();
      else held.push(go);
    });
  });
  server.listen(0, host);
  await once(server, "listening");
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    get delayMs() {
      return delayMs;
    },
    set delayMs(ms) {
      delayMs = ms;
    },
    serve: (path, content) => {
      files.set(path, { answer: part(content), stalled: stall(content) });
      return origin + path;
    },
    hold: () => {
      held ??= [];
    },
    release: () => {
      const waiting = held ?? [];
      held = undefined;
      for (const go of waiting) go();
    },
    misbehave: (path, own) => {
      files.set(path, { answer: own, stalled: own });
      return origin + path;
    },
    stallAfter: (answers) =>
      new Promise<void>((resolve) => {
        trap = { left: answers, caught: resolve };
      }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
