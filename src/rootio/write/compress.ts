import { deflate } from "#runtime/deflate";

/** ZLIB level; 0 stores. */
export type CompressionLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Blocks tell their lengths in 3 bytes. */
const maxBlock = 0xffffff;
const headerLength = 9;

/** The setting as ROOT writes it: 100 × algorithm (1 is ZLIB) + level; 0 stands for no compression. */
export function compressionSetting(level: CompressionLevel): number {
  return level === 0 ? 0 : 100 + level;
}

/**
 * An object as it stands on disk: ZLIB blocks of up to 16 MB, each with ROOT's 9-byte header.
 *
 * @returns the same bytes, not copied, where compression is off or makes nothing smaller: a record as long as its object is not compressed.
 */
export function compress(object: Uint8Array, level: CompressionLevel): Uint8Array {
  if (level === 0) return object;
  const blocks: Uint8Array[] = [];
  let length = 0;
  for (let at = 0; at < object.length; at += maxBlock) {
    const plain = object.subarray(at, at + maxBlock);
    const packed = deflate(plain, level);
    length += headerLength + packed.length;
    if (packed.length > maxBlock || length >= object.length) return object;
    blocks.push(blockHeader(packed.length, plain.length), packed);
  }
  const record = new Uint8Array(length);
  let at = 0;
  for (const block of blocks) {
    record.set(block, at);
    at += block.length;
  }
  return record;
}

/** "ZL", the method of deflate, both lengths little-endian. */
function blockHeader(packed: number, plain: number): Uint8Array {
  return Uint8Array.of(0x5a, 0x4c, 0x08, ...uint24(packed), ...uint24(plain));
}

function uint24(value: number): [number, number, number] {
  return [value & 0xff, (value >> 8) & 0xff, value >> 16];
}
