import { UnpackBuffer } from "../../src/rootio/compression/unpack-buffer.ts";
import { unpack } from "../../src/rootio/record.ts";
import { readKeyOf } from "../../src/rootio/key.ts";
import { openRootFile } from "../../src/rootio/root-file.ts";
import { openFileSource } from "../../src/rootio/source/file-source.ts";
import { createEdgePass } from "../edge-pass.ts";
import { argumentsOf, measure, type PassResult } from "../measure.ts";
import { courses } from "../selection.ts";

const { course, path, count } = argumentsOf();
const { branches, tree: treeName } = courses[course];

// The records are read and their keys parsed before the clock starts: what is timed is inflating, nothing else.
await using source = await openFileSource(path);
const tree = await (await openRootFile(source)).openTree(treeName);
const payloads: { payload: Uint8Array; length: number; buffer: UnpackBuffer }[] = [];
for (const name of branches) {
  const { basketSeeks, basketLengths } = tree.branch(name);
  const buffer = new UnpackBuffer(); // one a branch, as the reader has
  const ranges = basketSeeks.map((seek, i) => ({ start: seek, stop: seek + basketLengths[i]! }));
  for (const record of await source.read(ranges)) {
    const key = readKeyOf(record, "basket", { file: path });
    payloads.push({ payload: record.subarray(key.keyLength), length: key.objectLength, buffer });
  }
}

function inflateAll(): Promise<PassResult> {
  for (const { payload, length, buffer } of payloads) unpack(payload, length, {}, buffer);
  return Promise.resolve({ entries: tree.entries });
}

// In turns in one process: this machine's speed changes from second to second.
await measure(count, createEdgePass(course, path), inflateAll);
