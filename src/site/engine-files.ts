import type { SourceOptions } from "../rootio/source/open-source.ts";
import { createToysInMemory } from "../toy/toys-in-memory.ts";
import { browserFetch } from "./browser-fetch.ts";
import { openPicked } from "./picked-files.ts";

/** The files of one engine: those that were picked, and those of toys, which it makes itself. */
export class EngineFiles {
  readonly #picked = new Map<string, File>();
  /** How files are opened. */
  readonly sourceOptions: Pick<SourceOptions, "fetch" | "make" | "openPath">;

  constructor(toyMaxScale: number) {
    this.sourceOptions = {
      fetch: browserFetch,
      make: createToysInMemory({ maxScale: toyMaxScale, mostKept: 4 }),
      openPath: (path) => openPicked(path, (name) => this.#picked.get(name)),
    };
  }

  /** @returns whether another file was known under this path */
  take(path: string, file: File): boolean {
    const known = this.#picked.get(path);
    this.#picked.set(path, file);
    return known !== undefined && (known.size !== file.size || known.lastModified !== file.lastModified);
  }
}
