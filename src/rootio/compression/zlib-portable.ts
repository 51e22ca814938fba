import {
  Z_BUF_ERROR,
  Z_FINISH,
  Z_NEED_DICT,
  Z_OK,
  Z_STREAM_END,
  zlibInflate,
  zlibInflateInit,
  zlibInflateReset,
  ZStream,
} from "pako";
import type { Where } from "../../errors/app-error.ts";
import { corruptBlock } from "./corrupt-block.ts";
import type { UnpackBuffer } from "./unpack-buffer.ts";

let kept: ZStream | undefined;

/**
 * As `decodeZlib` of `zlib.ts`, with nothing of Node: the same bytes, and the same blocks refused.
 *
 * pako is zlib in JavaScript: it needs no WebAssembly and no code from text, which some function platforms forbid, verifies the Adler-32
 * and stops where the output is full.
 * @see RFC 1950, RFC 1951.
 */
export function decodeZlib(
  compressed: Uint8Array,
  uncompressedLength: number,
  where: Where,
  into?: UnpackBuffer,
): Uint8Array {
  // One byte more than is expected, so that a stream that gives too much is seen.
  const output = (into?.room(uncompressedLength + 1) ??
    new Uint8Array(uncompressedLength + 1)) as Uint8Array<ArrayBuffer>;
  const stream = freshStream();
  Object.assign(stream, { input: compressed, next_in: 0, avail_in: compressed.length });
  Object.assign(stream, { output, next_out: 0, avail_out: output.length });
  const status = zlibInflate(stream, Z_FINISH);
  const { next_in: used, next_out: given, msg } = stream;
  if (given > uncompressedLength)
    throw corruptBlock(`A ZLIB block gives more than the ${uncompressedLength} bytes it declares`, where);
  if (status === Z_NEED_DICT)
    throw corruptBlock("A ZLIB stream asks for a preset dictionary, which ROOT never uses", where);
  if (status === Z_OK || status === Z_BUF_ERROR) throw corruptBlock("A ZLIB stream is cut short", where);
  if (status !== Z_STREAM_END)
    throw corruptBlock("A ZLIB block is malformed or its checksum does not match", where, new Error(msg));
  if (used !== compressed.length)
    throw corruptBlock(`A ZLIB stream ends after ${used} of the ${compressed.length} bytes of its block`, where);
  if (given !== uncompressedLength)
    throw corruptBlock(`A ZLIB block gives ${given} bytes instead of ${uncompressedLength}`, where);
  return output.subarray(0, given);
}

/** Its state takes some 20 kB, which one stream after the other uses. */
function freshStream(): ZStream {
  if (kept !== undefined && zlibInflateReset(kept) === Z_OK) return kept;
  kept = new ZStream();
  zlibInflateInit(kept);
  return kept;
}
