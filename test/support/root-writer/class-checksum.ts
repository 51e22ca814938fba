import type { ClassDescription } from "../../../src/rootio/write/classes/class-description.ts";

/** In the memory of objects, and so in the checksum, but never written: their classes have version 0. */
const unwritten = new Map([
  ["TSeqCollection", "fSortedbool"],
  ["THashList", "fTableTHashTable*"],
]);

/**
 * The checksum of a class as ROOT computes it: a number that is tripled and added to for each letter of its names and types.
 *
 * Bases count with name and checksum, an enumeration with a 1 in front of its name, an array with the name of its counter.
 */
export function checksumOf({ name, members }: ClassDescription): number {
  let sum = 0;
  const add = (value: number): void => {
    sum = (Math.imul(sum, 3) + value) >>> 0;
  };
  const addText = (text: string): void => {
    for (let i = 0; i < text.length; i++) add(text.charCodeAt(i));
  };
  addText(name);
  if (name.startsWith("vector<")) return sum; // a collection has no members of its own
  for (const base of members.filter(({ kind }) => kind === "TStreamerBase")) {
    addText(base.name);
    add(checksumOf(base.of!));
  }
  for (const member of members.filter(({ kind }) => kind !== "TStreamerBase")) {
    if (/::E[A-Z]/.test(member.typeName)) add(1);
    addText(member.name);
    addText(member.typeName);
    addText(/\[(.*)\]/.exec(member.title)?.[1] ?? "");
  }
  addText(unwritten.get(name) ?? "");
  return sum;
}
