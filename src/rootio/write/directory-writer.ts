import type { Axis } from "../../histogram/axis.ts";
import type { Histogram } from "../../histogram/histogram.ts";
import { writeNamed } from "./base-objects.ts";
import { ByteWriter, utf8Length } from "./byte-writer.ts";
import { tNamed, tObjString } from "./classes/base-classes.ts";
import { tH1D, tH2D, tProfile } from "./classes/histogram-classes.ts";
import { directoryRecord } from "./directory-record.ts";
import { InvalidOutputError } from "./errors.ts";
import { rootAxesOf, writeHistogram } from "./histogram-record.ts";
import { type KeyFields, writeKey } from "./key-fields.ts";
import { checkName, checkTitle } from "./names.ts";
import type { ObjectWriter } from "./object-writer.ts";
import type { RecordFile } from "./record-file.ts";
import { type BranchDefinition, TreeFiller, type TreeOptions, type TreeWriter } from "./tree/tree-writer.ts";

export interface HistogramOptions {
  /** Instead of the histogram's own. */
  readonly name?: string;
  readonly title?: string;
  /** What the bins hold: of the y axis, with two axes of the z axis. */
  readonly contentTitle?: string;
  /** One text for each bin. */
  readonly binLabels?: readonly string[];
}

/** A folder of a ROOT file. A name occurs once in it; asking for one that is taken, or that cannot be, is an {@link InvalidOutputError}. */
export interface DirectoryWriter {
  /** The folder of that name in this one, made when it is first asked for. */
  directory(name: string, title?: string): DirectoryWriter;
  /**
   * A TH1D, with two axes a TH2D, of a profile a TProfile, with variances and flow bins; the title of an axis is `label [unit]`. Texts are written as UTF-8.
   *
   * @throws {NonFiniteSumError} if a number of the histogram is NaN or infinite.
   */
  writeHistogram(histogram: Histogram, options?: HistogramOptions): Promise<void>;
  /** A TNamed of that name, whose title is the text, of any length. */
  writeText(name: string, text: string): Promise<void>;
  /** A TTree; it must be closed before the file is. */
  tree(name: string, title: string, branches: readonly BranchDefinition[], options?: TreeOptions): TreeWriter;
}

/** Titles of keys are for lists of contents; a long text is cut out of them. */
const maxKeyTitle = 200;

/** A folder, whose own record and list of keys are completed when the file is closed. */
export class Directory implements DirectoryWriter {
  /** Where the folder's own record starts. */
  readonly seek: number;
  /** Length of key and names in front of the folder's fields; the file's head tells it for the top folder. */
  readonly nameLength: number;
  readonly #file: RecordFile;
  readonly #head: { readonly className: string; readonly name: string; readonly title: string };
  readonly #parentSeek: number;
  readonly #uuid: Uint8Array;
  readonly #keys: KeyFields[] = [];
  readonly #names = new Set<string>();
  readonly #folders = new Map<string, Directory>();
  readonly #trees: TreeFiller[] = [];

  /** The top folder: its record starts with the name of the file. */
  static top(file: RecordFile, name: string, title: string, uuid: Uint8Array): Directory {
    return new Directory(file, { className: "TFile", name, title }, undefined, uuid);
  }

