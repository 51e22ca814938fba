import { describe, expect, it } from "vitest";
import { branchMetadata } from "../../../test/support/branch-metadata.ts";
import type { LeafColumn } from "../column.ts";
import { type StreamerElement, Streamers } from "../streamer-info.ts";
import type { BranchMetadata } from "../tree-metadata.ts";
import { decodeForm } from "./decode-form.ts";
import { FormBuffer } from "./form-buffer.ts";
import { identify } from "./identify.ts";

const element = (name: string, type: number, typeName: string): StreamerElement => ({
  ...{ name, type, typeName, title: "", dimensions: [], baseVersion: undefined, counter: undefined },
});
/** Version 1 of a class had a charge in front, version 2 a quality behind and another type of charge, and 3 what is now. */
const streamers = new Streamers([
  { name: "Hit", version: 1, checksum: 11, elements: [element("q", 2, "short"), element("x", 5, "float")] },
  { name: "Hit", version: 3, checksum: 33, elements: [element("x", 5, "float"), element("good", 18, "bool")] },
  {
    ...{ name: "Hit", version: 2, checksum: 22 },
    elements: [element("x", 5, "float"), element("q", 3, "int"), element("good", 11, "unsigned char")],
  },
]);
const object = (overrides: Partial<BranchMetadata>): BranchMetadata =>
  branchMetadata({
    ...{ name: "hit", branchClass: "TBranchElement", className: "Hit" },
    ...{ element: { kind: 0, id: -1, version: 3, checksum: 33 } },
    ...overrides,
  });
const hits = object({ className: "vector<Hit>", element: { kind: 0, id: -1, version: 6, checksum: 0 } });

function read(branch: BranchMetadata, name: string, entries: readonly string[]): number[] {
  const { interpretation } = identify(branch, streamers).find((leaf) => leaf.name === name)!;
  if (interpretation.kind !== "form") throw new Error(`read as ${interpretation.kind}`);
  const parts = entries.map((hex) => Buffer.from(hex.replaceAll(" ", ""), "hex"));
  const bytes = Uint8Array.from(Buffer.concat(parts));
  const starts = new DataView(new ArrayBuffer(4 * parts.length));
  parts.reduce((at, entry, i) => (starts.setInt32(4 * i, at), at + entry.length), 0);
  const basket = {
    ...{ entries: parts.length, view: new DataView(bytes.buffer), border: bytes.length },
    starts: { view: starts, at: 0, keyLength: 0 },
  };
  const into = new FormBuffer(interpretation.type, interpretation.levels);
  decodeForm(interpretation, basket, 0, parts.length, into, { file: "f.root" });
  const column: LeafColumn = into.column();
  if (column.shape === "text") throw new Error("numbers were expected");
  const values = column.shape === "scalar" ? column.values : column.content;
  return Array.from(values as ArrayLike<number>).slice(0, into.values);
}

/** With the count of its bytes in front. */
function counted(hex: string): string {
  return `${(0x40000000 + hex.replaceAll(" ", "").length / 2).toString(16)} ${hex}`;
}

const one = "3f800000";
const two = "40000000";
const three = "40400000";
const current = counted(`0003 ${one} 01`);
const first = counted(`0001 0007 ${two}`);
const byChecksum = counted(`0000 0000000b 0007 ${three}`);

describe("objects of several versions of a class in one file", () => {
  it("are each read as their own version describes them", () => {
    expect(read(object({}), "hit.x", [current, first, byChecksum, current])).toEqual([1, 2, 3, 1]);
  });

  it("may stand in one list, object by object", () => {
    const list = counted(`0009 00000003 ${current} ${first} ${byChecksum}`);
    expect(read(hits, "hit.x", [list])).toEqual([1, 2, 3]);
  });

  it("may be written member by member, each list in its version", () => {
    const newest = counted(`4009 0003 00000002 ${one} ${two} 01 00`);
    const oldest = counted(`4009 0001 00000002 0007 0008 ${two} ${three}`);
    const unversioned = counted(`4009 0000 0000000b 00000001 0007 ${three}`);
    expect(read(hits, "hit.x", [newest, oldest, unversioned])).toEqual([1, 2, 2, 3, 3]);
  });

  it("are described by the version that a branch says it holds", () => {
    const old = object({ element: { kind: 0, id: -1, version: 1, checksum: 11 } });
    expect(identify(old, streamers).map(({ name }) => name)).toEqual(["hit.q", "hit.x"]);
    const part = { name: "q", element: { kind: 0, id: 1, version: 2, checksum: 22 } };
    expect(identify(object(part), streamers)[0]!.interpretation).toMatchObject({ kind: "fixed", type: "int32" });
    const before = { name: "q", element: { kind: 0, id: 0, version: 1, checksum: 11 } };
    expect(identify(object(before), streamers)[0]!.interpretation).toMatchObject({ kind: "fixed", type: "int16" });
  });

  it.each([
    ["has no such member", first, /holds a Hit of version 1, which has no "good"/],
    ["has another type of it", counted(`0002 ${one} 00000005 01`), /of version 2, which has another type of "good"/],
    ["is not described", counted(`0004 ${one} 01`), /of version 4, where version 3 was expected; the file does not/],
  ])("are refused by name where a version %s", (_, entry, message) => {
    expect(() => read(object({}), "hit.good", [current, entry])).toThrow(message);
  });
});
