import { describe, expect, it } from "vitest";
import { basketRecord } from "../../test/support/basket-bytes.ts";
import { createRandom } from "../../test/support/memory-source.ts";
import { AppError } from "../errors/app-error.ts";
import { readBasket } from "./basket.ts";
import { decodeForm } from "./interpretation/decode-form.ts";
import { type FormLeaf, leavesOf } from "./interpretation/form.ts";
import { FormBuffer } from "./interpretation/form-buffer.ts";
import { formOfClass } from "./interpretation/form-of-class.ts";
import { interpret } from "./interpretation/interpretation.ts";
import { type StreamerElement, Streamers } from "./streamer-info.ts";
import { compress } from "./write/compress.ts";

const element = (name: string, type: number, typeName: string, counter?: string): StreamerElement => ({
  ...{ name, type, typeName, title: "", dimensions: [], baseVersion: undefined, counter },
});
const inNow = [
  element("n", 6, "int"),
  element("x", 45, "float*", "n"),
  element("label", 65, "TString"),
  element("hits", 500, "vector<vector<short> >"),
];
const streamers = new Streamers([
  { name: "Track", version: 2, checksum: 22, elements: inNow },
  { name: "Track", version: 1, checksum: 11, elements: inNow.slice(0, 3) },
]);

type Kind = "member counts" | "string lengths" | "nested counts" | "class versions" | "byte counts";

