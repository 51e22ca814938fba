import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { part, startMisbehavingServer } from "../../../test/support/misbehaving-server.ts";
import { LocationRefusedError, UnsupportedFormatError } from "../errors.ts";
import { openSource } from "./open-source.ts";

describe("openSource", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hzz-open-source-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  test.each(["x.root", "run:1 #2.root"])("a path and a file URL lead to the local file %s", async (name) => {
    const path = join(folder, name);
    await writeFile(path, "abc");
    for (const location of [path, pathToFileURL(path).href]) {
      await using source = await openSource(location);
      expect(source).toMatchObject({ name: path, size: 3 });
    }
  });

  test("an http URL leads to the server", async () => {
    await using server = await startMisbehavingServer();
    await using source = await openSource(server.serve("/x.root", part(Uint8Array.of(1, 2))));
    expect(source.size).toBe(2);
  });

  test.each([
    "root://eospublic.cern.ch//eos/opendata/atlas/x.root",
    "root://eospublic.cern.ch:1094//eos/opendata/atlas/x.root",
    "roots://EOSPUBLIC.cern.ch/eos/opendata/atlas/x.root",
  ])("%s is refused with its https form", async (location) => {
    await expect(openSource(location)).rejects.toThrow(UnsupportedFormatError);
    await expect(openSource(location)).rejects.toThrow(
      /use https:\/\/opendata\.cern\.ch\/eos\/opendata\/atlas\/x\.root /,
    );
  });

  test("XRootD elsewhere is refused without a guess", async () => {
    await expect(openSource("xroot://h.example//x.root")).rejects.toThrow(/http\(s\) address of the same file/);
  });

  test.each(["s3://b/x.root", "ftp://h/x.root"])("%s is refused by its scheme", async (location) => {
    await expect(openSource(location)).rejects.toThrow(UnsupportedFormatError);
  });

  test("the address of a file that is made leads to what was made, and is refused where nobody makes it", async () => {
    const path = join(folder, "made.root");
    await writeFile(path, "abc");
    const address = "toy://v1/x.root";
    const asked: string[] = [];
    const make = (what: string) => {
      asked.push(what);
      return Promise.resolve(path);
    };
    // Made files lie where the maker puts them, which no mirror holds.
    await using source = await openSource(address, { make, within: [join(folder, "mirror")] });
    expect(source).toMatchObject({ name: address, size: 3 });
    expect(asked).toEqual([address]);
    await expect(openSource(address)).rejects.toThrow(UnsupportedFormatError);
  });

  test.each(["http://", "https://user:pw@h/x.root", "file://elsewhere/x.root"])("%s is refused", async (location) => {
    await expect(openSource(location)).rejects.toThrow(LocationRefusedError);
  });
});
