import { OutputFailedError } from "../rootio/write/errors.ts";
import type { ByteSink } from "../rootio/write/byte-sink.ts";
import { openFileSink } from "../rootio/write/file-sink.ts";
import { UsageError } from "./usage-error.ts";

/**
 * A file that appears whole or not at all: opened under another name beside its place, so that a path that cannot be
 * written is seen at once, and renamed when its content is complete.
 */
export class OutputFile {
  /** undefined: nothing is to be written, or everything has been. */
  #sink: ByteSink | undefined;

  private constructor(sink: ByteSink | undefined) {
    this.#sink = sink;
  }

  /**
   * @param path undefined makes a file that swallows what is written.
   * @param option names the command-line option in the error.
   * @throws {UsageError} if no file can be made there.
   */
  static async open(path: string | undefined, option: string): Promise<OutputFile> {
    if (path === undefined) return new OutputFile(undefined);
    try {
      return new OutputFile(await openFileSink(path));
    } catch (error) {
      if (!(error instanceof OutputFailedError)) throw error;
      throw new UsageError(`${option}: ${error.message}`, {}, { cause: error });
    }
  }

  /** Writes the whole content. @throws {OutputFailedError} then nothing is left of it. */
  async write(content: string | Uint8Array): Promise<void> {
    await this.fill(async (sink) => {
      await sink.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
      await sink.close();
    });
  }

  /**
   * Has the whole content written. Not called if nothing is to be written.
   *
   * @param write closes the sink
   */
  async fill(write: (sink: ByteSink) => Promise<void>): Promise<void> {
    if (this.#sink === undefined) return;
    await write(this.#sink);
    this.#sink = undefined;
  }

  /** Removes what was begun; does nothing once the file is there. */
  async discard(): Promise<void> {
    const sink = this.#sink;
    this.#sink = undefined;
    await sink?.discard();
  }
}
