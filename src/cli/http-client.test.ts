import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import {
  type Answer,
  garbage,
  hangUp,
  type MisbehavingServer,
  redirect,
  silent,
  startMisbehavingServer,
} from "../../test/support/misbehaving-server.ts";
import { createPlotterClient } from "./http-client.ts";
import { PlotterAnswerError, PlotterProblemError, PlotterUnreachableError } from "./plotter-errors.ts";

let server: MisbehavingServer;
beforeAll(async () => {
  server = await startMisbehavingServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const never = new AbortController().signal;

function answer(status: number, type: string, body: string, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(body);
  };
}

const problem = (status: number, fields: object, headers: Record<string, string> = {}): Answer =>
  answer(status, "application/problem+json", JSON.stringify({ type: "about:blank", status, ...fields }), headers);

describe("a plotter's client", () => {
  it("sends JSON and takes JSON, below the path of the address", async () => {
    let seen = "";
    server.serve("/behind/proxy/analyses", (request, response) => {
      seen = `${request.method ?? ""} ${request.headers["content-type"] ?? ""} `;
      request.on("data", (data: Buffer) => (seen += data.toString()));
      request.on("end", () => {
        response.writeHead(202, { "content-type": "application/json" }).end('{"id":"a"}');
      });
    });
    const client = createPlotterClient(`${server.origin}/behind/proxy`);
    expect(await client.post("analyses", { preset: "p" }, never)).toEqual({ status: 202, body: { id: "a" } });
    expect(seen).toBe('POST application/json {"preset":"p"}');
  });

  it("sends its token where something is changed, and nowhere else", async () => {
    const seen: (string | undefined)[] = [];
    server.serve("/guarded", (request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
    const withToken = createPlotterClient(server.origin, { token: "0123456789abcdef" });
    await withToken.post("guarded", {}, never);
    await withToken.get("guarded", never);
    await createPlotterClient(server.origin, { token: "" }).post("guarded", {}, never);
    expect(seen).toEqual(["Bearer 0123456789abcdef", undefined, undefined]);
  });

  it("tells everything that a problem document says", async () => {
    const errors = [
      { path: "cuts[0].expression", message: "unknown name" },
      { path: "", message: "no groups" },
    ];
    server.serve("/refused", problem(422, { title: "Not sound", detail: "The analysis is refused", errors }));
    const refused = createPlotterClient(server.origin).get("refused", never);
    await expect(refused).rejects.toThrow(PlotterProblemError);
    await expect(refused).rejects.toMatchObject({
      retry: "never",
      problem: { status: 422, title: "Not sound", detail: "The analysis is refused", errors, retryAfterMs: 0 },
      message:
        "The server answers: The analysis is refused (HTTP 422)\n  cuts[0].expression: unknown name\n  no groups",
    });
  });

  it("keeps what the server says of waiting", async () => {
    server.serve("/busy", problem(429, { title: "Too many requests", detail: "" }, { "retry-after": "7" }));
    await expect(createPlotterClient(server.origin).get("busy", never)).rejects.toMatchObject({
      retry: "later",
      message: "The server answers: Too many requests (HTTP 429; try again in 7 s)",
    });
  });

  it("survives a problem document whose parts are not as they should be", async () => {
    server.serve(
      "/odd",
      answer(400, "application/problem+json; charset=utf-8", '{"title":7,"errors":[null,{"path":1}]}'),
    );
    await expect(createPlotterClient(server.origin).get("odd", never)).rejects.toMatchObject({
      problem: { status: 400, title: "it gave no reason", detail: "" },
    });
    server.serve("/text", answer(500, "application/problem+json", "<html>"));
    await expect(createPlotterClient(server.origin).get("text", never)).rejects.toMatchObject({ retry: "later" });
  });

  test.each<[string, Answer, RegExp]>([
    ["a page of another program", answer(404, "text/html", "<html>"), /HTTP 404 with text\/html/],
    ["a page that says yes", answer(200, "text/html", "<html>"), /expected JSON, found text\/html/],
    ["a redirection", redirect("https://example.org/"), /HTTP 302, it redirects to https:\/\/example\.org\//],
  ])("takes %s for no plotter, and does not follow it", async (name, given, message) => {
    const path = name.replaceAll(" ", "-");
    server.serve(`/${path}`, given);
    const asked = createPlotterClient(server.origin).get(path, never);
    await expect(asked).rejects.toThrow(PlotterAnswerError);
    await expect(asked).rejects.toThrow(message);
  });

  test.each<[string, Answer, RegExp]>([
    ["hangs up", hangUp, /No hzz server answers at http:\/\/127\.0\.0\.1:\d+: the connection broke/],
    ["speaks no HTTP", garbage("220 mail.example.org ESMTP\r\n"), /No hzz server answers/],
    ["says nothing", silent, /: no answer within 0\.2 s\. Start one with "hzz up"/],
    [
      "stops in the middle of its answer",
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" }).write("[1,");
      },
      /: no answer within 0\.2 s/,
    ],
  ])("says that nobody answers when a server %s", async (name, given, message) => {
    const path = name.replaceAll(" ", "-");
    server.serve(`/${path}`, given);
    const asked = createPlotterClient(server.origin, { limitMs: 200 }).get(path, never);
    await expect(asked).rejects.toThrow(PlotterUnreachableError);
    await expect(asked).rejects.toThrow(message);
  });

  it("says what to do when nobody listens", async () => {
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    await expect(createPlotterClient(`http://localhost:${port}`).get("x", never)).rejects.toThrow(
      `No hzz server answers at http://localhost:${port}: the connection is refused. Start one with "hzz up", or name another with --url or HZZ_URL`,
    );
  });

  it("ends at once when its signal aborts, with the signal's reason", async () => {
    server.serve("/silent", silent);
    const stop = new AbortController();
    const asked = createPlotterClient(server.origin).get("silent", stop.signal);
    stop.abort(new Error("enough"));
    await expect(asked).rejects.toThrow("enough");
  });
});
