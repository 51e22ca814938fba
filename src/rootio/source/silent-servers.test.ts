import { describe, expect, it } from "vitest";
import { NoCandidateError, ServerUnreachableError } from "../errors.ts";
import type { Fetch } from "./http-options.ts";
import { openFirst } from "./open-first.ts";
import { SilentServers } from "./silent-servers.ts";

/** A gone server whose every request takes `tookMs` of a clock that stands still otherwise, beside one that has every file. */
function world(tookMs: number) {
  const clock = { ms: 0 };
  const asked: string[] = [];
  let isBack = false;
  const fetch: Fetch = (url) => {
    asked.push(url.host);
    if (url.host === "gone.example" && !isBack) {
      clock.ms += tookMs;
      const cause = Object.assign(new Error(), { code: "ECONNREFUSED" });
      return Promise.reject(new TypeError("fetch failed", { cause }));
    }
    const headers = { "content-range": "bytes 0-3/4", "content-length": "4" };
    return Promise.resolve(new Response(Uint8Array.of(1, 2, 3, 4), { status: 206, headers }));
  };
  const silent = new SilentServers(60_000, () => clock.ms);
  const open = async (...urls: string[]) => {
    await using source = await openFirst(urls, { fetch, unreachableAttempts: 1 }, silent);
    return source.name;
  };
  const comeBack = () => {
    isBack = true;
  };
  return { clock, asked, open, comeBack };
}

const gone = (n: number) => `https://gone.example/${n}.root`;
const there = (n: number) => `https://there.example/${n}.root`;

describe("a server that gives no sign of life", () => {
  it("costs its time-out once, and not once for each file", async () => {
    const { clock, asked, open } = world(10_000);
    for (let n = 0; n < 12; n++) expect(await open(gone(n), there(n))).toBe(there(n));
    expect(asked.filter((host) => host === "gone.example")).toHaveLength(1);
    expect(clock.ms).toBe(10_000);
  });

  it("is asked again after six times as long as finding out took, and used when it is back", async () => {
    const { clock, asked, open, comeBack } = world(500);
    await open(gone(1), there(1));
    comeBack();
    clock.ms += 2999;
    expect(await open(gone(2), there(2))).toBe(there(2));
    clock.ms += 1;
    expect(await open(gone(3), there(3))).toBe(gone(3));
    expect(await open(gone(4), there(4))).toBe(gone(4));
    expect(asked).toEqual(["gone", "there", "there", "gone", "gone"].map((name) => `${name}.example`));
  });

  it("is left alone no longer than the setting says", async () => {
    const { clock, open, comeBack } = world(20_000);
    await open(gone(1), there(1));
    comeBack();
    clock.ms += 60_000;
    expect(await open(gone(2), there(2))).toBe(gone(2));
  });

  it("fails other files that are nowhere else at once, with the reason, the file, and when a try is worth it", async () => {
    const { clock, open } = world(1000);
    await expect(open(gone(1))).rejects.toMatchObject({ name: "ServerUnreachableError", retryAfterMs: 6000 });
    clock.ms += 2000;
    const second = open(gone(2));
    await expect(second).rejects.toThrow(ServerUnreachableError);
    await expect(second).rejects.toMatchObject({ retry: "later", retryAfterMs: 4000, where: { file: gone(2) } });
    await expect(second).rejects.toThrow(/cannot be reached: .*found out for another file/);
    expect(clock.ms).toBe(3000);
  });

  it("among several places: a try is worth it as soon as any of them may be there", async () => {
    const { open } = world(1000);
    const failing = open("/nowhere/x.root", gone(1));
    await expect(failing).rejects.toThrow(NoCandidateError);
    await expect(failing).rejects.toMatchObject({ retry: "later", retryAfterMs: 6000 });
    await expect(open("/nowhere/x.root", "/nowhere/y.root")).rejects.toMatchObject({ retry: "never", retryAfterMs: 0 });
  });
});
