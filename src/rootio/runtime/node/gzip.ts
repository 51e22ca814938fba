import { promisify } from "node:util";
import { gzip as gzipOfNode, type ZlibOptions } from "node:zlib";

const gzipAsync: (bytes: Uint8Array, options: ZlibOptions) => Promise<Buffer<ArrayBuffer>> = promisify(gzipOfNode);

/** Packed on a thread of its own. @param level from 1, fast, to 9 */
export function gzip(bytes: Uint8Array, level: number): Promise<Uint8Array<ArrayBuffer>> {
  return gzipAsync(bytes, { level });
}
