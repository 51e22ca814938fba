import type { NumberType } from "../column.ts";
import type { StreamerElement, Streamers } from "../streamer-info.ts";
import type { BranchMetadata, LeafMetadata } from "../tree-metadata.ts";
import { closed, type Form } from "./form.ts";
import { classesIn, formOfClass, formOfObject } from "./form-of-class.ts";
import { formOfElement, inArrays } from "./form-of-element.ts";
import { codingOf } from "./packed-number.ts";

/** What an entry of a branch holds, from its class, its leaves, and what the file says of classes. */
export function formOfBranch(branch: BranchMetadata, streamers: Streamers): Form {
  if (branch.fileName !== "") return closed(`its baskets are in another file, ${branch.fileName}`);
  if (branch.parts.length > 0) return closed(`it is split into ${branch.parts.length} parts`);
  if (branch.leaves.length === 0) return closed("it has no leaf");
  if (
    branch.omitsOffsets &&
    branch.branchClass !== "TBranch" &&
    branch.leaves.some(({ counter }) => counter !== undefined)
  )
    return closed("its baskets leave out where entries start (IO bits)");
  if (branch.branchClass === "TBranchElement") return formOfObjectBranch(branch, streamers);
  if (branch.branchClass === "TBranchObject")
    return { kind: "named", of: formOfClass(branch.className, { streamers, open: [] }, true) };
  if (branch.branchClass !== "TBranch") return closed(`branches of class ${branch.branchClass} are not read`);
  return formOfLeaves(branch);
}

function formOfLeaves({ name, leaves }: BranchMetadata): Form {
  if (leaves.length === 1) return formOfLeaf(leaves[0]!);
  if (leaves.some(({ counter }) => counter !== undefined))
    return closed(`it holds ${leaves.length} leaves in one branch, some of changing length`);
  const members = leaves.map((leaf) => ({ name: leaf.name, form: formOfLeaf(leaf) }));
  return { kind: "object", name, head: false, members };
}

function formOfLeaf(leaf: LeafMetadata): Form {
  if (leaf.className === "TLeafC") return { kind: "text", head: false };
  const number = numberOfLeaf(leaf);
  if (number === undefined) return closed(`leaves of class ${leaf.className} are not read`);
  if (leaf.length < 1) return closed("its leaf has no length");
  const inner = inArrays(number, dimensionsOf(leaf));
  return leaf.counter === undefined ? inner : { kind: "rest", skip: 0, of: inner };
}

function numberOfLeaf({ className, title, unsigned }: LeafMetadata): Form | undefined {
  if (className === "TLeafD32") return { kind: "number", type: "float64", coding: codingOf(title, false) };
  if (className === "TLeafF16") return { kind: "number", type: "float32", coding: codingOf(title, true) };
  const type = leafTypes.get(className)?.[unsigned ? 1 : 0];
  return type === undefined ? undefined : { kind: "number", type };
}

/** `x[3][2]`: what its title says, if that is as many values as it has; a counter's name is passed over. */
function dimensionsOf({ title, length }: LeafMetadata): number[] {
  const stated = [...title.matchAll(/\[(\d+)\]/g)].map(([, size]) => Number(size));
  if (stated.length > 0 && stated.reduce((product, size) => product * size, 1) === length) return stated;
  return length > 1 ? [length] : [];
}

function formOfObjectBranch(branch: BranchMetadata, streamers: Streamers): Form {
  const context = { streamers, open: [] };
  const { className, element } = branch;
  if (element === undefined) return closed("the file does not say what kind of object it holds");
  if (element.id < 0) {
    if (element.kind === 3 || element.kind === 4)
      return closed(`it holds only the counts of a collection of ${className}`);
    const form = formOfClass(className, context, true);
    if (form.kind === "object") return formOfObject(className, context, element.version, element.checksum);
    return form.kind === "text" ? { ...form, head: false } : form;
  }
  const found = memberOf(branch, streamers);
  if (found === undefined) return closed(`the file does not describe the member that it holds of class ${className}`);
  const form = formOfElement(found, classesIn(context));
  if (element.kind === 31 || element.kind === 41)
    return form.kind === "counted"
      ? closed("it holds arrays of changing length of each object")
      : { kind: "each", of: form };
  if (form.kind === "counted") return { kind: "rest", skip: 1, of: form.of };
  return form;
}

/** The member that a part of a split object holds; its number is believed if the name agrees. */
function memberOf({ className, name, element }: BranchMetadata, streamers: Streamers): StreamerElement | undefined {
  const members = streamers.find(className, element!.version, element!.checksum)?.elements ?? [];
  const plain = name.replace(/(\[[^\]]*\])+$/, "").replace(/\.$/, "");
  const agrees = (member: StreamerElement | undefined): boolean =>
    member !== undefined && (plain === member.name || plain.endsWith(`.${member.name}`));
  const stated = members[element!.id];
  return agrees(stated) ? stated : members.find(agrees);
}

/** Leaf class → type as signed, as unsigned. */
const leafTypes = new Map<string, readonly [NumberType, NumberType]>([
  ["TLeafO", ["bool", "bool"]],
  ["TLeafB", ["int8", "uint8"]],
  ["TLeafS", ["int16", "uint16"]],
  ["TLeafI", ["int32", "uint32"]],
  ["TLeafL", ["int64", "uint64"]],
  ["TLeafG", ["int64", "uint64"]],
  ["TLeafF", ["float32", "float32"]],
  ["TLeafD", ["float64", "float64"]],
]);
