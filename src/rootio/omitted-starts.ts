import type { Where } from "../errors/app-error.ts";
import type { EntryStarts } from "./basket.ts";
import { byteWidth, type LeafColumn } from "./column.ts";
import { CorruptFileError } from "./errors.ts";
import { bytesOf } from "./interpretation/form.ts";
import type { Interpretation } from "./interpretation/interpretation.ts";
import type { ByteRange } from "./source/byte-source.ts";

/** A reader of the branch that counts. */
export interface CountReader {
  readonly name: string;
  missing(start: number, stop: number): { readonly index: number; readonly range: ByteRange }[];
  supply(index: number, record: Uint8Array): void;
  forget(entry: number): void;
  read(start: number, stop: number): LeafColumn;
  close(): void;
}

/**
 * Finds where entries start in baskets that do not say it (IO bit `kGenerateOffsetMap`): another branch holds how many values
 * each entry has.
 *
 * @see https://root.cern/doc/master/classROOT_1_1TIOFeatures.html
 */
export class OmittedStarts {
  readonly #counts: CountReader;
  readonly #bytes: number;

  /**
   * @param counts reads the branch of the counts; it is closed with this.
   * @param bytes of what is counted once.
   */
  constructor(counts: CountReader, bytes: number) {
    this.#counts = counts;
    this.#bytes = bytes;
  }

  missing(start: number, stop: number): { readonly index: number; readonly range: ByteRange }[] {
    return this.#counts.missing(start, stop);
  }

  supply(index: number, record: Uint8Array): void {
    this.#counts.supply(index, record);
  }

  forget(entry: number): void {
    this.#counts.forget(entry);
  }

  close(): void {
    this.#counts.close();
  }

  /**
   * Of the entries [start, stop) of the tree, which are those of a basket.
   *
   * @param border bytes that they take in all.
   * @throws {CorruptFileError} if the counts make another number of bytes.
   */
  of(start: number, stop: number, border: number, where: Where): EntryStarts {
    const column = this.#counts.read(start, stop);
    if (column.shape !== "scalar")
      throw new CorruptFileError("Damaged branch: what counts its values is a list", where);
    const view = new DataView(new ArrayBuffer(4 * (stop - start)));
    let at = 0;
    for (let i = 0; i < stop - start; i++) {
      view.setInt32(4 * i, at);
      const count = Number(column.values[i]);
      at += count * this.#bytes;
      if (!(count >= 0 && at <= border)) break;
    }
    if (at !== border)
      throw new CorruptFileError(
        `Damaged basket: branch "${this.#counts.name}" counts other values than its ${border} bytes hold`,
        where,
      );
    return { view, at: 0, keyLength: 0 };
  }
}

/** Bytes of one value of a list that another branch counts; undefined if they are not always as many. */
export function countedBytes(interpretation: Interpretation): number | undefined {
  if (interpretation.kind === "counted") return byteWidth(interpretation.type);
  if (interpretation.kind !== "form" || interpretation.form.kind !== "rest") return undefined;
  return bytesOf(interpretation.form.of);
}
