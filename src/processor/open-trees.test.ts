import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
