import { type Coding, packForGood } from "../http/compression.ts";

/** A file that browsers ask for, in memory. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  /** Follows from the content. */
  readonly etag: string;
  /** As the build has packed it with brotli, if it has. */
  readonly brotli?: Uint8Array<ArrayBuffer>;
}

/** By path below the folder, with "/". What is not in here cannot be asked for, so that no path leads elsewhere. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Whether the build has put a hash of the content into the name: `page-3QX2ABCD.js`. */
export function hasHashedName(path: string): boolean {
  return /-[A-Z2-7]{8}\.[a-z0-9]+$/.test(path);
}

/** Packed once, when it is asked for the first time. */
const gzippedFiles = new WeakMap<PageFile, Promise<Uint8Array<ArrayBuffer>>>();

/** In which codings there is a file: the one that makes it smaller first. */
export function codingsOf({ brotli }: PageFile): readonly Coding[] {
  return brotli === undefined ? ["gzip"] : ["br", "gzip"];
}

/** A file in one of its codings; undefined if that makes it no smaller. */
export async function packedFile(file: PageFile, coding: Coding): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (coding === "br") return file.brotli;
  let packing = gzippedFiles.get(file);
  if (packing === undefined) {
    packing = packForGood(file.bytes);
    gzippedFiles.set(file, packing);
  }
  const packed = await packing;
  return packed.length < file.bytes.length ? packed : undefined;
}