  private constructor(
    file: RecordFile,
    head: { readonly className: string; readonly name: string; readonly title: string },
    parent: Directory | undefined,
    uuid: Uint8Array,
  ) {
    this.#file = file;
    this.#head = head;
    this.#uuid = uuid;
    this.#parentSeek = parent?.seek ?? 0;
    this.seek = file.end;
    const payload = new ByteWriter();
    if (parent === undefined) {
      payload.string(head.name);
      payload.string(head.title);
    }
    const namesLength = payload.position;
    payload.raw(new Uint8Array(directoryRecord.length)); // filled in at the end
    const bytes = payload.bytes;
    const { key } = file.append({ ...head, cycle: 1, directorySeek: this.#parentSeek }, bytes.length, bytes);
    if (parent !== undefined) parent.#keys.push(key);
    this.nameLength = key.keyLength + namesLength;
  }

  directory(name: string, title = ""): DirectoryWriter {
    const known = this.#folders.get(name);
    if (known !== undefined) return known;
    this.#take(name, "directory");
    checkTitle(title, "directory");
    const uuid = derivedUuid(this.#uuid, this.#file.end);
    const folder = new Directory(this.#file, { className: "TDirectory", name, title }, this, uuid);
    this.#folders.set(name, folder);
    return folder;
  }

  async writeHistogram(histogram: Histogram, options: HistogramOptions = {}): Promise<void> {
    const { name = histogram.name, title = histogram.title, contentTitle = "", binLabels = [] } = options;
    const [x, y] = rootAxesOf(histogram);
    const { bins } = x;
    const titles = {
      xTitle: axisTitle(x),
      yTitle: y === undefined ? contentTitle : axisTitle(y),
      zTitle: contentTitle,
    };
    const labels = [...binLabels, ...(x.categories ?? []), ...(y?.categories ?? [])];
    for (const text of [title, ...Object.values(titles), ...labels]) checkTitle(text, "histogram");
    if (binLabels.length !== 0 && binLabels.length !== bins)
      throw new InvalidOutputError(`Histogram "${name}" has ${bins} bins, but ${binLabels.length} labels were given`);
    this.#take(name, "histogram");
    const description = histogram.profile !== undefined ? tProfile : y === undefined ? tH1D : tH2D;
    this.#file.classes.add(description);
    if (labels.length > 0) this.#file.classes.add(tObjString);
    await this.#writeObject(description.name, name, title, (writer) => {
      writeHistogram(writer, histogram, { name, title, ...titles, binLabels });
    });
  }

  async writeText(name: string, text: string): Promise<void> {
    this.#take(name, "text");
    this.#file.classes.add(tNamed);
    const keyTitle = utf8Length(text) > maxKeyTitle ? "" : text;
    await this.#writeObject("TNamed", name, keyTitle, (writer) => {
      writeNamed(writer, name, text);
    });
  }

  tree(name: string, title: string, branches: readonly BranchDefinition[], options: TreeOptions = {}): TreeWriter {
    this.#take(name, "tree");
    checkTitle(title, "tree");
    const tree = new TreeFiller(this.#file, { name, title, directorySeek: this.seek }, branches, options, (write) =>
      this.#writeObject("TTree", name, title, write),
    );
    this.#trees.push(tree);
    return tree;
  }

  /**
   * Writes the lists of keys of this folder and those in it, and fills in their records.
   *
   * @throws {InvalidOutputError} if a tree is still open.
   */
  async close(): Promise<void> {
    for (const folder of this.#folders.values()) await folder.close();
    const open = this.#trees.find((tree) => !tree.closed);
    if (open !== undefined)
      throw new InvalidOutputError(
        `Tree "${open.name}" is still open: close it before the file, or its entries are lost`,
      );
    const list = new ByteWriter();
    list.int32(this.#keys.length);
    for (const key of this.#keys) writeKey(list, key);
    const head = { ...this.#head, cycle: 1, directorySeek: this.seek };
    const { key, taken } = this.#file.append(head, list.position, list.bytes);
    await taken;
    const record = directoryRecord.write({
      datime: this.#file.datime,
      keysLength: key.recordLength,
      nameLength: this.nameLength,
      seek: this.seek,
      parentSeek: this.#parentSeek,
      keysSeek: key.seek,
      uuid: this.#uuid,
    });
    await this.#file.patch(this.seek + this.nameLength, record);
  }

  async #writeObject(
    className: string,
    name: string,
    title: string,
    write: (writer: ObjectWriter) => void,
  ): Promise<void> {
    const { key, taken } = this.#file.appendObject(
      { className, name, title, cycle: 1, directorySeek: this.seek },
      write,
    );
    this.#keys.push(key);
    await taken;
  }

  #take(name: string, what: string): void {
    checkName(name, what);
    if (this.#names.has(name))
      throw new InvalidOutputError(`Directory "${this.#head.name}" holds something named "${name}" already`);
    this.#names.add(name);
  }
}

function axisTitle({ label, unit }: Axis): string {
  return unit === "" ? label : `${label} [${unit}]`;
}

/** A folder's own UUID, the same for the same file: that of its parent with its position mixed into the last bytes. */
function derivedUuid(parent: Uint8Array, seek: number): Uint8Array {
  const uuid = Uint8Array.from(parent);
  const view = new DataView(uuid.buffer);
  view.setUint32(12, (view.getUint32(12) ^ seek) >>> 0);
  return uuid;
}
