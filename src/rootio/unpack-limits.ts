import type { Where } from "../errors/app-error.ts";
import { RecordTooLargeError } from "./errors.ts";

/** What records of one file may unpack to, in bytes, however small they are on disk. */
export interface UnpackLimits {
  /** A single record of metadata: streamer information, a tree, a folder. What is made of it takes several times as much. */
  readonly metadataBytes: number;
  /** The largest baskets of all branches that are read together. */
  readonly basketBytes: number;
}

/** The largest trees that were met have 4.3 MB of metadata; a tree with a million baskets has some 30 MB. */
export const unpackDefaults: UnpackLimits = { metadataBytes: 64 << 20, basketBytes: 256 << 20 };

/**
 * Beyond the free bytes below, an object may be so many times as long as its record on disk. Metadata of real files reach 20, baskets 8;
 * columns of nothing but zeros reach a thousand and more, so up to the free bytes anything goes.
 */
export const mostExpansion = 100;
export const freeMetadataBytes = 4 << 20;
export const freeBasketBytes = 64 << 20;

/**
 * To be called before memory for the object is taken.
 *
 * @param what the record, as the first words of the message
 * @throws {RecordTooLargeError} if it would unpack to more than is taken.
 */
export function checkMetadata(
  what: string,
  packed: number,
  unpacked: number,
  { metadataBytes }: UnpackLimits,
  where: Where,
): void {
  const bound = boundOf(packed, freeMetadataBytes, metadataBytes);
  if (unpacked <= bound) return;
  throw tooLarge(what, packed, unpacked, bound, { most: metadataBytes, variable: "HZZ_MAX_METADATA_BYTES" }, where);
}

/** The baskets that the readers of one tree hold unpacked: of each reader its largest, whose memory it keeps until it is closed. */
export class HeldBaskets {
  readonly #most: number;
  readonly #largest = new Map<object, { readonly packed: number; readonly unpacked: number }>();
  #packed = 0;
  #unpacked = 0;

  constructor({ basketBytes }: UnpackLimits = unpackDefaults) {
    this.#most = basketBytes;
  }

  /**
   * Counts a basket that `reader` is about to unpack.
   *
   * @throws {RecordTooLargeError} if all would hold more than is taken.
   */
  hold(reader: object, packed: number, unpacked: number, where: Where): void {
    const known = this.#largest.get(reader);
    if (known !== undefined && unpacked <= known.unpacked) return;
    const allPacked = this.#packed + packed - (known?.packed ?? 0);
    const allUnpacked = this.#unpacked + unpacked - (known?.unpacked ?? 0);
    const bound = boundOf(allPacked, freeBasketBytes, this.#most);
    if (allUnpacked > bound) {
      const others = this.#largest.size - (known === undefined ? 0 : 1);
      const what = others === 0 ? "The basket" : `The basket, with the largest ones of ${others} other branches,`;
      const limit = { most: this.#most, variable: "HZZ_MAX_BASKET_BYTES" };
      throw tooLarge(what, allPacked, allUnpacked, bound, limit, where);
    }
    this.#largest.set(reader, { packed, unpacked });
    this.#packed = allPacked;
    this.#unpacked = allUnpacked;
  }

  /** Forgets what `reader` held. */
  release(reader: object): void {
    const known = this.#largest.get(reader);
    if (known === undefined) return;
    this.#largest.delete(reader);
    this.#packed -= known.packed;
    this.#unpacked -= known.unpacked;
  }
}

function boundOf(packed: number, free: number, most: number): number {
  return Math.min(most, Math.max(free, mostExpansion * packed));
}

function tooLarge(
  what: string,
  packed: number,
  unpacked: number,
  bound: number,
  { most, variable }: { readonly most: number; readonly variable: string },
  where: Where,
): RecordTooLargeError {
  const advice =
    bound === most
      ? `if the file is right, set ${variable} higher`
      : `no real file is packed so tightly (${mostExpansion} times is allowed): get it again from its origin`;
  return new RecordTooLargeError(
    `${what} would unpack from ${packed} to ${unpacked} bytes, at most ${bound} are allowed; ${advice}`,
    where,
  );
}
