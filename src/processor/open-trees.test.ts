import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fileItem } from "./item-fixtures.ts";
import { OpenTrees } from "./open-trees.ts";
import { type MisbehavingServer, part, startMisbehavingServer } from "../../test/support/misbehaving-server.ts";
import { describeWithSharedData, sharedPath } from "../../test/support/shared-data.ts";

describeWithSharedData("open trees", () => {
  let server: MisbehavingServer;
  beforeEach(async () => {
    server = await startMisbehavingServer();
    for (const [folder, file] of [
      ["one", "data_A.4lep.root"],
      ["two", "data_B.4lep.root"],
    ] as const)
      server.serve(`/${folder}/x.root`, part(readFileSync(sharedPath("atlas-open-data/2020/Data", file))));
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const itemBelow = (folder: string) => ({ ...fileItem("x.root"), baseUrls: [`${server.origin}/${folder}`] });

  it("are kept for the next item that names the same file, and not for one that names it elsewhere", async () => {
    await using trees = new OpenTrees({ mirrors: [] });
    const first = await trees.open(itemBelow("one"));
    const requests = server.requests.length;
    expect(await trees.open(itemBelow("one"))).toBe(first);
    expect(server.requests).toHaveLength(requests);
    const elsewhere = await trees.open(itemBelow("two"));
    expect(elsewhere.identity).not.toEqual(first.identity);
  });
});
