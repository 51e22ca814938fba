import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeWithSharedData, sharedPath } from "../../../test/support/shared-data.ts";
import { soundStructure, writeFile } from "../../../test/support/root-writer/written-file.ts";
import { validateStructure } from "../../../test/support/root-writer/validate-structure.ts";

describeWithSharedData("the structure of real files", () => {
  const folders = ["root-samples", "atlas-open-data/2020/Data", "atlas-open-data/2020/MC", "atlas-open-data/2025"];
  const files = folders.flatMap((folder) => readdirSync(sharedPath(folder)).map((name) => `${folder}/${name}`));

  it.each(files)("is what the validator takes to be right: %s", (name) => {
    const bytes = readFileSync(sharedPath(name));
    const { problems, records } = validateStructure((start, stop) => bytes.subarray(start, stop), bytes.length);
    expect(problems).toEqual([]);
    expect(records.length).toBeGreaterThan(4);
  });
});

describe("the validator", () => {
  /** Whether it finds anything wrong; where lengths make no sense, it may also break off. */
  function finds(bytes: Uint8Array): boolean {
    try {
      return validateStructure((start, stop) => bytes.subarray(start, stop), bytes.length).problems.length > 0;
    } catch {
      return true;
    }
  }

  it("notices every change of a number in the head and in keys, of a folder's positions, and of the list of free parts", async () => {
    const type = { shape: "list", type: "int32" } as const;
    const bytes = await writeFile(async ({ root }) => {
      await root.directory("folder").writeText("text", "some text");
      const tree = root.tree("tree", "", [{ name: "x", type }]);
      const column = { ...type, length: 3, offsets: Int32Array.of(0, 1, 2, 3), content: new Int32Array(3) };
      await tree.fill(new Map([["x", column]]), 3);
      await tree.close();
    });
    const { records } = soundStructure(bytes);
    const head = [...range(0, 4), ...range(8, 33), ...range(37, 45)];
    // Length, version, length of the object; length of the key; position of the record.
    const keys = records.flatMap(({ seek, big }) => [
      ...range(seek, seek + 10),
      ...range(seek + 14, seek + 16),
      ...range(seek + 18, seek + (big ? 26 : 22)),
    ]);
    const top = records[0]!;
    const fields = top.seek + top.keyLength + 11; // behind key and names
    const folder = [...range(fields, fields + 2), ...range(fields + 10, fields + 30)];
    const free = records.at(-1)!;
    const list = range(free.seek + free.keyLength, free.seek + free.keyLength + 6);
    const missed = [...head, ...keys, ...folder, ...list].filter((i) => {
      const damaged = Uint8Array.from(bytes);
      damaged[i]! ^= 0x11;
      return !finds(damaged);
    });
    expect(missed).toEqual([]);
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
