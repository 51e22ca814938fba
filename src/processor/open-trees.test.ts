import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { presetByName } from "../analysis/presets/presets.ts";
import type { Fetch } from "../rootio/source/http-options.ts";
import { fileItem } from "../../test/support/work-items.ts";
import { OpenTrees } from "./open-trees.ts";
import { type MisbehavingServer, part, startMisbehavingServer } from "../../test/support/misbehaving-server.ts";
import { toyFile } from "../../test/support/toy-files.ts";

describe("open trees", () => {
  let server: MisbehavingServer;
  beforeEach(async () => {
    server = await startMisbehavingServer();
    for (const [folder, sample] of [
      ["one", "data_A"],
      ["two", "data_B"],
    ] as const)
      server.serve(`/${folder}/x.root`, part(readFileSync(await toyFile(sample))));
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const itemBelow = (folder: string) => ({
    ...fileItem("x.root"),
    isToy: true,
    baseUrls: [`${server.origin}/${folder}`],
  });

  it("are kept for the next item that names the same file, and not for one that names it elsewhere", async () => {
    await using trees = new OpenTrees({ mirrors: [] });
    const first = await trees.open(itemBelow("one"));
    const requests = server.requests.length;
    expect(await trees.open(itemBelow("one"))).toBe(first);
    expect(server.requests).toHaveLength(requests);
    const elsewhere = await trees.open(itemBelow("two"));
    expect(elsewhere.identity).not.toEqual(first.identity);
  });

  it("of several files share what is known of a server that is gone", async () => {
    const asked: string[] = [];
    const fetch: Fetch = (url, init) => {
      asked.push(url.host);
      if (url.host !== "gone.example") return globalThis.fetch(url, init);
      return Promise.reject(
        new TypeError("fetch failed", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) }),
      );
    };
    await using trees = new OpenTrees({ mirrors: [], source: { fetch, unreachableAttempts: 2, backoffMs: 200 } });
    for (const folder of ["one", "two"]) {
      const item = itemBelow(folder);
      const baseUrls = ["http://gone.example", ...item.baseUrls];
      expect((await trees.open({ ...item, baseUrls })).tree.entries).toBeGreaterThan(0);
    }
    expect(asked.filter((host) => host === "gone.example")).toHaveLength(2); // two tries for the first file
  });

  it("are looked for on the servers that are gone last, whatever the order in the item", async () => {
    const asked: string[] = [];
    const fetch: Fetch = (url) => {
      asked.push(url.host);
      return Promise.resolve(new Response(null, { status: 404 }));
    };
    await using trees = new OpenTrees({ mirrors: [], source: { fetch } });
    const baseUrls = presetByName("hzz-2020").release.baseUrls;
    await expect(trees.open({ ...fileItem("x.root"), baseUrls })).rejects.toThrow(/4 places/);
    expect(asked).toEqual([
      ...["opendata.cern.ch", "opendata.cern.ch"],
      ...["atlas-opendata.web.cern.ch", "atlas-opendata.web.cern.ch"],
    ]);
  });

  it("are opened anew for an item that is tried again, as what is there may have changed", async () => {
    await using trees = new OpenTrees({ mirrors: [] });
    const first = await trees.open(itemBelow("one"));
    expect(trees.isKept(itemBelow("one"))).toBe(true);
    await trees.forget(itemBelow("one"));
    expect(trees.isKept(itemBelow("one"))).toBe(false);
    const again = await trees.open(itemBelow("one"));
    expect(again).not.toBe(first);
    expect(again.identity).toEqual(first.identity);
    await trees.forget(itemBelow("two"));
  });
});
