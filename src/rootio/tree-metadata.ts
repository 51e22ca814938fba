import type { Where } from "../errors/app-error.ts";
import { type BasketTables, type BranchOutline, outlineOf } from "./branch-outline.ts";
import { DeferredObject } from "./deferred-object.ts";
import { CorruptFileError } from "./errors.ts";
import { Members } from "./object-members.ts";
import type { Streamers } from "./streamer-info.ts";

/**
 * A TTree as its record describes it, with ROOT's member names turned into ours. Everything that comes out of jsroot
 * passes here once and is checked here, so that the rest of the reader deals with known types.
 *
 * @see https://root.cern/doc/master/classTTree.html and classTBranch.html
 */
export interface TreeMetadata {
  readonly name: string;
  readonly title: string;
  readonly entries: number;
  /** In the order of the file, parts of split branches behind their parent. Names may occur twice. */
  readonly branches: readonly ListedBranch[];
  /** What the file says of classes. */
  readonly streamers: Streamers;
}

export interface LeafMetadata {
  /** ROOT class: `TLeafF`, `TLeafElement` … */
  readonly className: string;
  readonly name: string;
  readonly title: string;
  /** Values an entry (an element of a counted array, if there is a counter). */
  readonly length: number;
  readonly unsigned: boolean;
  /** Name of the leaf that counts this one's values. */
  readonly counter?: string;
}

/** A basket written into the TTree record itself. `entryOffsets` count from the start of its key. */
export interface EmbeddedBasket {
  readonly entries: number;
  readonly keyLength: number;
  readonly last: number;
  readonly data: Uint8Array;
  readonly entryOffsets: Int32Array | undefined;
}

/** The part of an object that a TBranchElement holds. */
export interface ElementMetadata {
  /** 3 and 4 count the objects of a collection (TClonesArray, STL), 31 and 41 hold a member of each of them. */
  readonly kind: number;
  /** Which member of `className`; below 0 for a whole object. */
  readonly id: number;
  readonly version: number;
  readonly checksum: number;
}

export interface BranchMetadata {
  readonly name: string;
  /** Names of the branches that lead to it, joined by slashes: `Muon/Muon.pt`. */
  readonly path: string;
  readonly title: string;
  /** ROOT class of the branch: `TBranch`, `TBranchElement` … */
  readonly branchClass: string;
  /** Class of the object in a TBranchElement, such as `vector<float>`; empty otherwise. */
  readonly className: string;
  /** What a TBranchElement holds. */
  readonly element?: ElementMetadata;
  /** Compression setting when the branch was made: 100 × algorithm + level. */
  readonly compression: number;
  readonly entries: number;
  /** Other file that holds the baskets; empty for this one. */
  readonly fileName: string;
  readonly leaves: readonly LeafMetadata[];
  /** Whether its baskets may leave out where entries start, to be found from another branch that counts. */
  readonly omitsOffsets?: boolean;
  /** Names of the parts that this branch is split into. */
  readonly parts: readonly string[];
  /** Baskets on disk: first entry of each, and one more; position and length of each. */
  readonly basketEntries: readonly number[];
  readonly basketSeeks: readonly number[];
  readonly basketLengths: readonly number[];
  readonly embedded: readonly EmbeddedBasket[];
  /** Bytes of its baskets, unpacked and on disk, keys included, as ROOT counted them. */
  readonly totalBytes: number;
  readonly zippedBytes: number;
}

/** A branch that is known by name; the rest is looked for when it is asked for, as trees have thousands of them. */
export interface ListedBranch {
  readonly name: string;
  readonly path: string;
  /** @throws {CorruptFileError} if a member is missing or of another type than ROOT writes. */
  metadata(): BranchMetadata;
  /** What partitions are planned with. */
  baskets(): BasketTables;
}

/**
 * What a tree says of itself, and the names of its branches.
 *
 * @throws {CorruptFileError} if a member is missing or of another type than ROOT writes.
 */
export function toTreeMetadata(object: unknown, streamers: Streamers, where: Where): TreeMetadata {
  const tree = new Members(object, "tree", where);
  const branches: ListedBranch[] = [];
  for (const branch of tree.objects("fBranches")) {
    const outline = branch instanceof DeferredObject ? outlineOf(branch) : undefined;
    if (outline === undefined) collectMade(new Members(branch, "branch", where), where, branches, "", 0);
    else collectOutlined(branch as DeferredObject, outline, where, branches, "");
  }
  return { name: tree.text("fName"), title: tree.text("fTitle"), entries: tree.count("fEntries"), branches, streamers };
}

