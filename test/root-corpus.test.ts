import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { AppError } from "../src/errors/app-error.ts";
import type { LeafColumn } from "../src/rootio/column.ts";
import { UnsupportedFormatError } from "../src/rootio/errors.ts";
import { openRootFile } from "../src/rootio/root-file.ts";
import { openFileSource } from "../src/rootio/source/file-source.ts";
import type { Tree } from "../src/rootio/tree.ts";
import { readLeaf } from "./support/read-columns.ts";
import { describeWithSharedData, sharedPath } from "./support/shared-data.ts";

/** What uproot read from a leaf; hashes are the first 16 hex digits of a sha256. */
interface ReferenceLeaf {
  readonly kind: "number" | "string" | "unread";
  readonly type?: string;
  readonly levels?: readonly { readonly sha256: string }[];
  readonly sha256?: string;
}
interface ReferenceTree {
  readonly entries: number;
  readonly rntuple?: true;
  readonly branches?: Readonly<Record<string, ReferenceLeaf>>;
}
interface Reference {
  readonly files: Readonly<Record<string, { readonly trees: Readonly<Record<string, ReferenceTree>> }>>;
}

/** A leaf that is not read, with the reason that the reader gives. */
interface UnreadLeaf {
  readonly file: string;
  readonly tree: string;
  readonly leaf: string;
  readonly reason: string;
}

/** Leaves where uproot and ROOT differ; the values of ROOT are read. */
const differing: Readonly<Record<string, { readonly reason: string; readonly leaves: RegExp }>> = {
  "gohep/ndim-slice.root": { reason: "f[0,0,16] has 12 bits, as in ROOT, not 16", leaves: /D16$/ },
  "gohep/x-flat-tree.root": { reason: "f[0,0,16] has 12 bits, as in ROOT, not 16", leaves: /D16$/ },
  "skhep/uproot-issue433-splitlevel2.root": { reason: "read in the other byte order", leaves: /timeslice_start\|UTC_/ },
  "skhep/uproot-issue513.root": {
    reason: "bits behind which another number stands",
    leaves: /(Track|EFlow\w+)\.fBits$/,
  },
  "coffea/PHYSLITE_example.root": { reason: "a list of objects, written by members", leaves: /\.jetLink\|/ },
};

const longTest = 120_000;

describeWithSharedData("files of public projects", () => {
  describe("in their order, the list at the end", { shuffle: false }, compareAll);
});

function compareAll(): void {
  const { files } = JSON.parse(readFileSync(sharedPath("reference/root-corpus.json"), "utf8")) as Reference;
  const unread: UnreadLeaf[] = [];

  for (const [file, { trees }] of Object.entries(files))
    it(
      `gives uproot's values for every leaf of ${file} that it reads`,
      async () => {
        const wrong: string[] = [];
        for (const [tree, reference] of Object.entries(trees))
          await compareTree(file, tree, reference, { unread, wrong });
        expect(wrong).toEqual([]);
      },
      longTest,
    );

  // Take a leaf that is read now off the list with `npx vitest run test/root-corpus.test.ts -u`.
  it("are read but for the leaves of a list", async () => {
    const lines = unread.map(({ file, tree, leaf, reason }) => `${file} ${tree} ${leaf}: ${reason}\n`);
    await expect(lines.join("")).toMatchFileSnapshot("root-corpus-unread.txt");
  });
}

/** @param found takes the leaves that are not read, and what is read and differs. */
async function compareTree(
  file: string,
  path: string,
  reference: ReferenceTree,
  { unread, wrong }: { readonly unread: UnreadLeaf[]; readonly wrong: string[] },
): Promise<void> {
  const refuse = (leaf: string, error: unknown): void => {
    if (!(error instanceof AppError)) throw error;
    unread.push({ file, tree: path, leaf, reason: error.summary });
  };
  const leaves = Object.entries(reference.branches ?? {}).filter(([, { kind }]) => kind !== "unread");
  await using source = await openFileSource(sharedPath("root-corpus", file));
  let tree: Tree;
  try {
    tree = await (await openRootFile(source)).openTree(path);
  } catch (error) {
    if (reference.rntuple) expect(error).toBeInstanceOf(UnsupportedFormatError);
    else for (const [leaf] of leaves) refuse(leaf, error);
    return;
  }
  if (tree.entries !== reference.entries) wrong.push(`${path}: ${tree.entries} entries, not ${reference.entries}`);
  for (const [leaf, expected] of leaves) {
    try {
      const found = fingerprint(await readLeaf(tree, nameOf(leaf)));
      const type = expected.kind === "string" ? [] : [expected.type];
      const wanted = [...type, ...expected.levels!.map(({ sha256 }) => sha256), expected.sha256].join(" ");
      const isKnown = differing[file]?.leaves.test(leaf) === true;
      if ((found === wanted) === isKnown) wrong.push(`${path}: ${leaf} is ${found}, not ${wanted}`);
    } catch (error) {
      refuse(leaf, error);
    }
  }
}

/** uproot puts a bar before the members of an object, and numbers those of a pair. */
function nameOf(leaf: string): string {
  return leaf.replace(/\|(0|1)(?=$|\.)/, (_, which) => (which === "0" ? ".first" : ".second")).replace("|", ".");
}

/** Type, hash of the counts of each level of lists, hash of all values. */
function fingerprint(column: LeafColumn): string {
  const levels = column.shape === "scalar" ? [] : column.shape === "list" ? [column.offsets] : column.levels;
  let count = column.length;
  const counts = levels.map((offsets) => {
    const found = hashOfCounts(offsets, count);
    count = offsets[count]!;
    return found;
  });
  if (column.shape === "text") return [...counts, hash(column.texts.join("\n"))].join(" ");
  const values = column.shape === "scalar" ? column.values : column.content;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, count * values.BYTES_PER_ELEMENT);
  return [column.type, ...counts, hash(bytes)].join(" ");
}

function hashOfCounts(offsets: Int32Array, lists: number): string {
  const counts = BigInt64Array.from({ length: lists }, (_, i) => BigInt(offsets[i + 1]! - offsets[i]!));
  return hash(new Uint8Array(counts.buffer));
}

function hash(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}
