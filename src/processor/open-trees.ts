import { inReadingOrder } from "../analysis/base-url-order.ts";
import { isToyLabel } from "../analysis/toy/toy-label.ts";
import { AppError } from "../errors/app-error.ts";
import { openRootFile } from "../rootio/root-file.ts";
import type { ByteSource } from "../rootio/source/byte-source.ts";
import { candidateLocations } from "../rootio/source/candidates.ts";
import { noCandidate, openEach, type PassedOver } from "../rootio/source/open-first.ts";
import type { SourceOptions } from "../rootio/source/open-source.ts";
import { SilentServers } from "../rootio/source/silent-servers.ts";
import type { Tree } from "../rootio/tree.ts";
import type { UnpackLimits } from "../rootio/unpack-limits.ts";
import { FileChangedError, type FoundFile, ToyLabelError } from "./errors.ts";
import { sameIdentity, type FileIdentity, type WorkItem } from "../protocol/work-item.ts";

/** An open tree with the identity of its file. */
export interface OpenTree {
  readonly tree: Tree;
  readonly identity: FileIdentity;
}

export interface OpenTreesOptions {
  /** Directories looked at before any URL, in this order. */
  readonly mirrors: readonly string[];
  readonly source?: SourceOptions;
  /** What files may unpack to. */
  readonly limits?: UnpackLimits;
  /** Files kept open at most. */
  readonly capacity?: number;
}

/**
 * Opens the files of work items, and keeps the last few open: the partitions of one file follow each other, and opening
 * costs as much as reading a small one.
 *
 * What is kept belongs to one analysis and one file of it; whether it still is the file that was planned is checked by its
 * identity, which travels with every partition.
 */
export class OpenTrees implements AsyncDisposable {
  readonly #options: OpenTreesOptions;
  readonly #silent: SilentServers;
  readonly #open = new Map<string, Promise<OpenTree>>();

  constructor(options: OpenTreesOptions) {
    this.#options = options;
    this.#silent = new SilentServers(options.source?.silentMs);
  }

  /**
   * Of a partition the file that was planned, in whichever place it is; of a file item the one in the first place that answers.
   *
   * @throws {AppError} of `rootio` if no place has the file, or it is not what it should be.
   * @throws {FileChangedError} if places have another file than the planned one, and none has that.
   * @throws {ToyLabelError} if it is of the toy and the analysis does not say so, or the other way round.
   */
  async open(item: WorkItem): Promise<OpenTree> {
    const key = keyOf(item);
    let opened = this.#open.get(key);
    if (opened === undefined) {
      opened = this.#openNow(item);
      opened.catch(() => {
        if (this.#open.get(key) === opened) this.#open.delete(key);
      });
    } else this.#open.delete(key);
    this.#open.set(key, opened); // the newest stands last
    await this.#shrink(this.#options.capacity ?? 2);
    return opened;
  }

  /** Whether the file of an item is open from an earlier one. */
  isKept(item: WorkItem): boolean {
    return this.#open.has(keyOf(item));
  }

  /** Closes the file of an item that failed, so that its next try finds what is there then: it may have been repaired or replaced. */
  async forget(item: WorkItem): Promise<void> {
    const key = keyOf(item);
    const opened = this.#open.get(key);
    this.#open.delete(key);
    await close(opened);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shrink(0);
  }

  async #shrink(capacity: number): Promise<void> {
    while (this.#open.size > capacity) {
      const [key, oldest] = this.#open.entries().next().value!;
      this.#open.delete(key);
      await close(oldest);
    }
  }

  async #openNow(item: WorkItem): Promise<OpenTree> {
    const { mirrors, source: options, limits } = this.#options;
    const places = candidateLocations(item.file.path, { mirrors, baseUrls: inReadingOrder(item.baseUrls) });
    const sources = openEach(places, options ?? {}, this.#silent);
    const others: FoundFile[] = [];
    const unread: PassedOver[] = [];
    for (;;) {
      const next = await sources.next();
      if (next.done === true) {
        unread.push(...next.value);
        throw item.kind === "partition" && others.length > 0
          ? new FileChangedError(item, others, unread)
          : noCandidate(unread);
      }
      const source = next.value;
      try {
        const opened = await openTreeIn(source, item, limits);
        if ("tree" in opened) return opened;
        others.push(opened);
      } catch (error) {
        await source[Symbol.asyncDispose]();
        // What cannot be read is not the planned file either, or was damaged since: another place may have it.
        if (item.kind === "file" || !(error instanceof AppError)) throw error;
        unread.push({ location: source.name, error });
        continue;
      }
      await source[Symbol.asyncDispose]();
    }
  }
}

/** The tree of an item, or what the file is, if it is not the planned one. */
async function openTreeIn(
  source: ByteSource,
  item: WorkItem,
  limits: UnpackLimits | undefined,
): Promise<OpenTree | FoundFile> {
  const file = await openRootFile(source, limits);
  const planned = item.kind === "partition" ? item.identity : undefined;
  const { uuid } = file.header;
  const found = { source: source.name, uuid, size: source.size };
  if (planned !== undefined && (planned.uuid !== uuid || planned.size !== source.size)) return found;
  const tree = await file.openTree(item.recipe.tree);
  const identity = { uuid, size: source.size, entries: tree.entries };
  if (planned !== undefined && !sameIdentity(planned, identity)) return { ...found, entries: tree.entries };
  checkToyLabel(tree, item.isToy);
  return { tree, identity };
}

/** @throws {ToyLabelError} if a tree is of the toy and the analysis does not say so, or the other way round. */
export function checkToyLabel({ title, path, file }: Tree, isToy: boolean): void {
  if (isToyLabel(title) !== isToy) throw new ToyLabelError(isToy, { file: file.source.name, tree: path });
}

export function foundIn({ tree, identity }: OpenTree): FoundFile {
  return { source: tree.file.source.name, ...identity };
}

/** The places too: an item that names the same file elsewhere must not be given what another one has opened. */
function keyOf({ analysis, file, baseUrls, recipe }: WorkItem): string {
  return JSON.stringify([analysis, file.path, baseUrls, recipe.tree]);
}

async function close(opened: Promise<OpenTree> | undefined): Promise<void> {
  await opened?.then(
    ({ tree }) => tree.file.source[Symbol.asyncDispose](),
    () => undefined, // it never opened; whoever asked for it was told
  );
}
