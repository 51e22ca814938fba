import { opendir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ListFiles } from "../analysis/expand-files.ts";
import { matchesPart, patternParts } from "../analysis/file-pattern.ts";
import { specLimits } from "../analysis/spec-limits.ts";
import { LocationRefusedError } from "../rootio/errors.ts";
import { readFileName } from "../rootio/source/candidates.ts";
import { schemeOf } from "../rootio/source/location.ts";
import { liesIn, realDirectory } from "../rootio/source/real-place.ts";

export interface ListOptions {
  /** Where files are looked for, as when they are read. */
  readonly mirrors: readonly string[];
  /** Whether links may lead out of the mirrors, as when files are read. */
  readonly linksOut: boolean;
  readonly limits?: Partial<ListLimits>;
  /** Milliseconds, only differences count. */
  readonly now?: () => number;
}

/** Of all patterns of one specification together. */
export interface ListLimits {
  /** Names in folders that are looked at. */
  readonly entries: number;
  /** Folders in folders below a mirror. */
  readonly depth: number;
  readonly milliseconds: number;
  /** Names that match one pattern. */
  readonly files: number;
}

/** A million names take some seconds; what needs more is no folder of a release. */
const listDefaults: ListLimits = { entries: 1_000_000, depth: 20, milliseconds: 30_000, files: specLimits.files };

/** Files that are looked at together. */
const atOnce = 64;

/** Why a pattern cannot be looked for: told as a problem of the specification. */
class ListProblem extends Error {}

/**
 * Looks for files by pattern, for one specification: below every mirror, each name once.
 *
 * In all mirrors, and not only in the first that has something: a name is read from the first mirror that has it, so that a file that can
 * be read is found, and none is read twice; of a file with two names, the first by mirror and alphabet stays. What keeps a file from being seen is a problem, and never a shorter list.
 */
export function createFileLister({ mirrors, linksOut, limits, now = () => performance.now() }: ListOptions): ListFiles {
  const walk = new Walk({ ...listDefaults, ...limits }, linksOut, now);
  return async (pattern) => {
    if (mirrors.length === 0) return { problem: noMirror(pattern) };
    const server = mirrors.find((mirror) => schemeOf(mirror) !== undefined);
    if (server !== undefined) return { problem: `the mirror ${server} is a server, which cannot be listed` };
    try {
      // What may not be read is not looked for either: "..", backslashes.
      readFileName(pattern, []);
      return await walk.find(mirrors, patternParts(pattern));
    } catch (error) {
      if (error instanceof LocationRefusedError) return { problem: error.summary };
      if (error instanceof ListProblem) return { problem: `"${pattern}": ${error.message}` };
      throw error;
    }
  };
}

function noMirror(pattern: string): string {
  return `no mirror is there to look for "${pattern}" (--mirror, HZZ_MIRROR): base URLs are servers, which cannot be listed; write the names out, or put them into a text file: "@files.txt"`;
}

interface Entry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

class Walk {
  readonly #limits: ListLimits;
  readonly #linksOut: boolean;
  readonly #now: () => number;
  readonly #begun: number;
  /** Mirrors with all links followed. */
  #places: readonly (string | undefined)[] = [];
  #entries = 0;
  /** Of one mirror. */
  #names = new Set<string>();

  constructor(limits: ListLimits, linksOut: boolean, now: () => number) {
    this.#limits = limits;
    this.#linksOut = linksOut;
    this.#now = now;
    this.#begun = now();
  }

