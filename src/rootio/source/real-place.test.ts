import { mkdir, mkdtemp, open, realpath, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LocationRefusedError } from "../errors.ts";
import { checkWithin, placeOfDescriptor, placeOfPath } from "./real-place.ts";

let folder = "";
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "hzz-place-")));
  for (const name of ["mirror", "mirror-2", "outside"]) await mkdir(join(folder, name));
  for (const name of ["mirror/x.root", "mirror-2/x.root", "outside/x.root"]) await writeFile(join(folder, name), "abc");
  await symlink(join(folder, "outside/x.root"), join(folder, "mirror/link.root"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const place = (name: string) => join(folder, name);

describe("checkWithin", () => {
  test("a link that is put right between opening and checking does not help it", async () => {
    await using handle = await open(place("mirror/link.root"));
    await rm(place("mirror/link.root"));
    await writeFile(place("mirror/link.root"), "abc");
    await expect(checkWithin(handle, place("mirror/link.root"), [place("mirror")])).rejects.toThrow(
      LocationRefusedError,
    );
    await expect(placeOfPath(handle, place("mirror/link.root"))).resolves.toBeUndefined();
  });

  test("a folder whose name only begins like the mirror's is outside", async () => {
    await using handle = await open(place("mirror-2/x.root"));
    await expect(checkWithin(handle, place("mirror-2/x.root"), [place("mirror")])).rejects.toThrow(
      LocationRefusedError,
    );
    await checkWithin(handle, place("mirror-2/x.root"), [place("mirror"), place("mirror-2")]);
  });

  test("the mirror itself is no file in it, and the root of the file system holds everything", async () => {
    await using handle = await open(place("mirror"));
    await expect(checkWithin(handle, place("mirror"), [place("mirror")])).rejects.toThrow(LocationRefusedError);
    await checkWithin(handle, place("mirror"), ["/"]);
  });

  test("without any directory everything is outside", async () => {
    await using handle = await open(place("mirror/x.root"));
    await expect(checkWithin(handle, place("mirror/x.root"), [])).rejects.toThrow(LocationRefusedError);
  });
});

describe("the place of an open file", () => {
  test("is the same by its descriptor and by its path", async () => {
    await using handle = await open(place("mirror/link.root"));
    await expect(placeOfDescriptor(handle)).resolves.toBe(place("outside/x.root"));
    await expect(placeOfPath(handle, place("mirror/link.root"))).resolves.toBe(place("outside/x.root"));
  });

  test("by its path is unknown once the path leads to another file", async () => {
    await using handle = await open(place("mirror/x.root"));
    await rename(place("mirror-2/x.root"), place("mirror/x.root"));
    await expect(placeOfPath(handle, place("mirror/x.root"))).resolves.toBeUndefined();
  });
});
