import { AppError } from "../errors/app-error.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";
import { candidateLocations } from "../rootio/source/candidates.ts";
import { noCandidate, openEach, type PassedOver } from "../rootio/source/open-first.ts";
import type { SourceOptions } from "../rootio/source/open-source.ts";
import { SilentServers } from "../rootio/source/silent-servers.ts";
import { CorrectionContentError, CorrectionFileError, type OtherContent } from "./errors.ts";
import { correctionLimits } from "./limits.ts";

/** A file of corrections as it was read, packed or not. */
export interface CorrectionFile {
  /** The place that had it. */
  readonly source: string;
  /** Of the bytes, in hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

export interface WantedFile {
  /** As a specification names files of data: a path below mirrors and base URLs, or an address. */
  readonly file: string;
  /** In the order in which they are asked. */
  readonly baseUrls: readonly string[];
  /** Content that is wanted: places that have another one are passed over. */
  readonly sha256?: string | undefined;
}

/** Reads files of corrections where files of data are looked for too, by the same rules. */
export class CorrectionReader {
  readonly #mirrors: readonly string[];
  readonly #source: SourceOptions;
  readonly #silent: SilentServers;

  /** @param options as files of data are opened with */
  constructor({ mirrors, source = {} }: { readonly mirrors: readonly string[]; readonly source?: SourceOptions }) {
    this.#mirrors = mirrors;
    this.#source = source;
    this.#silent = new SilentServers(source.silentMs);
  }

  /**
   * @throws {AppError} of `rootio` if no place has the file.
   * @throws {CorrectionContentError} if places have it, and none with the content that is wanted.
   * @throws {CorrectionFileError} if it is larger than any such file.
   */
  async read({ file, baseUrls, sha256 }: WantedFile, signal?: AbortSignal): Promise<CorrectionFile> {
    const places = candidateLocations(file, { mirrors: this.#mirrors, baseUrls });
    const options = signal === undefined ? this.#source : { ...this.#source, signal };
    const sources = openEach(places, options, this.#silent);
    const others: OtherContent[] = [];
    const unread: PassedOver[] = [];
    for (;;) {
      const next = await sources.next();
      if (next.done === true) {
        unread.push(...next.value);
        if (sha256 !== undefined && others.length > 0) throw new CorrectionContentError(file, sha256, others, unread);
        throw noCandidate(unread);
      }
      await using source = next.value;
      try {
        const found = await readWhole(source, signal);
        if (sha256 === undefined || found.sha256 === sha256) return found;
        others.push(found);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        unread.push({ location: source.name, error });
      }
    }
  }
}

async function readWhole(source: ByteSource, signal: AbortSignal | undefined): Promise<CorrectionFile> {
  const { name, size } = source;
  if (size > correctionLimits.textBytes) {
    const message = `the file has ${size} bytes, at most ${correctionLimits.textBytes} are read`;
    throw new CorrectionFileError([{ path: "", message }], { file: name });
  }
  const [read] = await source.read([{ start: 0, stop: size }], signal === undefined ? {} : { signal });
  // A copy, since a source may give a part of its own memory.
  const bytes = new Uint8Array(read!);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { source: name, sha256, bytes };
}