/** Bytes of entries, with the places where structure stands. */
class Entries {
  readonly bytes: number[] = [];
  readonly starts: number[] = [];
  readonly places: { readonly kind: Kind; readonly at: number; readonly width: 1 | 2 | 4 }[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  below(most: number): number {
    return Math.floor(this.#random() * most);
  }

  put(value: number, width: 1 | 2 | 4, kind?: Kind): void {
    if (kind !== undefined) this.places.push({ kind, at: this.bytes.length, width });
    for (let shift = 8 * (width - 1); shift >= 0; shift -= 8) this.bytes.push((value >>> shift) & 0xff);
  }

  headed(version: number, body: () => void): void {
    const at = this.bytes.length;
    this.put(0, 4, "byte counts");
    this.put(version, 2, "class versions");
    body();
    const count = 0x40000000 + this.bytes.length - at - 4;
    for (let i = 0; i < 4; i++) this.bytes[at + i] = (count >>> (24 - 8 * i)) & 0xff;
  }

  many(kind: Kind, body: () => void, most = 4): void {
    const count = this.below(most);
    this.put(count, 4, kind);
    for (let i = 0; i < count; i++) body();
  }

  text(): void {
    const length = this.below(6);
    this.put(length, 1, "string lengths");
    for (let i = 0; i < length; i++) this.put(97 + this.below(26), 1);
  }

  shorts(): void {
    this.many("nested counts", () => {
      this.put(this.below(65536), 2);
    });
  }

  track(): void {
    this.headed(2, () => {
      const count = this.below(5);
      this.put(count, 4, "member counts");
      this.put(1, 1);
      for (let i = 0; i < count; i++) this.put(0x3f800000 + this.below(1000), 4);
      this.text();
      this.headed(9, () => {
        this.many("nested counts", () => {
          this.shorts();
        });
      });
    });
  }

  texts(): void {
    this.headed(9, () => {
      this.many("member counts", () => {
        this.text();
      });
    });
  }

  /** Written member by member: all keys, then all lists. */
  map(): void {
    this.headed(0x4009, () => {
      this.put(0, 2, "class versions");
      this.put(0xabcd, 4);
      const count = 1 + this.below(3);
      this.put(count, 4, "member counts");
      for (let i = 0; i < count; i++) this.put(i, 4);
      this.headed(9, () => {
        for (let i = 0; i < count; i++)
          this.many("nested counts", () => {
            this.put(0x40000000, 4);
          });
      });
    });
  }
}

const shapes: Readonly<Record<string, (entries: Entries) => void>> = {
  Track: (entries) => {
    entries.track();
  },
  "vector<Track>": (entries) => {
    entries.headed(9, () => {
      entries.many("member counts", () => {
        entries.track();
      });
    });
  },
  "vector<string>": (entries) => {
    entries.texts();
  },
  "map<int,vector<float> >": (entries) => {
    entries.map();
  },
  "vector<vector<vector<short> > >": (entries) => {
    entries.headed(9, () => {
      entries.many("nested counts", () => {
        entries.many("nested counts", () => {
          entries.shorts();
        });
      });
    });
  },
};

interface Sound {
  readonly name: string;
  readonly entries: Entries;
  readonly leaves: readonly FormLeaf[];
}

const written = createRandom(17);
const sound = Object.entries(shapes).map(([name, write]): Sound => {
  const entries = new Entries(written);
  for (let i = 0; i < 6; i++) {
    entries.starts.push(entries.bytes.length);
    write(entries);
  }
  const form = formOfClass(name, { streamers, open: [] }, true);
  return { name, entries, leaves: leavesOf(form).filter((leaf) => leaf.closed === undefined) };
});

/** What a leaf of a basket holds, or the error; `held` are the places that memory was taken for. */
function outcome(name: string, leaf: FormLeaf, record: Uint8Array): { found: string | AppError; held: number } {
  const interpretation = interpret(formOfClass(name, { streamers, open: [] }, true), leaf);
  if (interpretation.kind !== "form") throw new Error(`read as ${interpretation.kind}`);
  const into = new FormBuffer(leaf.type, leaf.levels);
  let found: string | AppError;
  try {
    const expected = { branch: "b", seek: 7, entries: 6, length: record.length };
    const basket = readBasket(record, expected, "optional", {});
    decodeForm(interpretation, basket, 0, 6, into, {});
    const levels = into.levels.map(({ ints, length }) => [...ints.subarray(0, length)]);
    found = JSON.stringify([levels, into.texts, [...into.content.subarray(0, into.values)].map(String)]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    found = error;
  }
  return {
    found,
    held: into.content.length + into.texts.length + Math.max(0, ...into.levels.map(({ ints }) => ints.length)),
  };
}

function recordOf({ entries }: Sound, bytes: readonly number[] | Uint8Array): Uint8Array {
  const { starts } = entries;
  return basketRecord({ branch: "b", seek: 7, entries: 6, values: Uint8Array.from(bytes), starts });
}

/** Another value for a place of that width: near to it, far from it, or any. */
function otherValue(value: number, width: number, random: () => number): number {
  const most = 2 ** (8 * width);
  const near = [value + 1, value - 1, 2 * value, 0, most / 2 - 1, most / 2, most - 1, value ^ (most >> 2), 255];
  const pick = Math.floor(random() * (near.length + 3));
  const chosen = near[pick] ?? Math.floor(random() * most);
  return ((chosen % most) + most) % most;
}

/** Memory is taken for 1024 places at first, then twice as much each time. */
const heldBound = (bytes: number): number => 3 * 1024 + 6 * bytes;

describe("entries whose structure is damaged", () => {
  it.each<Kind>(["member counts", "string lengths", "nested counts", "class versions", "byte counts"])(
    "give a named error or values within bounds: 1000 of %s",
    (kind) => {
      const random = createRandom(kind.length);
      let errors = 0;
      for (let i = 0; i < 1000; i++) {
        const able = sound.filter(({ entries }) => entries.places.some((place) => place.kind === kind));
        const one = able[i % able.length]!;
        const places = one.entries.places.filter((place) => place.kind === kind);
        const { at, width } = places[Math.floor(random() * places.length)]!;
        const bytes = Uint8Array.from(one.entries.bytes);
        const value = bytes.subarray(at, at + width).reduce((sum, byte) => 256 * sum + byte, 0);
        const damaged = otherValue(value, width, random);
        for (let n = 0; n < width; n++) bytes[at + n] = Math.floor(damaged / 256 ** (width - 1 - n)) % 256;
        const leaf = one.leaves[Math.floor(random() * one.leaves.length)]!;
        const { found, held } = outcome(one.name, leaf, recordOf(one, bytes));
        expect(held).toBeLessThanOrEqual(heldBound(bytes.length));
        if (found instanceof AppError) errors++;
      }
      expect(errors).toBeGreaterThan(200);
    },
  );

  it("are noticed by the checksum of what was compressed: 1000 of them give an error or the same values", () => {
    const random = createRandom(18);
    let errors = 0;
    for (let i = 0; i < 1000; i++) {
      const one = sound[i % sound.length]!;
      const whole = recordOf(one, one.entries.bytes);
      const keyLength = new DataView(whole.buffer).getUint16(14);
      const payload = compress(whole.subarray(keyLength), 9);
      const packed = Buffer.concat([whole.subarray(0, keyLength), payload]);
      packed.writeInt32BE(packed.length, 0);
      const leaf = one.leaves[i % one.leaves.length]!;
      const good = outcome(one.name, leaf, packed).found;
      const isPacked = payload.length < whole.length - keyLength;
      packed[keyLength + Math.floor(random() * payload.length)]! ^= 1 << Math.floor(random() * 8);
      const { found } = outcome(one.name, leaf, packed);
      if (found instanceof AppError) errors++;
      else if (isPacked) expect(found).toBe(good);
    }
    expect(errors).toBeGreaterThan(200);
  });

  it("are sound before", () => {
    for (const one of sound)
      for (const leaf of one.leaves)
        expect([one.name, outcome(one.name, leaf, recordOf(one, one.entries.bytes)).found]).toEqual([
          one.name,
          expect.any(String),
        ]);
  });
});
