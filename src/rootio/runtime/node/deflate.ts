import { constants, deflateSync } from "node:zlib";

/** A ZLIB stream of these bytes. @param level from 1, fast, to 9 */
export function deflate(plain: Uint8Array, level: number): Uint8Array {
  // Room for everything at once: a second piece would cost another allocation and a copy.
  const chunkSize = Math.max(constants.Z_MIN_CHUNK, plain.length);
  return deflateSync(plain, { level, memLevel: constants.Z_MAX_MEMLEVEL, chunkSize });
}
