import { unpack } from "../../src/rootio/record.ts";
import { readKeyOf } from "../../src/rootio/key.ts";
import { openRootFile } from "../../src/rootio/root-file.ts";
import { openFileSource } from "../../src/rootio/source/file-source.ts";
import { argumentsOf, measure } from "../measure.ts";
import { courses } from "../selection.ts";

const { course, path, count } = argumentsOf();
const { branches, tree: treeName } = courses[course];

// The records are read and their keys parsed before the clock starts: what is timed is inflating, nothing else.
await using source = await openFileSource(path);
const tree = await (await openRootFile(source)).openTree(treeName);
const ranges = branches.flatMap((name) => {
  const { basketSeeks, basketLengths } = tree.branch(name);
  return basketSeeks.map((seek, i) => ({ start: seek, stop: seek + basketLengths[i]! }));
});
const payloads = (await source.read(ranges)).map((record) => {
  const key = readKeyOf(record, "basket", { file: path });
  return { payload: record.subarray(key.keyLength), length: key.objectLength };
});

await measure(count, () => {
  for (const { payload, length } of payloads) unpack(payload, length, {});
  return Promise.resolve({ entries: tree.entries });
});
