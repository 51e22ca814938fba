import { deflate as pakoDeflate } from "pako";

/** A ZLIB stream of these bytes. Not the same bytes as Node's, whose zlib is another one; they unpack to the same. */
export function deflate(plain: Uint8Array, level: number): Uint8Array {
  return pakoDeflate(plain, { level, memLevel: 9 });
}