/** @param branch its object, or one beside it in the same record. */
function collectOutlined(
  branch: DeferredObject,
  outline: BranchOutline,
  where: Where,
  into: ListedBranch[],
  parentPath: string,
): void {
  const { name, parts, baskets } = outline;
  const path = parentPath + name;
  let made: BranchMetadata | undefined;
  const metadata = (): BranchMetadata =>
    (made ??= toBranch(
      new Members(branch.another(outline.start), "branch", { ...where, branch: name }),
      where,
      parentPath,
      parts.map((part) => part.name),
    ));
  into.push({ name, path, metadata, baskets: () => baskets() ?? listed(metadata()).baskets() });
  for (const part of parts) collectOutlined(branch, part, where, into, `${path}/`);
}

const maxDepth = 50;

function collectMade(branch: Members, where: Where, into: ListedBranch[], parentPath: string, depth: number): void {
  if (depth > maxDepth) throw new CorruptFileError("Damaged tree: branches in branches without end", where);
  const parts = branch.objects("fBranches").map((part) => new Members(part, "branch", where));
  const partNames = parts.map((part) => part.text("fName"));
  const made = toBranch(branch, where, parentPath, partNames);
  into.push(listed(made));
  for (const part of parts) collectMade(part, where, into, `${made.path}/`, depth + 1);
}

/** A branch of which everything is known. */
export function listed(branch: BranchMetadata): ListedBranch {
  const embedded = branch.embedded.map(({ entries, data }) => ({ entries, bytes: data.length }));
  const { name, path, basketEntries, basketLengths } = branch;
  return { name, path, metadata: () => branch, baskets: () => ({ basketEntries, basketLengths, embedded }) };
}

function toBranch(branch: Members, whereTree: Where, parentPath: string, parts: readonly string[]): BranchMetadata {
  const name = branch.text("fName");
  const where = { ...whereTree, branch: name };
  const written = branch.count("fWriteBasket");
  const seeks = branch.numbers("fBasketSeek");
  let onDisk = 0;
  while (onDisk < written && onDisk < seeks.length && seeks[onDisk] !== 0) onDisk++;
  return {
    name,
    path: parentPath + name,
    title: branch.text("fTitle"),
    branchClass: branch.text("_typename"),
    className: branch.textOr("fClassName", ""),
    ...(branch.value("fID") === undefined ? {} : { element: toElement(branch) }),
    compression: branch.number("fCompress"),
    entries: branch.count("fEntries"),
    fileName: branch.textOr("fFileName", ""),
    omitsOffsets: omitsOffsets(branch),
    leaves: branch.objects("fLeaves").map((leaf) => toLeaf(new Members(leaf, "leaf", where))),
    parts,
    basketEntries: branch.numbers("fBasketEntry").slice(0, onDisk + 1),
    basketSeeks: seeks.slice(0, onDisk),
    basketLengths: branch.numbers("fBasketBytes").slice(0, onDisk),
    embedded: branch
      .objects("fBaskets")
      .map((basket) => toEmbedded(new Members(basket, "embedded basket", where)))
      .filter((basket) => basket.entries > 0),
    totalBytes: branch.number("fTotBytes"),
    zippedBytes: branch.number("fZipBytes"),
  };
}

function omitsOffsets(branch: Members): boolean {
  const bits = branch.objectOr("fIOFeatures")?.value("fIOBits");
  return typeof bits === "number" && (bits & 1) !== 0;
}

function toElement(branch: Members): ElementMetadata {
  return {
    kind: branch.number("fType"),
    id: branch.number("fID"),
    version: branch.number("fClassVersion"),
    checksum: branch.number("fCheckSum") >>> 0,
  };
}

function toLeaf(leaf: Members): LeafMetadata {
  const counter = leaf.objectOr("fLeafCount");
  return {
    className: leaf.text("_typename"),
    name: leaf.text("fName"),
    title: leaf.text("fTitle"),
    length: leaf.number("fLen"), // below 1 where it has no meaning
    unsigned: leaf.flag("fIsUnsigned"),
    ...(counter === undefined ? {} : { counter: counter.text("fName") }),
  };
}

function toEmbedded(basket: Members): EmbeddedBasket {
  const buffer = basket.objectOr("fBufferRef");
  const view = buffer?.value("arr");
  if (view !== undefined && !(view instanceof DataView)) throw basket.wrong("fBufferRef", "bytes", view);
  const offsets = basket.value("fEntryOffset");
  if (offsets !== undefined && !(offsets instanceof Int32Array) && !Array.isArray(offsets))
    throw basket.wrong("fEntryOffset", "a list of offsets", offsets);
  return {
    entries: basket.count("fNevBuf"),
    keyLength: basket.count("fKeylen"),
    last: basket.count("fLast"),
    data: view === undefined ? new Uint8Array(0) : new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
    entryOffsets: offsets instanceof Int32Array ? offsets : undefined,
  };
}
