import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  hangUp,
  inTurn,
  type MisbehavingServer,
  startMisbehavingServer,
  status,
} from "../../test/support/misbehaving-server.ts";
import type { StreamEvent } from "./event-stream.ts";
import { followEvents, type Patience } from "./follow-events.ts";
import { createPlotterClient } from "./http-client.ts";
import { PlotterAnswerError, PlotterProblemError, PlotterUnreachableError } from "./plotter-errors.ts";

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const hasty: Patience = { stallMs: 10_000, retryMs: 1, mostRetryMs: 100, giveUpMs: 10_000 };

/** Sends an event stream in these pieces, then does with it what `then` says; by default it ends well. */
function stream(
  pieces: readonly (string | Uint8Array)[],
  then: (response: ServerResponse) => void = (response) => {
    response.end();
  },
): Answer {
  return (_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    // A turn for each piece, so that they come apart.
    let at = 0;
    const next = (): void => {
      const piece = pieces[at++];
      if (piece === undefined) then(response);
      else response.write(piece, () => setImmediate(next));
    };
    next();
  };
}

const cut = (response: ServerResponse): void => {
  response.destroy();
};
const silence = (): void => undefined;

let paths = 0;

/** Follows a path that answers so, and gives what came and what was told of the connection. */
async function follow(
  given: Answer,
  { patience = hasty, until = () => false }: { patience?: Patience; until?: (event: StreamEvent) => boolean } = {},
) {
  const path = `events-${paths++}`;
  const resumed: (string | undefined)[] = [];
  server.serve(`/${path}`, (request: IncomingMessage, response) => {
    const id = request.headers["last-event-id"];
    resumed.push(typeof id === "string" ? id : undefined);
    given(request, response);
  });
  const events: StreamEvent[] = [];
  const told: (string | undefined)[] = [];
  const signal = new AbortController().signal;
  const options = { signal, patience, onConnection: (problem: string | undefined) => told.push(problem) };
  let failure: unknown;
  try {
    for await (const event of followEvents(createPlotterClient(server.origin), path, options)) {
      events.push(event);
      if (until(event)) break;
    }
  } catch (error) {
    failure = error;
  }
  return { events, told, resumed, failure };
}

const state = (id: number, data = `{"n":${id}}`): string => `event: state\nid: ${id}\ndata: ${data}\n\n`;
const ids = (events: readonly StreamEvent[]) => events.map(({ id }) => id);

