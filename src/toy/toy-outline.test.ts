import { describe, expect, it } from "vitest";
import { toyAddress } from "../analysis/toy/toy-address.ts";
import { toyLabel } from "../analysis/toy/toy-label.ts";
import { toyOptions } from "../analysis/toy/toy-options.ts";
import { openRootFile } from "../rootio/root-file.ts";
import { openFileSource } from "../rootio/source/file-source.ts";
import { plannedToy, toyFile } from "../../test/support/toy-files.ts";
import { toyFileAt } from "./toy-file-at.ts";
import { openToyOutline } from "./toy-outline.ts";

describe("the outline of a toy", () => {
  it("has the branches and the label of the whole file, and no events", async () => {
    await using whole = await openFileSource(await toyFile("data_D"));
    await using outline = await openToyOutline(toyAddress(plannedToy("data_D").path, toyOptions()));
    const [a, b] = await Promise.all([whole, outline].map(async (one) => (await openRootFile(one)).openTree("mini")));
    expect([b!.entries, b!.title]).toEqual([0, toyLabel]);
    expect(b!.columnTypes().size).toBeGreaterThan(10);
    expect(new Map(b!.columnTypes())).toEqual(new Map(a!.columnTypes()));
  });

  it("has the branches of its channel, one beside the other", async () => {
    for (const path of ["agc/wjets.root", "dimuon/DoubleMuParked.root", "agc/ttbar.root"]) {
      const { tree, branches } = toyFileAt(path, toyOptions());
      await using outline = await openToyOutline(toyAddress(path, toyOptions()));
      const opened = await (await openRootFile(outline)).openTree(tree);
      expect([...opened.columnTypes().keys()]).toEqual(branches.map(({ name }) => name));
    }
  });

  it("is refused for an address that names nothing", async () => {
    await expect(openToyOutline("toy://v2/Data/none.root")).rejects.toThrow(/The toy has no such file/);
  });
});
