import { afterEach, expect, it, vi } from "vitest";
import { RefusedError, UnreachableError } from "./errors.ts";
import { getSpec } from "./requests.ts";

const answerWith = (answer: () => Response) => {
  vi.stubGlobal("fetch", () => Promise.resolve(answer()));
};
afterEach(() => {
  vi.unstubAllGlobals();
});

it("an answer that is cut off is one that did not come, and can be asked for again", async () => {
  answerWith(() => new Response('{"title": "Four lep'));
  const error: unknown = await getSpec("a").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnreachableError);
  expect((error as UnreachableError).message).toContain("cut off");

  const broken = new ReadableStream({
    start: (controller) => {
      controller.error(new TypeError("terminated"));
    },
  });
  answerWith(() => new Response(broken));
  await expect(getSpec("a")).rejects.toBeInstanceOf(UnreachableError);
});

it("a refusal without a problem document tells its status", async () => {
  answerWith(() => new Response("<html>", { status: 502, statusText: "Bad Gateway" }));
  const error: unknown = await getSpec("a").catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RefusedError);
  expect((error as RefusedError).message).toBe("The server answered 502 Bad Gateway");
});