describe("followEvents", () => {
  it("reads events however they are cut into pieces, also within a character", async () => {
    const bytes = new TextEncoder().encode(`retry: 10\n\n: heartbeat\n\n${state(1, "Σw²")}${state(2, "m₄ℓ")}`);
    const pieces = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    const { events, failure } = await follow(inTurn(stream(pieces), status(204)));
    expect(failure).toBeUndefined();
    expect(events).toEqual([
      { event: "state", id: "1", data: "Σw²" },
      { event: "state", id: "2", data: "m₄ℓ" },
    ]);
  });

  it("goes on after the last event when a connection is cut, and drops what was cut off", async () => {
    const given = inTurn(
      stream([state(1), state(2), "event: state\nid: 3\nda"], cut),
      stream([state(3)], cut),
      status(204),
    );
    const { events, resumed, told, failure } = await follow(given);
    expect(failure).toBeUndefined();
    expect(ids(events)).toEqual(["1", "2", "3"]);
    expect(resumed).toEqual([undefined, "2", "3"]);
    expect(told).toEqual(["the connection broke", undefined, "the connection broke"]);
  });

  it("waits for a server that restarts: hangs up, is not ready, is behind a proxy that says so", async () => {
    const notReady: Answer = (_request, response) => {
      response.writeHead(503, { "content-type": "application/problem+json", "retry-after": "0" });
      response.end('{"title":"Not ready","detail":"The log is being read"}');
    };
    const given = inTurn(stream([state(1)], cut), hangUp, notReady, status(502), stream([state(2)]), status(204));
    const { events, told, resumed, failure } = await follow(given);
    expect(failure).toBeUndefined();
    expect(ids(events)).toEqual(["1", "2"]);
    expect(resumed.slice(1)).toEqual(["1", "1", "1", "1", "2"]);
    expect(told[2]).toMatch(/The log is being read \(HTTP 503\)/);
    expect(told[4]).toBeUndefined();
    expect(told[5]).toBe("it closed the connection");
  });

  it("takes a long silence for a broken connection, but not one with heartbeats", async () => {
    const alive: Answer = (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      let beats = 0;
      const timer = setInterval(() => {
        if (++beats < 10) response.write(": heartbeat\n\n");
        else response.write(state(1));
      }, 100);
      response.on("close", () => {
        clearInterval(timer);
      });
    };
    const beating = await follow(alive, { patience: { ...hasty, stallMs: 800 }, until: () => true });
    expect([ids(beating.events), beating.told]).toEqual([["1"], []]);
    const given = inTurn(stream([state(1)], silence), status(204));
    const silent = await follow(given, { patience: { ...hasty, stallMs: 800 } });
    expect(ids(silent.events)).toEqual(["1"]);
    expect(silent.told).toEqual(["it was silent for 0.8 s"]);
  });

  it("ends when the caller has seen enough, and with it the connection", async () => {
    let closed: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (closed = resolve));
    const given: Answer = (request, response) => {
      response.on("close", closed);
      stream([state(1), state(2)], silence)(request, response);
    };
    const { events } = await follow(given, { until: ({ id }) => id === "1" });
    expect(ids(events)).toEqual(["1"]);
    await ended;
  });

  it("lets lines pass that are no fields of an event", async () => {
    const { events } = await follow(inTurn(stream(["<html>\n\x00\nnonsense: x\n\n", state(4)]), status(204)));
    expect(ids(events)).toEqual(["4"]);
  });

  it("does not wait for a server that was never there, nor for one that says no", async () => {
    expect((await follow(hangUp)).failure).toBeInstanceOf(PlotterUnreachableError);
    const unknown: Answer = (_request, response) => {
      response.writeHead(404, { "content-type": "application/problem+json" }).end('{"detail":"no such analysis"}');
    };
    expect((await follow(unknown)).failure).toBeInstanceOf(PlotterProblemError);
    const later = await follow(inTurn(stream([state(1)], cut), unknown));
    expect(later.failure).toMatchObject({ problem: { status: 404, detail: "no such analysis" } });
  });

  it("refuses what is no event stream", async () => {
    const page: Answer = (_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>");
    };
    const { failure } = await follow(page);
    expect(failure).toBeInstanceOf(PlotterAnswerError);
    expect(String(failure)).toMatch(/expected events, found text\/html/);
  });

  it("gives up after a time without a sign of life", async () => {
    const given = inTurn(stream([state(1)], cut), hangUp);
    const { events, failure } = await follow(given, { patience: { ...hasty, mostRetryMs: 20, giveUpMs: 100 } });
    expect(ids(events)).toEqual(["1"]);
    expect(failure).toBeInstanceOf(PlotterUnreachableError);
    expect(String(failure)).toMatch(/the connection broke, and so for 0 s/);
  });

  it("ends without an error when its signal aborts, in a stream and in a pause", async () => {
    for (const then of [silence, cut]) {
      const path = `aborted-${paths++}`;
      server.serve(`/${path}`, inTurn(stream([state(1)], then), hangUp));
      const stop = new AbortController();
      const seen: (string | undefined)[] = [];
      const onConnection = (): void => {
        stop.abort();
      };
      const options = {
        signal: stop.signal,
        onConnection,
        patience: { ...hasty, mostRetryMs: 10_000, retryMs: 10_000 },
      };
      for await (const { id } of followEvents(createPlotterClient(server.origin), path, options)) {
        seen.push(id);
        if (then === silence) setImmediate(onConnection);
      }
      expect(seen).toEqual(["1"]);
    }
  });
});