  async find(mirrors: readonly string[], parts: readonly string[]): Promise<readonly string[]> {
    try {
      this.#places = await Promise.all(mirrors.map(realDirectory));
    } catch (error) {
      throw problemOf(error, "the mirror");
    }
    const found = new Set<string>();
    const files = new Set<string>();
    for (const mirror of mirrors) {
      this.#names = new Set();
      await this.#visit(mirror, "", parts, [0]);
      // In an order that does not depend on the folder, so that of two names the same one stays.
      const paths = [...this.#names].filter((path) => !found.has(path)).sort();
      for (let i = 0; i < paths.length; i += atOnce) {
        this.#checkTime();
        const some = paths.slice(i, i + atOnce);
        const stats = await Promise.all(some.map((path) => this.#identity(mirror, path)));
        for (const [k, path] of some.entries()) {
          // Mirrors may lie in each other, and links lead to what is found already: the same file is not read twice.
          if (!files.has(stats[k]!)) found.add(path);
          files.add(stats[k]!);
        }
      }
      if (found.size > this.#limits.files) throw new ListProblem(`it matches more than ${this.#limits.files} files`);
    }
    return [...found];
  }

  async #identity(mirror: string, path: string): Promise<string> {
    try {
      const { dev, ino } = await stat(join(mirror, path), { bigint: true });
      return `${dev}:${ino}`;
    } catch (error) {
      throw problemOf(error, `"${path}"`);
    }
  }

  #checkTime(): void {
    if (this.#now() - this.#begun > this.#limits.milliseconds)
      throw new ListProblem(`looking takes longer than ${this.#limits.milliseconds / 1000} s; name the folder`);
  }

  /**
   * @param below path of the folder below the mirror, with a slash at its end
   * @param at parts of the pattern that may come next: each folder is listed once, however many `**` there are
   */
  async #visit(mirror: string, below: string, parts: readonly string[], at: readonly number[]): Promise<void> {
    const next = withFolders(parts, at);
    const [only] = next;
    // A name without a star is not looked for in a list: the folder may be large.
    const named = next.length === 1 && only !== undefined && !parts[only]!.includes("*") ? parts[only] : undefined;
    const entries = named === undefined ? this.#list(mirror, below) : this.#named(mirror, below, named);
    for await (const entry of entries) {
      const after = next.flatMap((p) => {
        const part = parts[p]!;
        // Links to folders are followed where the pattern names them, not by `**`: they may lead round in a circle.
        if (part === "**") return entry.kind === "folder" && !entry.name.startsWith(".") ? [p] : [];
        return matchesPart(part, entry.name) ? [p + 1] : [];
      });
      if (after.length === 0) continue;
      const path = `${below}${entry.name}`;
      const kind = await this.#kindOf(mirror, path, entry.kind);
      if (kind === "file" && after.includes(parts.length)) this.#take(path);
      const deeper = after.filter((p) => p < parts.length);
      if (kind === "folder" && deeper.length > 0) await this.#visit(mirror, `${path}/`, parts, [...new Set(deeper)]);
    }
  }

  async *#list(mirror: string, below: string): AsyncGenerator<Entry> {
    if (below.split("/").length - 1 > this.#limits.depth)
      throw new ListProblem(`folders lie deeper than ${this.#limits.depth}, as "${below}" does; name some of them`);
    try {
      for await (const entry of await opendir(join(mirror, below), { bufferSize: 512 })) {
        if (++this.#entries > this.#limits.entries)
          throw new ListProblem(`more than ${this.#limits.entries} names would have to be looked at; name the folder`);
        this.#checkTime();
        const kind = entry.isFile()
          ? "file"
          : entry.isDirectory()
            ? "folder"
            : entry.isSymbolicLink()
              ? "link"
              : "other";
        yield { name: entry.name, kind };
      }
    } catch (error) {
      // A mirror need not be there, nor have every folder.
      if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return;
      throw problemOf(error, below === "" ? "the mirror" : `the folder "${below}"`);
    }
  }

  async *#named(mirror: string, below: string, name: string): AsyncGenerator<Entry> {
    try {
      await stat(join(mirror, below, name));
    } catch (error) {
      if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return;
      throw problemOf(error, `"${below}${name}"`);
    }
    yield { name, kind: "link" };
  }

  /** What is behind a link, and that it does not lead out of the mirrors where it must not. */
  async #kindOf(mirror: string, path: string, kind: Entry["kind"]): Promise<Entry["kind"]> {
    if (kind !== "link") return kind;
    try {
      const found = await stat(join(mirror, path));
      const place = await realpath(join(mirror, path));
      if (!this.#linksOut && !this.#places.some((mirror) => liesIn(place, mirror)))
        throw new ListProblem(`"${path}" is a link that leads out of the mirror, and is not followed`);
      return found.isFile() ? "file" : found.isDirectory() ? "folder" : "other";
    } catch (error) {
      throw problemOf(error, `the link "${path}"`);
    }
  }

  #take(path: string): void {
    try {
      readFileName(path.includes(":") ? `./${path}` : path, []);
    } catch (error) {
      if (!(error instanceof LocationRefusedError)) throw error;
      throw new ListProblem(`it matches ${JSON.stringify(path)}, which cannot be named: ${error.summary}`);
    }
    if (path.length > specLimits.fileCharacters)
      throw new ListProblem(
        `it matches a name of ${path.length} characters, at most ${specLimits.fileCharacters} are taken`,
      );
    this.#names.add(path);
    if (this.#names.size > this.#limits.files)
      throw new ListProblem(`it matches more than ${this.#limits.files} files`);
  }
}

/** The parts that may come next: what follows `**` too, as it may stand for no folder. */
function withFolders(parts: readonly string[], at: readonly number[]): number[] {
  return [...new Set(at.flatMap((p) => (parts[p] === "**" ? [p, p + 1] : [p])))];
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

function problemOf(error: unknown, what: string): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  const why = { EACCES: "access is denied", ENOENT: "it leads to nothing", ELOOP: "it leads to itself" }[code] ?? code;
  return new ListProblem(`${what} cannot be looked at: ${why}`);
}
