import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { presetByName } from "../analysis/presets/presets.ts";
import type { Fetch } from "../rootio/source/http-options.ts";
import { fileItem } from "../../test/support/work-items.ts";
import { FileChangedError } from "./errors.ts";
import type { PartitionWorkItem } from "../protocol/work-item.ts";
import { OpenTrees } from "./open-trees.ts";
import { type MisbehavingServer, part, startMisbehavingServer, status } from "../../test/support/misbehaving-server.ts";
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

  describe("of a partition are the file that was planned, where places have different files of one name", () => {
    let planned: PartitionWorkItem;
    beforeEach(async () => {
      await using trees = new OpenTrees({ mirrors: [] });
      const item = itemBelow("two");
      const { identity } = await trees.open(item);
      const partition = { index: 0, count: 1, entryStart: 0, entryStop: identity.entries };
      const baseUrls = [`${server.origin}/one`, ...item.baseUrls];
      const plannedFrom = `${server.origin}/two/x.root`;
      planned = { ...item, kind: "partition", identity, partition, baseUrls, plannedFrom };
    });

    it("also if it is not the first that is found", async () => {
      await using trees = new OpenTrees({ mirrors: [] });
      const { tree, identity } = await trees.open(planned);
      expect([tree.file.source.name, identity]).toEqual([planned.plannedFrom, planned.identity]);
    });

    it("also if the first one that is found cannot be read", async () => {
      server.serve("/one/x.root", part(new Uint8Array(1000)));
      await using trees = new OpenTrees({ mirrors: [] });
      expect((await trees.open(planned)).identity).toEqual(planned.identity);
    });

    it("or a failure that names both, where it was planned and where another one was found", async () => {
      server.serve("/two/x.root", status(404));
      await using trees = new OpenTrees({ mirrors: [] });
      const failure = await trees.open(planned).catch((error: unknown) => error as FileChangedError);
      expect(failure).toBeInstanceOf(FileChangedError);
      expect(failure).toMatchObject({ retry: "never", where: { file: "x.root", sample: "data_A" } });
      const { uuid, size, entries } = planned.identity;
      expect((failure as FileChangedError).message).toMatch(
        new RegExp(
          `planned, from ${server.origin}/two/x.root with UUID ${uuid}, ${size} bytes and ${entries} entries. ` +
            `Instead ${server.origin}/one/x.root has one with UUID .*; ${server.origin}/two/x.root has none that could be read`,
        ),
      );
    });

    it("or are tried again later, if the place that had it does not answer now", async () => {
      server.serve("/two/x.root", status(503));
      await using trees = new OpenTrees({ mirrors: [], source: { attempts: 1, backoffMs: 1 } });
      await expect(trees.open(planned)).rejects.toMatchObject({ name: "FileChangedError", retry: "later" });
    });
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
