import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { UsageError } from "./usage-error.ts";

/**
 * A file that appears whole or not at all: opened under another name beside its place, so that a path that cannot be
 * written is seen at once, and renamed when its content is complete.
 */
export class OutputFile {
  readonly #path: string;
  readonly #temporary: string;
  readonly #handle: FileHandle | undefined;

  private constructor(path: string, temporary: string, handle: FileHandle | undefined) {
    this.#path = path;
    this.#temporary = temporary;
    this.#handle = handle;
  }

  /**
   * @param path undefined makes a file that swallows what is written.
   * @param option names the command-line option in the error.
   * @throws {UsageError} if no file can be made there.
   */
  static async open(path: string | undefined, option: string): Promise<OutputFile> {
    if (path === undefined) return new OutputFile("", "", undefined);
    const temporary = `${path}.${process.pid}.partial`;
    try {
      return new OutputFile(path, temporary, await open(temporary, "wx"));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
      const reason = reasons[code] ?? code;
      throw new UsageError(`${option}: the file ${path} cannot be written: ${reason}`, {}, { cause: error });
    }
  }

  async write(text: string): Promise<void> {
    if (this.#handle === undefined) return;
    await this.#handle.writeFile(text);
    await this.#handle.close();
    await rename(this.#temporary, this.#path);
  }

  async discard(): Promise<void> {
    if (this.#handle === undefined) return;
    await this.#handle.close();
    await rm(this.#temporary, { force: true });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is a file",
  EACCES: "access is denied",
  EROFS: "the file system is read-only",
};
