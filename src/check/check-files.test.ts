import { describe, expect, it } from "vitest";
import { misspelt, toyToCheck } from "../../test/support/toy-checks.ts";
import { createFileCheck } from "./check-files.ts";
import { BusyCheckingError, createCheckOnRequest } from "./check-on-request.ts";

/** A server that never answers, and counts who asks. */
function silentServer() {
  let asked = 0;
  const fetch = (_: URL, { signal }: { readonly signal: AbortSignal }) => {
    asked++;
    return new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => {
        reject(signal.reason as Error);
      });
    });
  };
  return { fetch, asked: () => asked };
}

const fromServer = (changes = {}) => {
  const groups = [{ name: "data", label: "", kind: "data" as const, color: "#000000", samples: samplesOf("d", 3) }];
  return toyToCheck({ ...misspelt, ...changes, groups, release: { label: "x", baseUrls: ["https://data.example/"] } });
};
const samplesOf = (name: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({
    name: `${name}${i}`,
    label: "",
    files: [`${name}${i}.root`, "more.root"],
  }));

describe("createFileCheck", () => {
  it("finds nothing wrong with what is right", async () => {
    expect(await createFileCheck({ mirrors: [] })(toyToCheck())).toEqual([]);
  });

  it("tells a mistake once, whichever samples have it", async () => {
    const problems = await createFileCheck({ mirrors: [] })(toyToCheck(misspelt));
    expect(problems.map(({ path }) => path)).toEqual(["cuts[0].expression"]);
    expect(problems[0]!.message).toMatch(/lep_pts.*nearest names: lep_pt.*\^\^\^.*and in 11 other samples/s);
  });

  it("makes no toy for it", async () => {
    const make = () => Promise.reject(new Error("no toy is made here"));
    expect(await createFileCheck({ mirrors: [], source: { make } })(toyToCheck(misspelt))).toHaveLength(1);
  });

  it("passes over servers that do not answer, in the time that it has, one file of each sample at most", async () => {
    const { fetch, asked } = silentServer();
    const begun = performance.now();
    const check = createFileCheck({ mirrors: [], source: { fetch } }, { milliseconds: 50 });
    expect(await check(fromServer())).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(asked()).toBeLessThanOrEqual(3);
    expect(asked()).toBeGreaterThan(0);
  });

  it("does not look while others hold it up", async () => {
    const { fetch, asked } = silentServer();
    const check = createFileCheck({ mirrors: [], source: { fetch } }, { milliseconds: 100, checks: 1 });
    const first = check(fromServer());
    const before = asked();
    expect(await check(toyToCheck(misspelt))).toEqual([]);
    expect([await first, asked()]).toEqual([[], Math.max(before, asked())]);
    // The place is free again.
    expect(await check(toyToCheck(misspelt))).toHaveLength(1);
  });

  it("looks while checks on request are busy, which hold up others of their kind alone", async () => {
    const { fetch } = silentServer();
    const opening = { mirrors: [], source: { fetch } };
    const onRequest = createCheckOnRequest(opening, { checks: 1 });
    const beforeFilling = createFileCheck(opening, { checks: 1 });
    const gone = new AbortController();
    const busy = onRequest(fromServer(), gone.signal);
    await expect(onRequest(toyToCheck())).rejects.toThrow(BusyCheckingError);
    expect(await beforeFilling(toyToCheck(misspelt))).toHaveLength(1);
    gone.abort();
    await busy.catch(() => undefined);
    expect((await onRequest(toyToCheck(misspelt))).problems).toHaveLength(1);
  });

  it("looks at no more samples than it may", async () => {
    const { fetch, asked } = silentServer();
    const check = createFileCheck({ mirrors: [], source: { fetch } }, { milliseconds: 50, samples: 1 });
    expect(await check(fromServer())).toEqual([]);
    expect(asked()).toBe(1);
  });

  it("checks what variations put in place of something", async () => {
    const variations = [{ name: "v", columns: { up: { lep_pt: "lep_ptt * 1.1" }, down: { lep_pt: "lep_n" } } }];
    const problems = await createFileCheck({ mirrors: [] })(toyToCheck({ variations }));
    expect(problems.map(({ path }) => path)).toEqual([
      "variations[0].columns.up.lep_pt",
      "variations[0].columns.down.lep_pt",
    ]);
  });

  it("stops where checking takes too long, and leaves the rest to the processors", async () => {
    const few = createFileCheck({ mirrors: [] }, { characters: 100 });
    expect(await few(toyToCheck(misspelt))).toEqual([]);
  });

  it("knows a missing tree from other failures", async () => {
    const problems = await createFileCheck({ mirrors: [] })(toyToCheck({ tree: "minni" }));
    expect(problems).toEqual([{ path: "tree", message: expect.stringContaining("minni") as string }]);
  });
});
