import { afterEach, expect, it, vi } from "vitest";
import { presetByName } from "../../analysis/presets/presets.ts";
import { findDifferences } from "./find-differences.ts";
import type { Differing } from "./what-differs.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A server that has these specifications. */
function serve(answers: Readonly<Record<string, () => Response>>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    const id = /analyses\/([^/]+)\/spec$/.exec(path)![1]!;
    asked.push(id);
    return Promise.resolve(answers[id]?.() ?? new Response("", { status: 404 }));
  });
  return asked;
}

const spec = presetByName("hzz-toy");
const titled = (title: string) => () => Response.json({ ...spec, title });

async function found(ids: readonly string[]): Promise<readonly (readonly [string, string | undefined])[]> {
  const told: [string, string | undefined][] = [];
  const onFound = (id: string, differing: Differing | undefined) => told.push([id, differing?.from]);
  await findDifferences(ids, onFound, new AbortController().signal);
  return told;
}

it("an analysis that was removed meanwhile is left out, and all others are compared", async () => {
  serve({ a3: titled("Third"), a1: titled("First"), a0: titled("Before") });
  expect(await found(["a3", "gone", "a1", "a0"])).toEqual([
    ["a3", "First"],
    ["gone", undefined],
    ["a1", "Before"],
    ["a0", undefined],
  ]);
});

it("it ends where the server is busy, and asks for the same again the next time", async () => {
  const asked = serve({ b1: titled("First"), b0: () => new Response("", { status: 503 }) });
  expect(await found(["b1", "b0"])).toEqual([]);
  serve({ b0: titled("Before") });
  expect(await found(["b1", "b0"])).toEqual([
    ["b1", "Before"],
    ["b0", undefined],
  ]);
  expect(asked).toEqual(["b1", "b0"]);
});
