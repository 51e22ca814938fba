import { deflateSync } from "node:zlib";
import { openRootFile } from "../../src/rootio/root-file.ts";
import { block } from "./compressed-blocks.ts";
import { createMemorySource } from "./memory-source.ts";

/** What one block of a record says that it unpacks to. */
export const blockBytes = 0xffffff;
const letters = { ZLIB: ["ZL", 8], LZ4: ["L4", 1], LZMA: ["XZ", 0], ZSTD: ["ZS", 1] } as const;

export type BombCodec = keyof typeof letters;

/** A payload of so many blocks that claim 16 MB each. Those of ZLIB hold it (zeros), of the others nobody should come to see what they hold. */
export function bombPayload(codec: BombCodec, blocks: number): Uint8Array {
  const content = codec === "ZLIB" ? deflateSync(new Uint8Array(blockBytes), { level: 9 }) : new Uint8Array(16_000);
  const [name, method] = letters[codec];
  const one = block(name, method, content, blockBytes);
  return new Uint8Array(Buffer.concat(Array.from({ length: blocks }, () => one)));
}

/**
 * A file whose record of streamer information, or of one tree, has been replaced by one with this payload, and whose head and keys say
 * so: it is sound but for that.
 */
export async function rootBomb(
  file: Uint8Array,
  which: "info" | { tree: string },
  payload: Uint8Array,
  claims: number,
) {
  const { header, keys } = await openRootFile(createMemorySource(file));
  const seek = which === "info" ? header.seekInfo : keys.find(({ path }) => path === which.tree)!.key.seek;
  const before = Buffer.from(file);
  const key = Buffer.from(before.subarray(seek, seek + before.readUInt16BE(seek + 14)));
  const old = Buffer.from(key);
  key.writeInt32BE(key.length + payload.length, 0);
  key.writeUInt32BE(claims, 6);
  key.writeUInt32BE(before.length, 18);
  const bomb = Buffer.concat([before, key, payload]);
  bomb.writeUInt32BE(bomb.length, 12);
  if (which === "info") {
    bomb.writeUInt32BE(before.length, 37);
    bomb.writeUInt32BE(key.length + payload.length, 41);
  } else {
    // The list of keys has a copy of the key; the record itself comes before it.
    const copy = before.lastIndexOf(old);
    if (copy <= seek) throw new Error("the list of keys has no such key");
    key.copy(bomb, copy);
  }
  return new Uint8Array(bomb);
}
