/** Half-open byte range [start, stop) of a file. */
export interface ByteRange {
  readonly start: number;
  readonly stop: number;
}

/** What a source has done so far, so that a bad access pattern shows up in a test. */
export interface SourceStatistics {
  /** Calls that left the process: system reads or HTTP requests (retries counted). */
  requests: number;
  /** Bytes received, those thrown away (gaps between coalesced ranges, retried bodies) included. */
  bytes: number;
  retries: number;
}

/** Random access to the bytes of one file. The file does not change while the source is open; if it does, reads fail. */
export interface ByteSource extends AsyncDisposable {
  /** What messages call this file: its path or URL. */
  readonly name: string;
  /** Length in bytes, known after opening. */
  readonly size: number;
  readonly statistics: Readonly<SourceStatistics>;
  /**
   * The bytes of each range, in the order asked.
   *
   * Every result is exactly as long as its range. It may be a view into a larger buffer; the caller must not write to it.
   * @throws {ShortReadError} if a range reaches past the end, or the source gave fewer bytes than it promised.
   * @throws {SourceUnavailableError} if the bytes cannot be had now (after retries).
   */
  read(ranges: readonly ByteRange[], options?: { readonly signal?: AbortSignal }): Promise<Uint8Array[]>;

  /**
   * Fills `target` with the bytes from `start` on, at once: only sources that never wait have this (local files). Saves
   * fetching ahead, and memory for what is fetched.
   * @throws as `read`.
   */
  readInto?(start: number, target: Uint8Array): void;
}
