import { CorruptFileError, ShortReadError } from "../errors.ts";
import type { ByteRange } from "./byte-source.ts";

/**
 * Refuses ranges that no file of `size` bytes can give. Ranges come from positions written in the file, so nonsense means damage.
 *
 * @throws {CorruptFileError} if a range is not made of whole numbers 0 ≤ start ≤ stop.
 * @throws {ShortReadError} if a range reaches past the end.
 */
export function checkRanges(ranges: readonly ByteRange[], size: number, file: string): void {
  for (const { start, stop } of ranges) {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(stop) || start < 0 || stop < start)
      throw new CorruptFileError(`Bytes [${start}, ${stop}) are not a range; the positions in the file are damaged`, {
        file,
      });
    if (stop > size)
      throw new ShortReadError(
        `Bytes [${start}, ${stop}) reach past the end of the file, which has ${size} bytes; it was cut short, fetch it again`,
        { file, offset: start },
      );
  }
}

/** One stretch of the file that covers the ranges whose positions in the caller's list are `members`. */
export interface Segment extends ByteRange {
  readonly members: readonly number[];
}

/**
 * Joins near ranges, so that few requests are needed. Empty ranges are left out.
 *
 * Ranges that overlap are always joined (no byte is fetched twice); ranges at most `gap` bytes apart are joined
 * while the segment stays within `maxBytes`. So a segment is longer than that only if ranges themselves ask for it.
 */
export function coalesce(ranges: readonly ByteRange[], gap: number, maxBytes: number): Segment[] {
  const order = ranges.map((_, index) => index).filter((index) => ranges[index]!.stop > ranges[index]!.start);
  order.sort((a, b) => ranges[a]!.start - ranges[b]!.start);
  const segments: { start: number; stop: number; members: number[] }[] = [];
  for (const index of order) {
    const { start, stop } = ranges[index]!;
    const last = segments.at(-1);
    const joins =
      last !== undefined && (start < last.stop || (start - last.stop <= gap && stop - last.start <= maxBytes));
    if (joins) {
      last.stop = Math.max(last.stop, stop);
      last.members.push(index);
    } else segments.push({ start, stop, members: [index] });
  }
  return segments;
}

/** Cuts a stretch into the fewest pieces of at most `maxBytes`, of nearly equal length; none for an empty one. */
export function split({ start, stop }: ByteRange, maxBytes: number): ByteRange[] {
  const count = Math.ceil((stop - start) / maxBytes);
  const border = (i: number) => start + Math.floor(((stop - start) * i) / count);
  return Array.from({ length: count }, (_, i) => ({ start: border(i), stop: border(i + 1) }));
}
