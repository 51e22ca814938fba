import { describe, expect, it } from "vitest";
import { createRandom } from "../../../test/support/memory-source.ts";
import { AppError } from "../../errors/app-error.ts";
import type { LeafColumn } from "../column.ts";
import { Streamers } from "../streamer-info.ts";
import { decodeForm } from "./decode-form.ts";
import { type Form, leavesOf } from "./form.ts";
import { FormBuffer } from "./form-buffer.ts";
import { formOfClass } from "./form-of-class.ts";
import { interpret } from "./interpretation.ts";
import { codingOf, unpackNumber } from "./packed-number.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const typeOf = (name: string): Form => formOfClass(name, { streamers: new Streamers(), open: [] }, true);

/** The values at `path` of entries given as bytes. */
function read(form: Form, entries: readonly Uint8Array[], path = ""): LeafColumn {
  const leaf = leavesOf(form).find((one) => one.path.join(".") === path)!;
  const interpretation = interpret(form, leaf);
  if (interpretation.kind !== "form") throw new Error(`read as ${interpretation.kind}`);
  const bytes = Buffer.concat(entries);
  const starts = new DataView(new ArrayBuffer(4 * entries.length));
  entries.reduce((at, entry, i) => (starts.setInt32(4 * i, at), at + entry.length), 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const basket = {
    entries: entries.length,
    view,
    border: bytes.length,
    starts: { view: starts, at: 0, keyLength: 0 },
  };
  const buffer = new FormBuffer(leaf.type, leaf.levels);
  decodeForm(interpretation, basket, 0, entries.length, buffer, { file: "f.root" });
  return buffer.column();
}

/** Plain arrays of what is valid. */
function shown(column: LeafColumn): unknown {
  const levels = column.shape === "scalar" ? [] : column.shape === "list" ? [column.offsets] : column.levels;
  let count = column.length;
  const lists = levels.map((offsets) => {
    const valid = [...offsets.subarray(0, count + 1)];
    count = valid.at(-1)!;
    return valid;
  });
  const values = column.shape === "text" ? column.texts : column.shape === "scalar" ? column.values : column.content;
  return [...lists, Array.from(values as ArrayLike<unknown>).slice(0, count)];
}

const nested = bytesOf("40000014 0009 00000002 00000001 0007 00000002 0008 0009");
/** Members one after the other: two keys, then two texts behind one head. */
const memberWise = bytesOf("40000022 4009 0000 0000abcd 00000002 00000001 00000002 4000000a 0009 036f6e65 0374776f");
const object: Form = {
  kind: "object",
  name: "Hit",
  head: true,
  version: 3,
  checksum: 5,
  members: [
    { name: "", form: { kind: "base" } },
    { name: "n", form: { kind: "number", type: "int32", counts: "n" } },
    { name: "x", form: { kind: "counted", counter: "n", flag: true, of: { kind: "number", type: "int16" } } },
    { name: "label", form: { kind: "text", head: false } },
  ],
};
const members = "0001 00000000 03000000 00000002 01 0004 0005 026162";

describe("decoding entries of any form", () => {
  it("reads lists in lists", () => {
    expect(shown(read(typeOf("vector<vector<short> >"), [nested, nested]))).toEqual([
      [0, 2, 4],
      [0, 1, 3, 4, 6],
      [7, 8, 9, 7, 8, 9],
    ]);
  });

  it("reads a map that is written member by member", () => {
    const map = typeOf("map<int,string>");
    expect(shown(read(map, [memberWise], "first"))).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(shown(read(map, [memberWise], "second"))).toEqual([
      [0, 2],
      ["one", "two"],
    ]);
  });

  it.each([
    ["with a head", bytesOf(`40000018 0003 ${members}`)],
    ["without", bytesOf(members)],
  ])("reads members of an object %s", (_, entry) => {
    expect(shown(read(object, [entry], "x"))).toEqual([
      [0, 2],
      [4, 5],
    ]);
    expect(shown(read(object, [entry], "label"))).toEqual([["ab"]]);
  });

  it("refuses an object of another version by name", () => {
    const entry = bytesOf(`40000018 0004 ${members}`);
    expect(() => read(object, [entry], "n")).toThrow(/holds a Hit of version 4, where version 3 was expected/);
  });

  it("gives what stands behind unknown bytes a reason", () => {
    const form: Form = {
      ...object,
      members: [{ name: "p", form: { kind: "closed", reason: "it is odd", head: false } }, ...object.members],
    };
    expect(leavesOf(form).map(({ path, closed }) => [path.join("."), closed])).toEqual([
      ["p", "it is odd"],
      ["n", 'it stands behind "p": it is odd'],
      ["x", 'it stands behind "p": it is odd'],
      ["label", 'it stands behind "p": it is odd'],
    ]);
  });

  it("ends with values of bounded size or a named error, whatever the bytes", () => {
    const random = createRandom(7);
    const cases: [Form, Uint8Array, string][] = [
      [typeOf("vector<vector<short> >"), nested, ""],
      [typeOf("map<int,string>"), memberWise, "second"],
      [object, bytesOf(`40000018 0003 ${members}`), "x"],
    ];
    for (let i = 0; i < 3000; i++) {
      const [form, sound, path] = cases[i % cases.length]!;
      const entry = Uint8Array.from(sound);
      entry[Math.floor(random() * entry.length)] = Math.floor(random() * 256);
      const cut = random() < 0.2 ? entry.subarray(0, Math.floor(random() * entry.length)) : entry;
      try {
        const column = read(form, [cut], path);
        const found = shown(column) as unknown[][];
        expect(found.at(-1)!.length).toBeLessThanOrEqual(entry.length);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
      }
    }
  });
});

describe("packed numbers", () => {
  const view = new DataView(bytesOf("00000100 810800").buffer);
  it.each([
    ["d[0,4,10]", false, 0, 1],
    ["d[0,2pi,10]", false, 0, Math.PI / 2],
    ["x[n][-1,3,10]", true, 0, 0],
    ["f[0,0,16]", true, 4, 6],
    ["f", true, 4, 6],
  ])("are unpacked as %s says", (title, isFloat16, at, expected) => {
    expect(unpackNumber(view, at, codingOf(title, isFloat16))).toBeCloseTo(expected, 12);
  });
});
