import { describe, expect, it } from "vitest";
import { listen } from "./listen.ts";
import { HttpProblemError, problemResponse } from "./problem.ts";
import { readJsonBody } from "./request-body.ts";

const headers = { "content-type": "application/json" };
const post = (body: string | null, type = "application/json") =>
  new Request("http://x/", { method: "POST", body, headers: { "content-type": type } });
/** A body that is sent while it is made, so that nobody knows its length. */
const streamed = (body: ReadableStream<Uint8Array>) => ({ method: "POST", headers, body, duplex: "half" as const });
const textOf = async (request: Request, maxBytes = 100) =>
  new TextDecoder().decode(await readJsonBody(request, maxBytes));
const statusOf = async (request: Request, maxBytes = 100) => {
  const error = await readJsonBody(request, maxBytes).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HttpProblemError);
  return (error as HttpProblemError).problem.status;
};

describe("readJsonBody", () => {
  it.each(["application/json", "application/json; charset=utf-8", "Application/JSON"])("takes %s", async (type) => {
    expect(await textOf(post('{"a":"ä"}', type))).toBe('{"a":"ä"}');
  });

  it("takes no body for an empty one", async () => {
    expect(await textOf(post(null))).toBe("");
  });

  it.each(["text/plain", "application/json-seq", "multipart/form-data; boundary=application/json"])(
    "refuses %s",
    async (type) => {
      expect(await statusOf(post("{}", type))).toBe(415);
    },
  );

  it("refuses a body without a type", async () => {
    const request = post("{}");
    request.headers.delete("content-type");
    expect(await statusOf(request)).toBe(415);
  });

  it("takes as many bytes as allowed, and not one more", async () => {
    expect(await textOf(post("12345"), 5)).toBe("12345");
    expect(await statusOf(post("12345"), 4)).toBe(413);
  });

  it("refuses a body that says that it is too large before it is read", async () => {
    const request = post("1");
    request.headers.set("content-length", "101");
    expect(await statusOf(request)).toBe(413);
    expect(request.bodyUsed).toBe(false);
  });

  it("reads no further when a body of unknown length becomes too large", async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        given++;
        controller.enqueue(new Uint8Array(10));
      },
    });
    const request = new Request("http://x/", streamed(endless));
    expect(await statusOf(request, 25)).toBe(413);
    expect(given).toBeLessThan(10);
  });

  it("answers over a socket although the client is still sending", async () => {
    const server = await listen(
      async (request) => {
        try {
          await readJsonBody(request, 1000);
          return new Response("taken");
        } catch (error) {
          return problemResponse((error as HttpProblemError).problem);
        }
      },
      { host: "127.0.0.1", port: 0 },
    );
    const chunk = new Uint8Array(600);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (++sent > 50) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const response = await fetch(server.url, streamed(body));
    expect(response.status).toBe(413);
    await server.close(0);
  });
});
