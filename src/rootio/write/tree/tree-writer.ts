import type { Column, ColumnType } from "../../column.ts";
import { tBranch, tBranchElement, tLeafElement, tTree } from "../classes/tree-classes.ts";
import { InvalidOutputError } from "../errors.ts";
import { checkBranchName, checkTitle } from "../names.ts";
import type { ObjectWriter } from "../object-writer.ts";
import type { RecordFile } from "../record-file.ts";
import { BranchWriter } from "./branch-writer.ts";
import { checkColumn } from "./check-column.ts";
import { writeTree } from "./tree-record.ts";

export interface BranchDefinition {
  readonly name: string;
  /** By default what ROOT has: `name/F` for a scalar (with the letter of its type), `name` for a list. */
  readonly title?: string;
  /** A scalar, or a list, which becomes a std::vector. */
  readonly type: ColumnType;
}

export interface TreeOptions {
  /** Bytes that a basket should not exceed before it is compressed; one entry may. Default 32,000, as in ROOT. */
  readonly basketBytes?: number;
  /**
   * Entries after which every branch begins a new basket, so that ranges of entries can be read without reading baskets twice.
   * By default, as in ROOT, as many as make 30 MB on disk; smaller trees are one cluster.
   */
  readonly clusterEntries?: number;
}

/** A tree that is being written. */
export interface TreeWriter {
  /** Entries filled so far. */
  readonly entries: number;
  /**
   * Adds `length` entries. The same entries give the same bytes, however they are divided into calls. The columns' arrays may be used again when the promise has resolved.
   *
   * @param columns one for each branch, with at least `length` entries.
   * @throws {InvalidOutputError} if a column is missing or does not fit its branch; then nothing has been added.
   * @throws {OutputFailedError} if the sink failed.
   */
  fill(columns: ReadonlyMap<string, Column>, length: number): Promise<void>;
  /** Writes what is left and the tree's own record. */
  close(): Promise<void>;
}

const defaultBasketBytes = 32_000;
const maxBasketBytes = 2 ** 28;
/** Bytes on disk that make a cluster, if its entries were not given. */
const clusterBytes = 30_000_000;

export interface TreeHead {
  readonly name: string;
  readonly title: string;
  readonly directorySeek: number;
}

/** Divides entries into baskets and clusters. Memory: one basket for each branch, and the tables of baskets. */
export class TreeFiller implements TreeWriter {
  readonly name: string;
  entries = 0;
  closed = false;
  readonly #title: string;
  readonly #branches: readonly BranchWriter[];
  readonly #writeRecord: (write: (writer: ObjectWriter) => void) => Promise<void>;
  /** Entries of a cluster; negative as long as it is counted in bytes. */
  #autoFlush: number;
  #flushedBytes = 0;
  #busy = false;

  /**
   * @param writeRecord puts the tree's own record into its directory.
   * @throws {InvalidOutputError} for names that cannot be or occur twice, types that are not written, or sizes out of range.
   */
  constructor(
    file: RecordFile,
    { name, title, directorySeek }: TreeHead,
    branches: readonly BranchDefinition[],
    { basketBytes = defaultBasketBytes, clusterEntries }: TreeOptions,
    writeRecord: (write: (writer: ObjectWriter) => void) => Promise<void>,
  ) {
    checkCount("basketBytes", basketBytes, maxBasketBytes);
    if (clusterEntries !== undefined) checkCount("clusterEntries", clusterEntries, Number.MAX_SAFE_INTEGER);
    checkBranches(name, branches);
    this.name = name;
    this.#title = title;
    this.#autoFlush = clusterEntries ?? -clusterBytes;
    this.#writeRecord = writeRecord;
    const place = { tree: name, directorySeek, basketBytes };
    this.#branches = branches.map((branch) => new BranchWriter(file, place, branch));
    file.classes.add(tTree).add(tBranch);
    for (const { type, names } of this.#branches)
      if (type.shape === "scalar") file.classes.add(names.leaf);
      else file.classes.add(tBranchElement).add(tLeafElement).add(names.vector);
  }

  async fill(columns: ReadonlyMap<string, Column>, length: number): Promise<void> {
    const ordered = this.#branches.map((branch) => checkColumn(this.name, branch, columns.get(branch.name), length));
    await this.#alone(() => this.#fill(ordered, length));
  }

  async close(): Promise<void> {
    await this.#alone(async () => {
      for (const branch of this.#branches) await branch.flush();
      this.closed = true;
      await this.#writeRecord((writer) => {
        writeTree(writer, {
          name: this.name,
          title: this.#title,
          entries: this.entries,
          flushedBytes: this.#flushedBytes,
          autoFlush: this.#autoFlush,
          branches: this.#branches,
        });
      });
    });
  }

  async #fill(columns: readonly Column[], length: number): Promise<void> {
    const branches = this.#branches;
    const reaches = branches.map(() => 0); // the basket in work is known to have room up to this entry
    for (let at = 0; at < length;) {
      for (const [i, branch] of branches.entries())
        if (reaches[i] === at) {
          if (branch.reach(columns[i]!, at, length) === at) await branch.flush();
          reaches[i] = branch.reach(columns[i]!, at, length);
        }
      if (this.#autoFlush < 0 && this.#zippedBytes() > -this.#autoFlush) {
        this.#autoFlush = this.entries;
        await this.#endCluster();
        reaches.fill(at);
        continue;
      }
      // All branches advance together to the next border, so that baskets stand in the file in the order of their entries.
      const stop = Math.min(length, at + this.#leftInCluster(), ...reaches);
      for (const [i, branch] of branches.entries()) branch.add(columns[i]!, at, stop);
      this.entries += stop - at;
      at = stop;
      if (this.#leftInCluster() === this.#autoFlush) {
        await this.#endCluster();
        reaches.fill(at);
      }
    }
  }

  #leftInCluster(): number {
    return this.#autoFlush > 0 ? this.#autoFlush - (this.entries % this.#autoFlush) : Infinity;
  }

  async #endCluster(): Promise<void> {
    for (const branch of this.#branches) await branch.flush();
    this.#flushedBytes = this.#zippedBytes();
  }

  #zippedBytes(): number {
    return this.#branches.reduce((sum, branch) => sum + branch.zippedBytes, 0);
  }

  /** Entries are in order only if calls are: the next one comes when the one before has ended well. */
  async #alone(work: () => Promise<void>): Promise<void> {
    if (this.closed) throw new InvalidOutputError("The tree is closed", { tree: this.name });
    if (this.#busy)
      throw new InvalidOutputError("The call before has not ended, or has failed: wait for each one", {
        tree: this.name,
      });
    this.#busy = true;
    await work(); // after a failure it stays busy: a part of the entries may be in some branches only
    this.#busy = false;
  }
}

function checkCount(option: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new InvalidOutputError(`${option} is a whole number from 1 to ${most}, not ${value}`);
}

function checkBranches(tree: string, branches: readonly BranchDefinition[]): void {
  const seen = new Set<string>();
  for (const { name, title = "" } of branches) {
    checkBranchName(name);
    checkTitle(title, "branch");
    if (seen.has(name)) throw new InvalidOutputError(`Branch "${name}" is there twice`, { tree });
    seen.add(name);
  }
}
